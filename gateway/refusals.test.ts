import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from './documents.ts';
import { GatewayError } from './errors.ts';
import { ANONYMOUS } from './testing.ts';
import { type Stack, type StackSubgraph, startStack } from './testing-stack.ts';
import type { Authenticate } from './types.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@cost", "@listSize"])
  directive @access(anyOf: [String!]!) on FIELD_DEFINITION | OBJECT`;

const people = Array.from({ length: 5 }, (_, index) => ({
  id: String(index),
  name: `person ${index}`,
  salary: index * 100,
}));

const subgraphs: readonly StackSubgraph[] = [
  {
    name: 'people',
    sdl: `${LINK}
      type Query {
        hello(name: String): String!
        people(first: Int = 5): [Person!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
        dear: String @cost(weight: 5000)
        broken: String
        slow: String
      }
      type Mutation { rename(id: ID!, name: String!): Person @access(anyOf: ["people:write"]) }
      type Person @key(fields: "id") { id: ID! name: String! salary: Int @access(anyOf: ["people:read-salary"]) }`,
    resolvers: {
      Query: {
        hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'world'}`,
        people: (_: unknown, { first }: { first: number }) => people.slice(0, first),
        dear: () => 'dear',
        broken: () => {
          throw new Error('mongodb://root:hunter2@10.0.0.7');
        },
        slow: () => new Promise((resolve) => setTimeout(() => resolve('slow'), 2_000)),
      },
      Mutation: { rename: (_: unknown, { id, name }: { id: string; name: string }) => ({ id, name, salary: 1 }) },
      Person: { __resolveReference: ({ id }: { id: string }) => people.find((person) => person.id === id) },
    },
  },
  {
    name: 'taxes',
    sdl: `${LINK}
      type Person @key(fields: "id") { id: ID! salary: Int @external tax: Int @requires(fields: "salary") }`,
    resolvers: { Person: { tax: ({ salary }: { salary: number }) => salary / 10 } },
  },
];

const authenticate: Authenticate = async ({ authorization }) => {
  if (authorization === undefined) return ANONYMOUS;
  if (authorization === 'Bearer stale') throw new GatewayError('UNAUTHENTICATED');
  const [, name = '', scopes = ''] = String(authorization).split(/[ /]/);
  return {
    key: `${name}/${scopes}`,
    scopes: new Set(['user', ...scopes.split(',')]),
    anonymous: false,
    claims: undefined,
  };
};

interface Seen {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: unknown;
  readonly retryAfter: boolean;
  readonly mediaType: string | null;
}

