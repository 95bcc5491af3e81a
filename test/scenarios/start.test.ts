import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { demoPassword } from '../../platform/demo-accounts.ts';
import { Person } from '../../platform/walkthrough/client.ts';
import { freePortPair } from '../../platform/walkthrough/ports.ts';
import { seedId } from '../../seed/random.ts';
import { loginWithPassword } from '../harness/login.ts';
import { mudan, type RunningCommand, stopAll } from '../harness/mudan.ts';

let data: string;
let port: number;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'mudan-start-'));
  port = await freePortPair();
});

afterEach(async () => {
  await stopAll();
  await rm(data, { recursive: true, force: true, maxRetries: 5 });
});

const start = (...more: readonly string[]): RunningCommand =>
  mudan('start', '--data', data, '--port', String(port), '--scale', '0.05', '--no-portal', ...more);

describe('mudan start', () => {
  test('brings up both platforms seeded, keeps what was acknowledged through kill -9, and stops on Ctrl-C', async () => {
    const first = start();
    await first.until('Ctrl-C stops.');
    expect(first.output()).toContain(`http://localhost:${port}/graphql`);
    expect(first.output()).toContain(`http://localhost:${port + 100}/graphql`);
    expect(first.output()).toContain(demoPassword);
    const bookingId = await book(`http://localhost:${port}`);
    first.child.kill('SIGKILL');
    await first.exited;

    const second = start();
    await second.until('Ctrl-C stops.');
    expect(await bookings(`http://localhost:${port}`)).toContain(bookingId);
    second.child.kill('SIGINT');
    expect(await second.exited).toBe(0);
  }, 120_000);

  test('a second start on the same directory says so in one line', async () => {
    const first = start('--production');
    await first.until('Ctrl-C stops.');
    const second = mudan(
      'start',
      '--data',
      data,
      '--port',
      String(await freePortPair()),
      '--production',
      '--no-portal',
    );
    expect(await second.exited).toBe(1);
    expect(second.output().trim().split('\n')).toHaveLength(1);
    expect(second.output()).toContain('in use');
  }, 60_000);

  test('a port in use is named in one line', async () => {
    const blocker = createServer().listen(port, '127.0.0.1');
    await once(blocker, 'listening');
    const failed = start();
    expect(await failed.exited).toBe(1);
    expect(failed.output().trim()).toBe(
      `Port ${port} (for mdj) is in use. Stop what uses it, or choose another with --port N.`,
    );
    blocker.close();
  }, 60_000);

  test('a data directory that cannot be written is named in one line', async () => {
    const file = join(data, 'a-file');
    await writeFile(file, '');
    const failed = mudan('start', '--data', join(file, 'data'), '--port', String(port), '--no-portal');
    expect(await failed.exited).toBe(1);
    expect(failed.output().trim()).toMatch(
      /^The data directory .+ cannot be written \(ENOTDIR\)\. Choose another with --data DIR\.$/,
    );
  });

  test('--production has no demo account and no seed, and admin create makes the first administrator while it runs', async () => {
    const production = start('--production');
    await production.until('Ctrl-C stops.');
    expect(production.output()).not.toContain(demoPassword);
    const origin = `http://localhost:${port}`;
    const { units } = await new Person(origin, null).ask('{ units { edges { node { id } } } }');
    expect(units.edges).toEqual([]);
    await expect(
      loginWithPassword({ issuer: `${origin}/oidc`, username: 'researcher', password: demoPassword }),
    ).rejects.toThrow('refused');
    const created = mudan('admin', 'create', '--username', 'chief', '--data', data);
    expect(await created.exited).toBe(0);
    const password = /password\s+(\S+)/.exec(created.output())?.[1] ?? '';
    const totpSecret = /TOTP secret\s+(\S+)/.exec(created.output())?.[1] ?? '';
    const { accessToken } = await loginWithPassword({
      issuer: `${origin}/oidc`,
      username: 'chief',
      password,
      totpSecret,
    });
    const { me } = await new Person(origin, accessToken).ask('{ me { grants { role } } }');
    expect(me.grants).toEqual([{ role: 'PLATFORM_ADMINISTRATOR' }]);
  }, 90_000);
});

async function researcher(origin: string): Promise<Person> {
  const { accessToken } = await loginWithPassword({
    issuer: `${origin}/oidc`,
    username: 'researcher',
    password: demoPassword,
  });
  return new Person(origin, accessToken);
}

/** Books an instrument of the city tomorrow at ten and gives the acknowledged booking's id. */
async function book(origin: string): Promise<string> {
  const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const { booking } = await (await researcher(origin)).do(
    'requestBooking',
    {
      instrumentId: seedId('mdj', 'instrument', 'mdj-instrument-1'),
      slot: { start: `${day}T02:00:00.000Z`, end: `${day}T03:00:00.000Z` },
      purpose: '形貌观察',
    },
    'booking { id }',
  );
  return booking.id;
}

async function bookings(origin: string): Promise<readonly string[]> {
  const { myBookings } = await (await researcher(origin)).ask('{ myBookings { edges { node { id } } } }');
  return myBookings.edges.map(({ node }: { node: { id: string } }) => node.id);
}
