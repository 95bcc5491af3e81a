import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { DB, SEEDED, WORKLOADS } from './workloads.ts';

const CONNECTIONS = 50;
const PROCESSES = 2;
const OPTIONS = { execArgv: ['--disable-warning=ExperimentalWarning'] };

/** One line of the table: operations per second, and pings per second measured right before and after. */
export interface Figure {
  readonly name: string;
  readonly perSecond: number;
  readonly pingPerSecond: number;
}

export interface BenchReport {
  readonly figures: readonly Figure[];
  readonly groupMs: number;
  readonly bytesOnDisk: number;
  readonly rssBytes: number;
  readonly large: LargeReport | undefined;
}

export interface LargeReport {
  readonly documents: number;
  readonly openedMs: number;
  readonly streamedPerSecond: number;
  readonly rssBeforeBytes: number;
  readonly rssPeakBytes: number;
}

/** Measures a fresh store, each workload after a first round that isn't counted. `milliseconds` per figure; `large`: how many documents to stream and open again (0: not). */
export async function bench(milliseconds: number, large: number, log: (line: string) => void): Promise<BenchReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mudan-bench-'));
  let { server } = await start(dataDir);
  try {
    await withClient(dataDir, (db) => seed(db, 'seeded', SEEDED));
    log(`${SEEDED} documents seeded`);
    const figures: Figure[] = [];
    for (const name of Object.keys(WORKLOADS)) {
      if (name === 'ping') continue;
      await load(dataDir, name, milliseconds / 4);
      const before = await load(dataDir, 'ping', milliseconds / 2);
      const perSecond = await load(dataDir, name, milliseconds);
      const after = await load(dataDir, 'ping', milliseconds / 2);
      figures.push({ name, perSecond, pingPerSecond: (before + after) / 2 });
      log(line(figures[figures.length - 1] as Figure));
    }
    const groupMs = await withClient(dataDir, group);
    const rssBytes = await memory(server);
    const bytesOnDisk = sizeOf(dataDir);
    let report: LargeReport | undefined;
    if (large > 0) {
      await withClient(dataDir, (db) => seed(db, 'large', large));
      server.send('close');
      await once(server, 'exit');
      const opened = await start(dataDir);
      server = opened.server;
      report = { documents: large, openedMs: opened.openedMs, ...(await stream(dataDir, server, large)) };
    }
    return { figures, groupMs, bytesOnDisk, rssBytes, large: report };
  } finally {
    server.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export function line({ name, perSecond, pingPerSecond }: Figure): string {
  const share = Math.round((100 * perSecond) / pingPerSecond);
  return `${name.padEnd(26)}${Math.round(perSecond).toString().padStart(9)}/s   ping ${Math.round(pingPerSecond).toString().padStart(7)}/s   ${share} %`;
}

async function start(dataDir: string): Promise<{ server: ChildProcess; openedMs: number }> {
  const server = fork(new URL('./server.ts', import.meta.url).pathname, [dataDir, socketOf(dataDir)], OPTIONS);
  const [{ openedMs }] = (await once(server, 'message')) as [{ openedMs: number }];
  return { server, openedMs };
}

const socketOf = (dataDir: string): string => join(dataDir, 'store.sock');

async function load(dataDir: string, name: string, milliseconds: number): Promise<number> {
  const script = new URL('./client.ts', import.meta.url).pathname;
  const children = Array.from({ length: PROCESSES }, () =>
    fork(script, [socketOf(dataDir), name, String(CONNECTIONS / PROCESSES), String(milliseconds)], OPTIONS),
  );
  await Promise.all(children.map((child) => once(child, 'message')));
  for (const child of children) child.send('go');
  const answers = (await Promise.all(children.map((child) => once(child, 'message')))) as [
    { done: number; problem: string },
  ][];
  const problem = answers.find(([answer]) => answer.problem !== '')?.[0].problem;
  if (problem !== undefined && !problem.includes('TransientTransactionError')) throw new Error(`${name}: ${problem}`);
  return (answers.reduce((sum, [{ done }]) => sum + done, 0) * 1000) / milliseconds;
}

async function withClient<T>(dataDir: string, run: (db: mongo.Db) => Promise<T>): Promise<T> {
  const client = await new mongo.MongoClient(
    `mongodb://${encodeURIComponent(socketOf(dataDir))}/?directConnection=true`,
  ).connect();
  try {
    return await run(client.db(DB));
  } finally {
    await client.close();
  }
}

interface Seeded {
  readonly _id: string;
  readonly serial: number;
  readonly unit: string;
  readonly minutes: number;
  readonly text: string;
}

async function seed(db: mongo.Db, name: string, count: number): Promise<void> {
  const collection = db.collection<Seeded>(name);
  await collection.createIndex({ serial: 1 });
  const size = 5_000;
  for (let from = 0; from < count; from += size) {
    const documents = Array.from({ length: Math.min(size, count - from) }, (_, i) => {
      const serial = from + i;
      return { _id: `d${serial}`, serial, unit: `u${serial % 500}`, minutes: serial % 480, text: 'shared instrument' };
    });
    await collection.insertMany(documents);
  }
}

async function group(db: mongo.Db): Promise<number> {
  const began = performance.now();
  const rows = await db
    .collection('seeded')
    .aggregate([{ $group: { _id: '$unit', minutes: { $sum: '$minutes' }, count: { $sum: 1 } } }])
    .toArray();
  if (rows.length !== 500) throw new Error(`$group gave ${rows.length} groups`);
  return performance.now() - began;
}

async function memory(server: ChildProcess): Promise<number> {
  server.send('memory');
  const [{ rss }] = (await once(server, 'message')) as [{ rss: number }];
  return rss;
}

async function stream(
  dataDir: string,
  server: ChildProcess,
  expected: number,
): Promise<{ streamedPerSecond: number; rssBeforeBytes: number; rssPeakBytes: number }> {
  const rssBeforeBytes = await memory(server);
  let rssPeakBytes = rssBeforeBytes;
  const began = performance.now();
  const seen = await withClient(dataDir, async (db) => {
    let count = 0;
    for await (const _ of db.collection('large').find({}, { batchSize: 1_000, raw: true })) {
      count++;
      if (count % 100_000 === 0) rssPeakBytes = Math.max(rssPeakBytes, await memory(server));
    }
    return count;
  });
  if (seen !== expected) throw new Error(`${seen} of ${expected} documents came`);
  return { streamedPerSecond: (seen * 1000) / (performance.now() - began), rssBeforeBytes, rssPeakBytes };
}

function sizeOf(directory: string): number {
  return readdirSync(directory).reduce((sum, file) => sum + statSync(join(directory, file)).size, 0);
}