async function ask(stack: Stack, body: unknown, headers: Record<string, string>, method = 'POST'): Promise<Seen> {
  const url =
    method === 'GET' ? `${stack.url}?query=${encodeURIComponent((body as { query: string }).query)}` : stack.url;
  const response = await fetch(url, {
    method,
    headers: {
      'accept-language': 'en',
      accept: 'application/graphql-response+json',
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = JSON.parse(text) as { errors?: { extensions?: { code?: string } }[] };
  return {
    status: response.status,
    code: json.errors?.[0]?.extensions?.code,
    body: json,
    retryAfter: response.headers.has('retry-after'),
    mediaType: response.headers.get('content-type'),
  };
}

/** A refusal: who is allowed to make the document hot, who is then refused, and how. */
interface Case {
  readonly name: string;
  readonly body: {
    readonly query: string;
    readonly variables?: Record<string, unknown>;
    readonly operationName?: string;
  };
  /** A request with the same document that is served: it makes the document hot. */
  readonly warm: { readonly token?: string; readonly variables?: Record<string, unknown> };
  readonly token?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly code: string;
  readonly status: number;
}

const people100 = 'query($n: Int) { people(first: $n) { id name } }';

const cases: readonly Case[] = [
  {
    name: 'a scope that is missing',
    body: { query: '{ people { salary } }' },
    warm: { token: 'boss/people:read-salary' },
    token: 'clerk/other',
    code: 'FORBIDDEN',
    status: 403,
  },
  {
    name: 'a scope that is missing, for nobody',
    body: { query: '{ people { id salary } }' },
    warm: { token: 'boss/people:read-salary' },
    code: 'UNAUTHENTICATED',
    status: 401,
  },
  {
    name: 'a protected field that only the plan fetches',
    body: { query: '{ people { tax } }' },
    warm: { token: 'boss/people:read-salary' },
    token: 'clerk/other',
    code: 'FORBIDDEN',
    status: 403,
  },
  {
    name: 'a mutation',
    body: { query: 'mutation { rename(id: 1, name: "x") { id } }' },
    warm: { token: 'boss/people:write' },
    token: 'clerk/other',
    code: 'FORBIDDEN',
    status: 403,
  },
  {
    name: 'a mutation by GET',
    body: { query: 'mutation { rename(id: 2, name: "x") { id } }' },
    warm: { token: 'boss/people:write' },
    token: 'boss/people:write',
    method: 'GET',
    code: 'METHOD_NOT_ALLOWED',
    status: 405,
  },
  {
    name: 'a token that is no more',
    body: { query: '{ hello }' },
    warm: {},
    token: 'stale',
    code: 'UNAUTHENTICATED',
    status: 401,
  },
  {
    name: 'a page that is too large',
    body: { query: people100, variables: { n: 101 } },
    warm: { variables: { n: 1 } },
    code: 'LIMIT_PAGE_SIZE',
    status: 400,
  },
  {
    name: 'a variable that does not fit',
    body: { query: people100, variables: { n: 'many' } },
    warm: { variables: { n: 2 } },
    code: 'BAD_USER_INPUT',
    status: 400,
  },
  {
    name: 'variables that are too deep',
    body: { query: people100, variables: { n: 1, deep: JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`) } },
    warm: { variables: { n: 3 } },
    code: 'LIMIT_VARIABLES',
    status: 400,
  },
  {
    name: 'a cost above the limit',
    body: { query: 'query($n: Int) { people(first: $n) { id } dear }', variables: { n: 90 } },
    warm: { variables: { n: 1 } },
    code: 'LIMIT_COST',
    status: 400,
  },
  {
    name: 'somebody who has spent it all',
    body: { query: '{ hello(name: "spent") }' },
    warm: {},
    token: 'spender/x',
    code: 'RATE_LIMITED',
    status: 429,
  },
  {
    name: 'a page of another site',
    body: { query: '{ hello(name: "site") }' },
    warm: {},
    headers: { origin: 'https://evil.example' },
    code: 'CROSS_SITE_REQUEST',
    status: 403,
  },
  {
    name: 'a document that is not trusted',
    body: { query: '{ hello(name: "untrusted") }' },
    warm: {},
    code: 'DOCUMENT_NOT_TRUSTED',
    status: 403,
  },
];

describe('every refusal, by the cold path and by the hot one', () => {
  let cold: Stack;
  let hot: Stack;
  let trusting = true;
  const rateLimiter = {
    consume: async (key: string) => {
      if (key.includes('spender'))
        throw new GatewayError('RATE_LIMITED', { params: { seconds: 9 }, retryAfterSeconds: 9 });
    },
  };
  const untrusted = sha256('{ hello(name: "untrusted") }');

  beforeAll(async () => {
    const start = (hotDocuments: number) =>
      startStack(subgraphs, {
        authenticate,
        rateLimiter,
        safelist: 'enforce',
        trusted: { get: (hash) => (hash === untrusted && !trusting ? undefined : 'anything else is registered') },
        limits: {
          hotDocuments,
          maxCost: 5_050,
          maxEventLoopDelayMs: 60_000,
          maxRssBytes: 64 * 2 ** 30,
          requestTimeoutMs: 15_000,
        },
      });
    [cold, hot] = await Promise.all([start(0), start(100)]);
  });
  afterAll(async () => {
    await Promise.all([cold?.close(), hot?.close()]);
  });

  it.each(cases)('$name: $code', async ({ body, warm, token, method, headers = {}, code, status }) => {
    trusting = true;
    for (let count = 0; count < 3; count++) {
      const answer = await ask(
        hot,
        { ...body, ...warm },
        warm.token === undefined ? {} : { authorization: `Bearer ${warm.token}` },
      );
      expect(answer).toMatchObject({ status: 200, code: undefined });
    }
    expect(await hot.server.front.metrics.registry.metrics()).toMatch(
      /requests_total\{path="hot",status="200"\} [1-9]/,
    );
    trusting = code !== 'DOCUMENT_NOT_TRUSTED';
    const with_ = { ...headers, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    const [byCold, byHot] = await Promise.all([ask(cold, body, with_, method), ask(hot, body, with_, method)]);
    expect(byCold).toMatchObject({ code, status });
    expect(byHot).toEqual(byCold);
  });

  it.each(['{ broken hello }', '{ hello people { name tax } }'])(
    'what %s leaves is the same as well',
    async (query) => {
      const headers = { authorization: 'Bearer boss/people:read-salary' };
      for (let count = 0; count < 3; count++)
        expect(await ask(hot, { query }, headers)).toEqual(await ask(cold, { query }, headers));
      expect(JSON.stringify(await ask(hot, { query }, headers))).not.toMatch(/hunter2|10\.0\.0/);
    },
  );

  it('the engine tells what it keeps', async () => {
    expect(await hot.server.front.metrics.registry.metrics()).toMatch(/mudan_gateway_prepared_operations [1-9]/);
  });

  it('the paths taken were what they claim to be', async () => {
    expect(await cold.server.front.metrics.registry.metrics()).not.toContain('path="hot"');
    expect(await hot.server.front.metrics.registry.metrics()).toMatch(
      /requests_total\{path="hot",status="403"\} [1-9]/,
    );
  });
});
