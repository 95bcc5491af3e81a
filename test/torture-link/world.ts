import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newTotpSecret } from '../../auth/accounts/totp.ts';
import { systemCaller } from '../../kernel/caller.ts';
import type { PlatformConfig } from '../../platform/config.ts';
import { connectControl } from '../../platform/control.ts';
import { createFoundation, type Foundation } from '../../platform/create-platform.ts';
import { createPlatformLog } from '../../platform/log.ts';
import { loadAdmissions } from '../../platform/seed/admissions.ts';
import { withPinnedKeys } from '../../platform/trust.ts';
import { HLJ, MDJ } from '../harness/kernel.ts';
import { type LinkProxy, startProxy } from './proxy.ts';

export const INSTRUMENTS = 20;
export const USERS = 20;
export const PASSWORD = 'torture the link once more';
export const UNIT = 'hlj:unit:torture';
const program = fileURLToPath(new URL('../../platform/process.ts', import.meta.url));

/** One platform as a process that can be killed, behind its proxy. */
export interface Side {
  readonly config: PlatformConfig;
  readonly proxy: LinkProxy;
  /** The platform itself, past the proxy. */
  readonly direct: string;
  kills: number;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Moves the platform's domain clock. */
  advance(minutes: number): Promise<void>;
}

export interface World {
  readonly mdj: Side;
  readonly hlj: Side;
  /** Second factor of hlj's unit administrator. */
  readonly totpSecret: string;
  close(): Promise<void>;
}

/** Two platforms of their own: hlj with instruments and tariffs, mdj with researchers; each reaches the other through a proxy. */
export async function createWorld(random: () => number): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'mudan-torture-link-'));
  const ports = { mdj: await freePort(), hlj: await freePort() };
  const proxies = { mdj: await startProxy(() => ports.mdj, random), hlj: await startProxy(() => ports.hlj, random) };
  const members = [MDJ, HLJ].map((info) => ({ ...info, origin: `http://localhost:${proxies[info.id as 'mdj'].port}` }));
  const plain = members.map((member) => ({
    ...member,
    host: '127.0.0.1',
    port: ports[member.id as 'mdj'],
    dataDir: join(folder, member.id),
    mongodbUri: null,
    demo: false,
    scale: 1,
    clockStartsAt: null,
    network: members,
  }));
  const [mdj, hlj] = await withPinnedKeys(plain);
  if (!mdj || !hlj) throw new Error('two configurations are needed');
  const totpSecret = newTotpSecret();
  await prepare(mdj, (foundation) => addUsers(foundation));
  await prepare(hlj, (foundation) => addInstruments(foundation, totpSecret));
  const sides = [side(mdj, proxies.mdj), side(hlj, proxies.hlj)] as const;
  await Promise.all(sides.map((one) => one.start()));
  return {
    mdj: sides[0],
    hlj: sides[1],
    totpSecret,
    close: async () => {
      for (const one of sides) await one.kill();
      for (const proxy of Object.values(proxies)) await proxy.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function prepare(config: PlatformConfig, work: (foundation: Foundation) => Promise<void>): Promise<void> {
  const foundation = await createFoundation(config, createPlatformLog(config));
  await work(foundation);
  await foundation.close();
}

/** Every researcher is a user of the second level at hlj. */
const ADMITTED = Array.from({ length: USERS }, (_, index) => ({
  accountId: `mdj:account:${String(index).padStart(26, '0')}`,
  unitId: null,
  home: 'mdj',
  to: 'hlj',
  key: `user${index}`,
  at: new Date('2020-01-01T00:00:00Z'),
}));

async function addUsers({ auth, kernel }: Foundation): Promise<void> {
  for (const [index, { accountId, key }] of ADMITTED.entries()) {
    await auth.accounts.create({
      id: accountId,
      logins: [key],
      name: `用户${index}`,
      password: PASSWORD,
      grants: [{ role: 'RESEARCHER', path: ['mdj'] }],
    });
  }
  await loadAdmissions(kernel.connection, 'mdj', ADMITTED);
}

async function addInstruments({ auth, kernel, ledger }: Foundation, totpSecret: string): Promise<void> {
  await loadAdmissions(kernel.connection, 'hlj', ADMITTED);
  await auth.accounts.create({
    logins: ['staff'],
    name: '受理',
    password: PASSWORD,
    grants: [{ role: 'PLATFORM_STAFF', path: ['hlj'] }],
  });
  await auth.accounts.create({
    logins: ['unit'],
    name: '单位',
    password: PASSWORD,
    unitId: UNIT,
    totpSecret,
    grants: [{ role: 'UNIT_ADMINISTRATOR', path: ['hlj', UNIT] }],
  });
  await kernel.transact(systemCaller('hlj', 'torture'), async (tx) => {
    tx.emit({
      type: 'unit.accepted',
      recordId: UNIT,
      version: 1,
      payload: {
        id: UNIT,
        path: ['hlj', UNIT],
        unitId: UNIT,
        title: '黑龙江大学',
        kind: 'UNIVERSITY',
        status: 'MEMBER',
        district: null,
        home: 'hlj',
      },
    });
    for (let index = 0; index < INSTRUMENTS; index += 1) {
      const id = instrumentId(index);
      const place = { id, path: ['hlj', UNIT, id], unitId: UNIT, managingUnitId: UNIT, home: 'hlj' };
      const facts = {
        title: `仪器 ${index}`,
        sharing: 'PROVINCE',
        status: 'AVAILABLE',
        category: '分析仪器',
        district: '230100',
        ratedMinutesPerYear: 84_000,
        withdrawn: false,
      };
      tx.emit({ type: 'instrument.registered', recordId: id, version: 1, payload: { ...place, ...facts } });
      for (const userClass of ['OWN_UNIT', 'MEMBER_UNIT', 'FIRM', 'OTHER'] as const) {
        const tariff = {
          _id: kernel.newId('tariff'),
          subjectId: id,
          component: 'HOUR' as const,
          userClass,
          amountFen: 60_000,
          costBaseFen: 60_000,
        };
        await ledger.pricing.setTariff(tx, { ...tariff, validFrom: new Date('2020-01-01T00:00:00Z'), validTo: null });
      }
    }
  });
}

export function instrumentId(index: number): string {
  return `hlj:instrument:${String(index).padStart(26, '0')}`;
}

function side(config: PlatformConfig, proxy: LinkProxy): Side {
  let child: ChildProcess | undefined;
  const made: Side = {
    config,
    proxy,
    direct: `http://127.0.0.1:${config.port}`,
    kills: 0,
    start: () =>
      new Promise((ready, failed) => {
        // A domain clock that can be moved; it must not go back at a restart.
        const now = { ...config, clockStartsAt: new Date().toISOString() };
        child = fork(program, [JSON.stringify(now)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
        child.on('message', (message: { type: string; message?: string }) => {
          if (message.type === 'ready') ready();
          if (message.type === 'failed') failed(new Error(message.message));
        });
        child.on('error', failed);
      }),
    advance: async (minutes) => {
      await (await connectControl(config.dataDir))?.advanceClock(minutes);
    },
    kill: async () => {
      const victim = child;
      if (!victim || victim.exitCode !== null || victim.signalCode !== null) return;
      const gone = new Promise((resolve) => victim.once('exit', resolve));
      victim.kill('SIGKILL');
      await gone;
      made.kills += 1;
    },
  };
  return made;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
