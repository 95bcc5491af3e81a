import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mongo } from 'mongoose';
import { tearLastPage } from './damage-files.ts';
import { Acknowledged, prepare, work } from './load.ts';
import { start, uriOf } from './server-process.ts';
import { type Damage, verify } from './verify.ts';

const WORKERS = 8;

export type RoundKind = 'kill' | 'disk full' | 'torn page';

export interface TortureReport {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly damage: Damage;
}

/** Rounds of load, crash, restart and comparison on one data directory. Every fifth round fills the disk first, every fifth tears pages. */
export async function torture(rounds: number, log: (line: string) => void): Promise<TortureReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'mudan-torture-'));
  const known = new Acknowledged();
  const total: Damage = { lostWrites: [], halfTransactions: [], indexMisses: [] };
  let server = await start(dataDir);
  try {
    await withClient(dataDir, prepare);
    for (let round = 1; round <= rounds; round++) {
      const kind = kindOf(round);
      await suffer(dataDir, server, round, kind, known);
      const torn = kind === 'torn page' ? tearLastPage(dataDir) : '';
      server = await start(dataDir);
      const damage = await withClient(dataDir, (client) => verify(client, known));
      for (const name of ['lostWrites', 'halfTransactions', 'indexMisses'] as const) total[name].push(...damage[name]);
      log(
        `round ${round} (${kind}${torn && `: ${torn}`}): ${known.rows.size} rows, ${known.pairs.size} pairs; ${describe(damage)}`,
      );
    }
    return { rounds, acknowledged: known.rows.size + known.deleted.size + known.pairs.size, damage: total };
  } finally {
    server.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  }
}

export function describe(damage: Damage): string {
  return `${damage.lostWrites.length} acknowledged writes lost, ${damage.halfTransactions.length} half transactions, ${damage.indexMisses.length} index misses`;
}

function kindOf(round: number): RoundKind {
  if (round % 5 === 3) return 'disk full';
  return round % 5 === 0 ? 'torn page' : 'kill';
}

async function suffer(
  dataDir: string,
  server: ChildProcess,
  round: number,
  kind: RoundKind,
  known: Acknowledged,
): Promise<void> {
  await withClient(dataDir, async (client) => {
    const workers = Array.from({ length: WORKERS }, (_, worker) => work(client, worker, round, known));
    await sleep(150 + Math.random() * 450);
    if (kind === 'disk full') {
      server.send('full');
      await settled(workers);
    }
    server.kill('SIGKILL');
    await once(server, 'exit');
    await settled(workers);
  });
}

/** The workers' end. An operation whose server was killed is sometimes left unanswered by the driver for ever: it was never acknowledged. */
async function settled(workers: readonly Promise<void>[]): Promise<void> {
  await Promise.race([Promise.all(workers), sleep(4_000)]);
}

async function withClient<T>(dataDir: string, run: (client: mongo.MongoClient) => Promise<T>): Promise<T> {
  const client = new mongo.MongoClient(uriOf(dataDir), { serverSelectionTimeoutMS: 1_500, retryWrites: false });
  await client.connect();
  try {
    return await run(client);
  } finally {
    // The driver sometimes waits for ever for a server that was killed; the sockets are gone anyway.
    await Promise.race([client.close(true), sleep(2_000)]);
  }
}
