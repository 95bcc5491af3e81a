import { serverAudits } from 'graphql-http';
import { ANONYMOUS } from './testing.ts';
import { startStack } from './testing-stack.ts';

interface Audited {
  readonly id: string;
  readonly name: string;
  readonly status: 'ok' | 'notice' | 'warn' | 'error';
  readonly reason: string | undefined;
}

/** Runs the audits of the package graphql-http (GraphQL over HTTP) against a gateway, by its GraphQL URL. */
async function auditGateway(url: string): Promise<Audited[]> {
  const results: Audited[] = [];
  for (const { id, name, fn } of serverAudits({ url, fetchFn: fetch })) {
    const result = await fn();
    results.push({ id, name, status: result.status, reason: 'reason' in result ? result.reason : undefined });
  }
  return results;
}

/** Starts a gateway over one subgraph and audits it. */
export async function auditOwnGateway(): Promise<Audited[]> {
  const sdl =
    'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"]) type Query { hello: String! }';
  const stack = await startStack([{ name: 'hello', sdl, resolvers: { Query: { hello: () => 'hello' } } }], {
    authenticate: async () => ANONYMOUS,
    // Four audits send variables to `__type(name:)`, the only field with an argument that every schema has.
    introspection: true,
  });
  try {
    return await auditGateway(stack.url);
  } finally {
    await stack.close();
  }
}

/** `npm run conformance:http [URL]`: prints every audit; fails unless all pass. */
async function main(): Promise<void> {
  const url = process.argv[2];
  const results = url === undefined ? await auditOwnGateway() : await auditGateway(url);
  for (const { id, name, status, reason } of results) {
    console.log(
      `${status === 'ok' ? 'ok  ' : status.toUpperCase().padEnd(4)} ${id} ${name}${reason === undefined ? '' : `\n       ${reason}`}`,
    );
  }
  const passed = results.filter(({ status }) => status === 'ok').length;
  console.log(`${passed} of ${results.length} audits pass`);
  if (passed < results.length) process.exitCode = 1;
}

if (import.meta.main) await main();
