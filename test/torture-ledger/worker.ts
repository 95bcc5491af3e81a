import { readFileSync } from 'node:fs';
import { systemCaller } from '../../kernel/caller.ts';
import { Refused } from '../../kernel/types.ts';
import { nextPeriod } from '../../ledger/domain/periods.ts';
import { PostingConflict } from '../../ledger/errors.ts';
import type { ServicePosting } from '../../ledger/types.ts';
import { TransactionContention } from '../../storage/index.ts';
import type { Report, Step } from './protocol.ts';
import { broken, replay } from './verify.ts';
import {
  CONSUMERS,
  LIMIT_FEN,
  LIMITED,
  openWorld,
  PURSE_FEN,
  PURSES,
  postingOf,
  priceOf,
  take,
  type World,
} from './world.ts';

const [dataDir = '', lifeText = '1', replayFile = '', mode = 'run'] = process.argv.slice(2);
const life = Number(lifeText);
const caller = systemCaller('mdj', 'torture');
let serial = 0;
let openPeriod = '2011-01';

const tell = (report: Report): void => void process.stdout.write(`${JSON.stringify(report)}\n`);
const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A step whose day lies in the period that is being closed, or in one of the two after it. */
function newStep(action: Step['action']): Step {
  const late = Math.random() < 0.5 ? openPeriod : nextPeriod(openPeriod);
  serial += 1;
  return {
    action,
    sourceId: `s-${life}-${serial}-${'x'.repeat(serial % 3)}`,
    consumer: pick(CONSUMERS),
    fen: 1 + Math.floor(Math.random() * 9_000),
    minutes: Math.floor(Math.random() * 600),
    at: `${late}-15T04:00:00.000Z`,
    ...(action === 'redeem' ? { purseId: pick(PURSES) } : {}),
  };
}

/** Refusals are answers, and a conflict of two who post the same source differently is one as well; anything else breaks the test. */
async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    tell({ kind: 'count', what });
  } catch (error) {
    if (error instanceof Refused || error instanceof PostingConflict) tell({ kind: 'count', what: `${what} refused` });
    else if (error instanceof TransactionContention) tell({ kind: 'count', what: `${what} told to try again` });
    else tell({ kind: 'broken', what: `${what}: ${error instanceof Error ? error.stack : error}` });
  }
}

async function post(world: World): Promise<void> {
  const step = newStep('settle');
  const posting = postingOf(step);
  await world.kernel.queued([step.consumer], () => postOne(world, step, posting));
}

/** Those who post for one debtor queue in front of the database, as the rooms do. */
async function postOne(world: World, step: Step, posting: ServicePosting): Promise<void> {
  let held = true;
  await attempt('hold', () =>
    world
      .run((tx) => world.ledger.hold(tx, { ...posting, price: priceOf(step.fen + 500) }))
      .catch((error: unknown) => {
        held = false;
        throw error;
      }),
  );
  if (!held) return;
  if (Math.random() < 0.2) return attempt('release', () => world.run((tx) => world.ledger.release(tx, posting.source)));
  await attempt('settle', async () => {
    await take(world, step);
    tell({ kind: 'done', step });
  });
  if (Math.random() < 0.1) {
    const right = Math.random() < 0.5 ? null : { ...posting, price: priceOf(1) };
    await attempt('correct', () => world.run((tx) => world.ledger.correct(tx, posting.source, 'torture', right)));
  }
}

async function acknowledged(world: World, action: 'receive' | 'redeem'): Promise<void> {
  const step = newStep(action);
  await attempt(action, async () => {
    await take(world, step);
    tell({ kind: 'done', step });
  });
}

async function close(world: World): Promise<void> {
  await pause(1_500);
  const period = openPeriod;
  await attempt('close', async () => {
    await world.ledger.close(caller, period);
    if (openPeriod === period) openPeriod = nextPeriod(period);
  });
}

async function sample(world: World): Promise<void> {
  await pause(1_000);
  await world.run(async (tx) => {
    const { minutes, fen, entries } = await world.ledger.trialBalance(tx.session);
    tell({ kind: 'sample', minutes, fen, entries });
    for (const id of LIMITED) {
      const { heldFen, owedFen } = await world.ledger.parties.get(id, tx.session);
      if (heldFen + owedFen > LIMIT_FEN) tell({ kind: 'broken', what: `${id}: ${heldFen} held, ${owedFen} owed` });
    }
  });
}

async function prepare(world: World): Promise<void> {
  for (const id of LIMITED)
    await world.run((tx) => world.ledger.parties.setTerms(tx, id, { limitFen: LIMIT_FEN, settlement: 'MONTHLY' }));
  for (const _id of PURSES) {
    if (await world.ledger.purses.get(_id)) continue;
    const purse = {
      _id,
      kind: 'VOUCHER',
      owner: 'mdj:unit:firm0',
      issuer: 'mdj',
      validFrom: new Date(0),
      validTo: null,
    } as const;
    await world.run(async (tx) => {
      await world.ledger.purses.open(tx, purse);
      await world.ledger.purses.fill(tx, _id, PURSE_FEN, { id: _id, kind: 'fill' });
    });
  }
  while ((await world.ledger.periodState(openPeriod)) === 'CLOSED') openPeriod = nextPeriod(openPeriod);
}

const forEver = async (world: World, work: (world: World) => Promise<void>): Promise<never> => {
  for (;;) await work(world);
};

const world = await openWorld(dataDir);
await prepare(world);
if (replayFile) {
  const steps = readFileSync(replayFile, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Step);
  for (const what of await replay(world, steps)) tell({ kind: 'broken', what });
}
if (mode === 'verify') {
  for (const what of await broken(world)) tell({ kind: 'broken', what });
  tell({ kind: 'ready', entries: (await world.ledger.trialBalance()).entries });
  await world.close();
} else {
  tell({ kind: 'ready', entries: (await world.ledger.trialBalance()).entries });
  const crew: readonly [number, (world: World) => Promise<void>][] = [
    [80, post],
    [8, (one) => acknowledged(one, 'receive')],
    [8, (one) => acknowledged(one, 'redeem')],
    [3, close],
    [1, sample],
  ];
  await Promise.all(crew.flatMap(([count, work]) => Array.from({ length: count }, () => forEver(world, work))));
}
