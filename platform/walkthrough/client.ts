import { randomUUID } from 'node:crypto';

interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string };
}

/** What a graph answered, whole. */
export interface GraphReply {
  // biome-ignore lint/suspicious/noExplicitAny: the walkthrough reads fields that it just asked for
  readonly data: any;
  readonly errors?: readonly GraphError[];
}

/** Somebody at a platform's graph, logged in or not. */
export class Person {
  readonly origin: string;
  readonly #token: string | null;

  constructor(origin: string, token: string | null) {
    this.origin = origin;
    this.#token = token;
  }

  /** Sends one operation over HTTP and gives the whole reply, errors included. */
  async send(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<GraphReply> {
    const response = await fetch(`${this.origin}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphReply;
  }

  /** The data of an operation that must have no error. */
  // biome-ignore lint/suspicious/noExplicitAny: the walkthrough reads fields that it just asked for
  async ask(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<any> {
    const reply = await this.send(query, variables);
    if (reply.errors)
      throw new Error(
        `${query.trim().split('\n', 1)[0]}: ${reply.errors.map((error) => `${error.message} [${error.extensions?.code}] at ${error.path?.join('.')}`).join('; ')}`,
      );
    return reply.data;
  }

  /** Runs a mutation with a fresh idempotency key; gives the payload, success or refusal, with its `__typename`. */
  // biome-ignore lint/suspicious/noExplicitAny: the walkthrough reads fields that it just asked for
  async attempt(mutation: string, input: Readonly<Record<string, unknown>>, selection: string): Promise<any> {
    const typeName = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}`;
    const withKey = mutation.startsWith('preview') ? input : { idempotencyKey: randomUUID(), ...input };
    const query = `mutation ${typeName}($input: ${typeName}Input!) { ${mutation}(input: $input) { __typename ... on ${typeName}Success { ${selection} } ... on Refusal { message } } }`;
    return (await this.ask(query, { input: withKey }))[mutation];
  }

  /** As `attempt`, but a refusal is an error. */
  // biome-ignore lint/suspicious/noExplicitAny: the walkthrough reads fields that it just asked for
  async do(mutation: string, input: Readonly<Record<string, unknown>>, selection: string): Promise<any> {
    const payload = await this.attempt(mutation, input, selection);
    if (!payload.__typename.endsWith('Success'))
      throw new Error(`${mutation} was refused: ${payload.__typename}: ${payload.message}`);
    return payload;
  }

  /** Uploads a file and gives its id. */
  async upload(name: string, mediaType: string, bytes: Uint8Array): Promise<string> {
    const response = await fetch(`${this.origin}/files?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: {
        'content-type': mediaType,
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      body: Buffer.from(bytes),
    });
    if (!response.ok) throw new Error(`upload of ${name}: HTTP ${response.status} ${await response.text()}`);
    return ((await response.json()) as { id: string }).id;
  }
}
