import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createGatewayServer } from '../front-server.ts';
import { ANONYMOUS, LocalEngine } from '../testing.ts';
import { createLogger } from './logger.ts';

describe('the log', () => {
  it('has a line per refusal with its correlation id, and nothing personal at any level', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const engine = new LocalEngine({
      sdl: 'type Query { person(name: String!): String }',
      rootValue: { person: ({ name }: { name: string }) => name },
    });
    const gateway = await createGatewayServer({
      gateway: engine,
      authenticate: async () => ({ ...ANONYMOUS, key: 'zhang-san', anonymous: false }),
      port: 0,
      logger: createLogger({ level: 'trace', destination }),
    });
    const ask = (query: string) =>
      fetch(gateway.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: 'Bearer secret-token',
          cookie: 'sid=1',
          'x-correlation-id': 'corr-0001',
          'user-agent': 'Zhang San’s phone'.replace('’', ''),
        },
        body: JSON.stringify({ query, variables: { name: 'Zhang San' } }),
      });
    await ask('query($name: String!) { person(name: $name) }');
    await ask('query { person(name: "Zhang San" }');
    await ask('{ person(name: "Zhang San") nope }');
    await gateway.close(100);
    const log = lines.join('');
    expect(lines.some((line) => line.includes('corr-0001') && line.includes('GRAPHQL_PARSE_FAILED'))).toBe(true);
    expect(log).not.toMatch(/Zhang|secret-token|sid=1|127\.0\.0\.1|zhang-san/);
  });

  it('removes what should never have been given to it', () => {
    const lines: string[] = [];
    const logger = createLogger({ destination: { write: (line: string) => void lines.push(line) } });
    logger.info({ request: { authorization: 'x', variables: { name: 'Zhang San' } }, query: '{ a }' }, 'oops');
    expect(lines.join('')).not.toMatch(/Zhang|authorization|\{ a \}/);
  });
});
