import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbeddedStore } from '../../storage/embedded/index.ts';
import { anomalies, type Committed, type History } from './check.ts';

const dir = mkdtempSync(join(tmpdir(), 'mudan-isolation-'));
const seed = Number(process.env.SEED ?? (process.env.CI ? 20120815 : Date.now() % 2_147_483_647));
console.log(`isolation: seed ${seed}`);

interface List {
  _id: string;
  list: number[];
}

interface Step {
  readonly kind: 'read' | 'append' | 'find many' | 'pause';
  readonly key: number;
}

interface Script {
  readonly steps: readonly Step[];
  readonly abort: boolean;
}

const KEYS = 4;
const CLIENTS = 6;
const key = (n: number): string => `k${n}`;

const step = fc.record<Step>({
  kind: fc.constantFrom('read', 'append', 'append', 'find many', 'pause'),
  key: fc.nat(KEYS - 1),
});
const script = fc.record<Script>({
  steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  abort: fc.nat(6).map((n) => n === 0),
});
const schedule = fc.array(fc.array(script, { minLength: 4, maxLength: 10 }), {
  minLength: CLIENTS,
  maxLength: CLIENTS,
});

let store: EmbeddedStore;
let client: mongo.MongoClient;

beforeAll(async () => {
  store = await startEmbeddedStore({ dataDir: dir });
  client = await new mongo.MongoClient(process.env.MONGODB_URI ?? store.uri).connect();
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

it('never shows what snapshot isolation forbids', { timeout: 600_000 }, async () => {
  let round = 0;
  let committed = 0;
  await fc.assert(
    fc.asyncProperty(schedule, async (scripts) => {
      const lists = client.db('isolation').collection<List>(`round${round++}`);
      await lists.insertMany(Array.from({ length: KEYS }, (_, n) => ({ _id: key(n), list: [] })));
      const history = await play(lists, scripts);
      committed += history.committed.length;
      expect(anomalies(history)).toEqual([]);
    }),
    { seed, numRuns: 60, endOnFailure: true },
  );
  expect(committed).toBeGreaterThan(60 * CLIENTS);
});

async function play(lists: mongo.Collection<List>, scripts: readonly (readonly Script[])[]): Promise<History> {
  const committed: Committed[] = [];
  const aborted = new Set<number>();
  let nextValue = 1;
  const one = async (work: Script): Promise<void> => {
    const session = client.startSession();
    const reads: Committed['reads'][number][] = [];
    const appends: Committed['appends'][number][] = [];
    session.startTransaction({ readConcern: { level: 'snapshot' } });
    try {
      for (const item of work.steps) await perform(item, session);
      if (work.abort) throw new mongo.MongoError('changed its mind');
      await session.commitTransaction();
      committed.push({ id: committed.length, reads, appends });
    } catch (error) {
      if (!(error instanceof mongo.MongoError)) throw error;
      if (session.inTransaction()) await session.abortTransaction();
      for (const { value } of appends) aborted.add(value);
    } finally {
      await session.endSession();
    }

    async function perform({ kind, key: n }: Step, within: mongo.ClientSession): Promise<void> {
      if (kind === 'pause') await sleep(Math.random() * 5);
      else if (kind === 'append') {
        const value = nextValue++;
        appends.push({ key: key(n), value });
        await lists.updateOne({ _id: key(n) }, { $push: { list: value } }, { session: within });
      } else {
        const filter = kind === 'read' ? { _id: key(n) } : {};
        for (const row of await lists.find(filter, { session: within }).toArray())
          reads.push({ key: row._id, list: row.list });
      }
    }
  };
  await Promise.all(
    scripts.map(async (queue) => {
      for (const work of queue) await one(work);
    }),
  );
  const final = new Map((await lists.find().toArray()).map((row) => [row._id, row.list]));
  return { committed, aborted, final };
}
