import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePortPair } from '../../platform/walkthrough/ports.ts';
import { seedId } from '../../seed/random.ts';
import { mudan, mudanOutput, stopAll } from '../harness/mudan.ts';

const sampleList = fileURLToPath(new URL('../../examples/lists/uniquip-sample.csv', import.meta.url));
const unit = seedId('mdj', 'unit', 'mdj-unit-01');

let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'mudan-commands-'));
});

afterEach(async () => {
  await stopAll();
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
});

async function ask(url: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return {
    status: response.status,
    body: (await response.json()) as { data?: Record<string, never>; errors?: { extensions: { code: string } }[] },
  };
}

describe('mudan', () => {
  test.each([
    ['start'],
    ['seed'],
    ['import'],
    ['compose'],
    ['walkthrough'],
    ['gateway'],
    ['subgraph'],
    ['store'],
    ['admin', 'create'],
  ])('%s --help teaches', async (...command) => {
    const help = await mudanOutput(...command, '--help');
    expect(help).toContain(`Usage: mudan ${command.join(' ')}`);
    expect(help).toContain('--help');
  });

  test('an unknown command fails and names the help', async () => {
    const failed = mudan('stat');
    expect(await failed.exited).not.toBe(0);
    expect(failed.output()).toContain('unknown command');
  });

  test('compose --check passes on the committed supergraph', async () => {
    await mudanOutput('compose', '--check');
  });
});

describe('seed and import', () => {
  test('work with the platform stopped; a second seed and a second import change nothing', async () => {
    const seeded = JSON.parse(await mudanOutput('seed', '--data', data, '--scale', '0.03', '--json'));
    expect(seeded.mdj.unit).toBeGreaterThan(0);
    expect(JSON.parse(await mudanOutput('seed', '--data', data, '--scale', '0.03', '--json'))).toEqual({
      mdj: {},
      hlj: {},
    });
    const first = JSON.parse(
      await mudanOutput('import', 'instruments', sampleList, '--unit', unit, '--data', data, '--json'),
    );
    expect(first).toMatchObject({ rows: 8, created: 6, rejected: 2 });
    const again = JSON.parse(
      await mudanOutput('import', 'instruments', sampleList, '--unit', unit, '--data', data, '--json'),
    );
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 6 });
  }, 120_000);

  test('import works through a running platform, and refuses a kind that it does not know', async () => {
    const port = await freePortPair();
    const started = mudan('start', '--data', data, '--port', String(port), '--scale', '0.03', '--no-portal');
    await started.until('Ctrl-C stops.');
    const table = await mudanOutput('import', 'instruments', sampleList, '--unit', unit, '--data', data);
    expect(table).toContain('8 rows: 6 created, 0 updated, 0 unchanged, 2 rejected');
    const dry = await mudanOutput('import', 'instruments', sampleList, '--unit', unit, '--data', data, '--dry-run');
    expect(dry).toContain('0 would be created, 0 would be updated, 6 unchanged');
    const failed = mudan('import', 'spaceships', sampleList, '--unit', unit, '--data', data);
    expect(await failed.exited).toBe(1);
    expect(failed.output()).toContain('There is no import of spaceships');
  }, 120_000);
});

describe('parts in processes of their own', () => {
  test('a subgraph alone refuses a request without an internal token; a gateway over it answers', async () => {
    const [storePort, subgraphPort, gatewayPort] = [await freePortPair(), await freePortPair(), await freePortPair()];
    const store = mudan('store', '--data', join(data, 'store'), '--port', String(storePort));
    await store.until('mongodb://127.0.0.1');
    process.env.MONGODB_URI = `mongodb://127.0.0.1:${storePort}/?directConnection=true`;
    try {
      const subgraph = mudan('subgraph', 'network', '--port', String(subgraphPort), '--data', join(data, 'subgraph'));
      await subgraph.until(`http://127.0.0.1:${subgraphPort}/`);
      const refused = await ask(`http://127.0.0.1:${subgraphPort}/`, '{ platform { id } }');
      expect(refused.status).toBe(401);
      expect(refused.body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
      const supergraph = join(data, 'supergraph.graphql');
      const committed = await readFile(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
      await writeFile(
        supergraph,
        committed.replaceAll(/url: "local:\/\/\w+"/g, `url: "http://127.0.0.1:${subgraphPort}/"`),
      );
      const gateway = mudan(
        'gateway',
        '--supergraph',
        supergraph,
        '--port',
        String(gatewayPort),
        '--data',
        join(data, 'gateway'),
      );
      await gateway.until('/graphql');
      const answered = await ask(`http://127.0.0.1:${gatewayPort}/graphql`, '{ platform { id } }');
      expect(answered.body).toEqual({ data: { platform: { id: 'mdj' } } });
      const mutation = await ask(
        `http://127.0.0.1:${gatewayPort}/graphql`,
        'mutation { acceptUnit(input: { idempotencyKey: "1", unitId: "x" }) { __typename } }',
      );
      expect(mutation.body.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    } finally {
      delete process.env.MONGODB_URI;
    }
  }, 120_000);
});
