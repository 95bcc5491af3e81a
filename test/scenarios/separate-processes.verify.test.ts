import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoAccounts, demoPassword } from '../../platform/demo-accounts.ts';
import { Person } from '../../platform/walkthrough/client.ts';
import { loginWithPassword } from '../../platform/walkthrough/login.ts';
import { freePortPair } from '../../platform/walkthrough/ports.ts';
import { socketUri } from '../../storage/embedded/index.ts';
import { mudan, type RunningCommand, stopAll } from '../harness/mudan.ts';

const PARTS = ['network', 'members', 'instruments'] as const;
type Part = (typeof PARTS)[number];

let data: string;
let platformPort: number;
let supergraph: string;
const ports = new Map<Part, number>();
const running = new Map<Part, RunningCommand>();

/** As an operator starts it: a data directory of its own, the platform's database. */
function startPart(part: Part): RunningCommand {
  const command = mudan(
    ...['subgraph', part, '--port', String(ports.get(part)), '--platform-port', String(platformPort)],
    ...['--data', join(data, part)],
  );
  running.set(part, command);
  return command;
}

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'mudan-parts-'));
  platformPort = await freePortPair();
  const platform = mudan(
    ...['start', '--data', join(data, 'platform'), '--port', String(platformPort), '--scale', '0.03', '--no-portal'],
  );
  await platform.until('Ctrl-C stops.');
  process.env.MONGODB_URI = socketUri(join(data, 'platform', 'mdj', 'store'));
  for (const part of PARTS) {
    ports.set(part, await freePortPair());
    await startPart(part).until(`http://127.0.0.1:${ports.get(part)}/`);
  }
  supergraph = join(data, 'supergraph.graphql');
  const committed = await readFile(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
  // Those that do not run have an address where nobody listens.
  const addressed = committed.replaceAll(
    /url: "local:\/\/(\w+)"/g,
    (_, name: Part) => `url: "http://127.0.0.1:${ports.get(name) ?? 9}/"`,
  );
  await writeFile(supergraph, addressed);
}, 240_000);

afterAll(async () => {
  delete process.env.MONGODB_URI;
  await stopAll();
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
});

const OVERVIEW = `{
  platform { id }
  me { username }
  instruments(first: 1) { edges { node { name unit { name } } } }
}`;

it('a gateway and three subgraphs, each in a process, on one database: login, a mutation, one subgraph gone and back', async () => {
  const port = await freePortPair();
  const gateway = mudan(
    ...['gateway', '--supergraph', supergraph, '--port', String(port), '--platform-port', String(platformPort)],
    ...['--data', join(data, 'gateway')],
  );
  await gateway.until('/graphql');
  const account = demoAccounts.find(({ username }) => username === 'mdj-unit');
  const token = await loginWithPassword({
    origin: `http://localhost:${platformPort}`,
    username: 'mdj-unit',
    password: demoPassword,
    totpSecret: account?.totpSecret,
  });
  const person = new Person(`http://127.0.0.1:${port}`, token);
  const nobody = new Person(`http://127.0.0.1:${port}`, null);

  const whole = await person.ask(OVERVIEW);
  expect(whole).toMatchObject({ platform: { id: 'mdj' }, me: { username: 'mdj-unit' } });
  expect(whole.instruments.edges[0].node).toMatchObject({
    name: expect.any(String),
    unit: { name: expect.any(String) },
  });

  const { me } = await person.ask('{ me { unit { id } } }');
  const input = { idempotencyKey: randomUUID(), unitId: me.unit.id, name: 'A laboratory of separate processes' };
  const mutation = `mutation Add($input: AddLaboratoryInput!) { addLaboratory(input: $input) { __typename ... on AddLaboratorySuccess { laboratory { id name unit { id } } } } }`;
  expect((await nobody.send(mutation, { input })).errors?.[0]?.extensions?.code).toBe('UNAUTHENTICATED');
  const { addLaboratory } = await person.ask(mutation, { input });
  expect(addLaboratory).toMatchObject({ laboratory: { name: input.name, unit: { id: me.unit.id } } });
  // Whoever asks the platform itself sees it too: it is one database.
  const direct = new Person(`http://localhost:${platformPort}`, token);
  const reread = await direct.ask('query($id: ID!) { laboratory(id: $id) { name } }', {
    id: addLaboratory.laboratory.id,
  });
  expect(reread).toEqual({ laboratory: { name: input.name } });

  const instruments = running.get('instruments');
  instruments?.child.kill('SIGKILL');
  await instruments?.exited;
  const partial = await person.send('{ platform { id } me { username } instrument(id: "x") { name } }');
  expect(partial.data).toMatchObject({ platform: { id: 'mdj' }, me: { username: 'mdj-unit' }, instrument: null });
  expect(partial.errors).toMatchObject([
    { path: ['instrument'], extensions: { subgraph: 'instruments', code: 'SUBGRAPH_UNAVAILABLE' } },
  ]);
  expect(JSON.stringify(partial)).not.toContain('127.0.0.1');

  await startPart('instruments').until(`http://127.0.0.1:${ports.get('instruments')}/`);
  await expect.poll(() => person.send(OVERVIEW), { timeout: 60_000, interval: 500 }).toEqual({ data: whole });
}, 300_000);
