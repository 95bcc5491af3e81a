import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, sealCaller } from '../kernel/caller.ts';
import { networkConfigs } from './config.ts';
import { createPlatform, type Platform } from './create-platform.ts';
import { createPlatformLog } from './log.ts';
import { withPinnedKeys } from './trust.ts';

const directory = mkdtempSync(join(tmpdir(), 'mudan-platform-registry-'));
const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@override"])
  type Query { tides: [Tide!]! } type Tide { height: Int }
  type Instrument @key(fields: "id") { id: ID! tideTables: Int }`;

let partner: Server;
let url: string;
let platform: Platform;

async function open(): Promise<Platform> {
  const [config] = await withPinnedKeys(
    networkConfigs({ network: 'two', data: directory, port: 4000, production: true, scale: 1 }),
  );
  if (config === undefined) throw new Error('no platform in the network');
  const opened = await createPlatform(config, createPlatformLog(config));
  await opened.start();
  return opened;
}

/** A partner's subgraph, in another process as far as the platform can tell. */
beforeAll(async () => {
  partner = createServer((request, response) => {
    let body = '';
    request
      .on('data', (chunk) => (body += chunk))
      .on('end', () => {
        const data = body.includes('_service') ? { _service: { sdl: SDL } } : { tides: [{ height: 3 }] };
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }));
      });
  });
  await new Promise<void>((resolve) => partner.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(partner.address() as AddressInfo).port}/`;
  platform = await open();
});

afterAll(async () => {
  await platform?.close();
  partner.closeAllConnections();
  partner.close();
  rmSync(directory, { recursive: true, force: true });
});

function caller(scopes: readonly string[]): Caller {
  return sealCaller({
    kind: 'user',
    subject: 'mdj:account:test',
    name: 'test',
    home: 'mdj',
    unitId: null,
    grants: [{ role: 'PLATFORM_ADMINISTRATOR', path: ['mdj'] }],
    scopes,
    authorisationVersion: 1,
    locale: 'en',
    correlationId: 'registry-test',
  });
}

const administrator = caller(['platform:administer']);
const run = (document: string, variables: Record<string, unknown> = {}, who = administrator) =>
  platform.graph.run(document, variables, who);

const REGISTER = `mutation($input: RegisterSubgraphInput!) { registerSubgraph(input: $input) { __typename
  ... on GraphChanged { generation { number status createdBy change } }
  ... on GraphChangeRefused { message problems { check coordinate message isError } }
  ... on InvalidInput { message problems { field message } } } }`;

describe('a partner in the graph', () => {
  it('is added by an administrator’s mutation and served at once', async () => {
    const answer = await run(REGISTER, { input: { name: 'tides', url } });
    expect(answer).toEqual({
      data: {
        registerSubgraph: {
          __typename: 'GraphChanged',
          generation: { number: 2, status: 'ACTIVE', createdBy: 'mdj:account:test', change: 'add tides' },
        },
      },
    });
    expect(await run('{ tides { height } }')).toEqual({ data: { tides: [{ height: 3 }] } });
  });

  it('is refused what is not its own', async () => {
    const sdl = SDL.replace('tideTables: Int', 'name: String @override(from: "instruments")');
    const answer = await run(REGISTER, { input: { name: 'tides', url, sdl } });
    expect(answer.data?.registerSubgraph).toMatchObject({
      __typename: 'GraphChangeRefused',
      problems: expect.arrayContaining([
        expect.objectContaining({ check: 'ownership', coordinate: 'Instrument.name', isError: true }),
      ]),
    });
    expect(await run(REGISTER, { input: { name: 'nowhere', url: 'http://127.0.0.1:1/' } })).toMatchObject({
      data: { registerSubgraph: { __typename: 'InvalidInput', problems: [{ field: 'url' }] } },
    });
  });

  it('is nobody else’s business', async () => {
    for (const document of [
      '{ graphGenerations { number } }',
      'mutation { removeSubgraph(input: { name: "tides" }) { __typename } }',
    ]) {
      const answer = await run(document, {}, caller(['instruments:write']));
      expect(answer.errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
    }
  });

  it('stays over a restart, and can be removed and brought back', async () => {
    await platform.close();
    platform = await open();
    expect(await run('{ tides { height } }')).toEqual({ data: { tides: [{ height: 3 }] } });
    expect(
      await run(
        'mutation { removeSubgraph(input: { name: "tides" }) { __typename ... on Refusal { message } ... on GraphChanged { generation { number } } } }',
      ),
    ).toEqual({ data: { removeSubgraph: { __typename: 'GraphChanged', generation: { number: 3 } } } });
    expect((await run('{ tides { height } }')).errors).toHaveLength(1);
    expect(await run('mutation { removeSubgraph(input: { name: "booking" }) { __typename } }')).toEqual({
      data: { removeSubgraph: { __typename: 'InvalidInput' } },
    });
    expect(await run('mutation { removeSubgraph(input: { name: "never" }) { __typename } }')).toEqual({
      data: { removeSubgraph: { __typename: 'NotFound' } },
    });
    expect(
      await run(
        'mutation { rollBackGraph(input: { generation: 2 }) { ... on GraphChanged { generation { number change } } } }',
      ),
    ).toEqual({ data: { rollBackGraph: { generation: { number: 4, change: 'roll back to 2' } } } });
    expect(
      await run('{ tides { height } graphGenerations(first: 2) { number status subgraphs { name origin } } }'),
    ).toMatchObject({
      data: {
        tides: [{ height: 3 }],
        graphGenerations: [
          { number: 4, status: 'ACTIVE', subgraphs: expect.arrayContaining([{ name: 'tides', origin: 'PARTNER' }]) },
          { number: 3, status: 'SUPERSEDED' },
        ],
      },
    });
  });
});
