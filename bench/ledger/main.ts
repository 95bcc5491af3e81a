import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemCaller } from '../../kernel/caller.ts';
import { ledgerModels } from '../../ledger/models.ts';
import type { Pair } from '../../ledger/statement-reads.ts';
import { openWorld, postingOf, type World } from '../../test/torture-ledger/world.ts';

/**
 * `npm run bench:ledger [-- --entries N]`: postings per second on the store of this machine, cold (every consumer another) and hot (one consumer, with
 * and without the queue in front), a statement over N entries (default 1,000,000), and balances before and after its period is closed. Prints what it measured; asserts nothing about time.
 */
const entries = Number(process.argv[process.argv.indexOf('--entries') + 1] ?? '') || 1_000_000;
const SECONDS = 8;
const CLIENTS = 32;
const caller = systemCaller('mdj', 'bench');
let serial = 0;

const step = (consumer: string) => {
  serial += 1;
  return {
    action: 'settle',
    sourceId: `bench-${serial}`,
    consumer,
    fen: 100,
    minutes: 10,
    at: '2011-02-01T00:00:00Z',
  } as const;
};

async function postings(world: World, consumer: () => string, queued: boolean): Promise<string> {
  const until = Date.now() + SECONDS * 1_000;
  let done = 0;
  const client = async (): Promise<void> => {
    while (Date.now() < until) {
      const one = step(consumer());
      const post = () => world.run((tx) => world.ledger.settle(tx, postingOf(one)));
      await (queued ? world.kernel.queued([one.consumer], post) : post());
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return `${Math.round(done / SECONDS)} postings/s`;
}

/** Entries as the journal writes them, in bulk: posting a million one by one would measure the store, not the statement. */
async function fill(world: World, count: number): Promise<Pair> {
  const models = ledgerModels(world.kernel.connection);
  const posting = { ...postingOf(step('mdj:unit:big')), effectiveAt: new Date('2012-01-10T00:00:00Z') };
  await world.run((tx) => world.ledger.settle(tx, posting));
  const template = await models.entries.findOne({ parties: 'mdj:unit:big' }).lean();
  if (!template) throw new Error('the template entry is missing');
  const BATCH = 5_000;
  for (let at = 1; at < count; at += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, count - at) }, (_, index) => {
      const serialText = String(at + index).padStart(9, '0');
      return { ...template, _id: `${template._id}-${serialText}`, sourceId: `bulk-${serialText}` };
    });
    await models.entries.collection.insertMany(rows as never, { ordered: false });
  }
  return { debtor: posting.parties.consumer, creditor: posting.parties.collector };
}

async function timed(work: () => Promise<unknown>): Promise<string> {
  const began = performance.now();
  await work();
  return `${(performance.now() - began).toFixed(0)} ms`;
}

const dataDir = mkdtempSync(join(tmpdir(), 'mudan-bench-ledger-'));
const world = await openWorld(dataDir);
let cold = 0;
console.log(
  `bench:ledger, ${CLIENTS} clients, ${SECONDS} s each, one process, ${process.env.MONGODB_URI ? 'MONGODB_URI' : 'embedded store'}`,
);
console.log(`  cold (every consumer another): ${await postings(world, () => `mdj:unit:cold${cold++}`, false)}`);
console.log(`  hot (one consumer), queued:    ${await postings(world, () => 'mdj:unit:hot', true)}`);
console.log(`  hot (one consumer), unqueued:  ${await postings(world, () => 'mdj:unit:hotter', false)}`);

const filled = performance.now();
const pair = await fill(world, entries);
console.log(`  ${entries} entries written in bulk in ${((performance.now() - filled) / 1_000).toFixed(1)} s`);
const began = performance.now();
const issued = await world.ledger.statements.issue(caller, pair, '2012-01');
const took = (performance.now() - began) / 1_000;
console.log(
  `  statement over ${issued.lineCount} entries (${issued.pageHashes.length} pages): ${took.toFixed(1)} s, ${Math.round(issued.lineCount / took)} entries/s`,
);
console.log(`  balances while the period is open:  ${await timed(() => world.ledger.books.balances(pair.debtor))}`);
await world.ledger.close(caller, '2012-01');
console.log(`  balances once the period is closed: ${await timed(() => world.ledger.books.balances(pair.debtor))}`);
console.log(`  trial balance, closed:              ${await timed(() => world.ledger.trialBalance())}`);
console.log(`  memory at the end: ${Math.round(process.memoryUsage().rss / 1024 / 1024)} MB`);
await world.close();
rmSync(dataDir, { recursive: true, force: true });
