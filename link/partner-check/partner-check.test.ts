import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from 'vitest';
import { MDJ } from '../../test/harness/kernel.ts';
import { startLinked } from '../../test/harness/linked.ts';
import { checkPartner } from './checks.ts';
import { type CheckIdentity, openIdentity } from './identity.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** The example partner as a process of its own, with the given peers pinned. */
async function startExample(
  peers: readonly object[],
): Promise<{ base: string; federationKey: Record<string, unknown> }> {
  const folder = await mkdtemp(join(tmpdir(), 'mudan-partner-'));
  await writeFile(join(folder, 'peers.json'), JSON.stringify(peers));
  const program = new URL('../../examples/partner/server.js', import.meta.url).pathname;
  const args = [program, '--port', String(await freePort()), '--peers', join(folder, 'peers.json')];
  const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanups.push(async () => {
    child.kill();
    await once(child, 'exit');
    await rm(folder, { recursive: true });
  });
  const [line] = (await once(createInterface({ input: child.stdout! }), 'line')) as [string];
  return JSON.parse(line) as { base: string; federationKey: Record<string, unknown> };
}

async function identity(): Promise<CheckIdentity> {
  const made = await openIdentity(0);
  cleanups.push(() => made.close());
  return made;
}

const failures = (results: Awaited<ReturnType<typeof checkPartner>>) =>
  results.filter(({ outcome }) => outcome !== 'ok');

test('the example partner, which has no code of ours, passes every check', async () => {
  const check = await identity();
  const { base } = await startExample([{ platform: check.platform, base: check.base, keys: check.federationKeys }]);
  expect(failures(await checkPartner(base, check, true))).toEqual([]);
});

test('a platform of ours passes every check that needs no graph', async () => {
  const check = await identity();
  const mdj = await startLinked(MDJ, {
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  });
  cleanups.push(() => mdj.close());
  await mdj.stores.partners.pin({
    platform: check.platform,
    baseUrl: check.base,
    name: { zh: 'x', en: 'x' },
    level: 'CITY',
    parent: null,
    pinnedKeys: check.federationKeys as never,
    scopes: ['bookings:request'],
    blocked: false,
  });
  expect(failures(await checkPartner(mdj.base, check, true)).map(({ name }) => name)).toEqual([
    'testPrices (optional): prices of items asked for, or nothing',
    'requestBooking: an unknown instrument is a refusal, not an error',
  ]);
});

test('something that is no partner fails at the first check, and the reason is said', async () => {
  const check = await identity();
  const [first] = await checkPartner('http://localhost:9', check, false);
  expect(first).toMatchObject({ outcome: 'FAILED', reason: 'fetch failed' });
});

test('a city books at the example partner, and its catalogue is harvested', async () => {
  const mdj = await startLinked(MDJ);
  cleanups.push(() => mdj.close());
  const harvested: string[] = [];
  mdj.kernel.catalogueKind('instrument', {
    apply: async ({ id }) => void harvested.push(id),
    all: async function* () {},
  });
  const example = await startExample([
    { platform: 'mdj', base: mdj.base, keys: mdj.auth.keys.federation.publicJwks().keys },
  ]);
  await mdj.stores.partners.pin({
    platform: 'demo',
    baseUrl: example.base,
    name: { zh: 'x', en: 'x' },
    level: 'CITY',
    parent: null,
    pinnedKeys: [example.federationKey],
    scopes: ['bookings:request'],
    blocked: false,
  });
  await mdj.link.settle();
  expect(harvested).toEqual(['demo:instrument:01']);
  await mdj.auth.accounts.create({
    id: 'mdj:account:R',
    logins: ['r'],
    name: '陈思远',
    grants: [{ role: 'RESEARCHER', path: ['mdj'] }],
  });
  const caller = {
    kind: 'user',
    subject: 'mdj:account:R',
    name: '',
    home: 'mdj',
    unitId: null,
    grants: [],
    scopes: ['bookings:request'],
    authorisationVersion: 1,
    locale: 'zh',
    correlationId: 'c',
  } as const;
  const book = (idempotencyKey: string) =>
    mdj.link.call(
      'demo',
      caller,
      'mutation B($input: PartnerBookingInput!) { requestBooking(input: $input) { __typename ... on PartnerBooking { state } ... on PartnerRefusal { refusal } } }',
      {
        input: {
          idempotencyKey,
          instrumentId: 'demo:instrument:01',
          start: '2035-01-01T01:00:00.000Z',
          end: '2035-01-01T03:00:00.000Z',
          purpose: 'test',
        },
      },
    );
  expect(await book('one')).toEqual({
    ok: true,
    data: { requestBooking: { __typename: 'PartnerBooking', state: 'CONFIRMED' } },
  });
  expect(await book('two')).toEqual({
    ok: true,
    data: { requestBooking: { __typename: 'PartnerRefusal', refusal: 'SlotTaken' } },
  });
});
