import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemCaller } from '../kernel/caller.ts';
import { type TestKernel, testKernel } from '../test/harness/kernel.ts';
import { rangesOutside } from './domain/period-ranges.ts';
import { nextPeriod } from './domain/periods.ts';
import { ledgerModels } from './models.ts';
import type { Ledger } from './types.ts';

const caller = systemCaller('mdj', 'test');
const FIRMS = ['mdj:unit:firm-a', 'mdj:unit:firm-b', 'hlj:unit:firm'] as const;
const LABS = ['mdj:unit:lab', 'hlj:unit:lab'] as const;
let book: TestKernel;
let ledger: Ledger;
let serial = 0;

beforeAll(async () => {
  book = await testKernel({ now: '2026-01-05T00:00:00Z' });
  ledger = book.ledger;
});
afterAll(() => book.close());

const post = (consumer: string, provider: string, fen: number, at: Date) =>
  book.kernel.transact(caller, (tx) =>
    ledger.settle(tx, {
      source: { id: `mdj:booking:${serial++}`, kind: 'booking' },
      parties: { provider, consumer, collector: provider },
      minutes: fen % 97,
      price: { listFen: fen, waiverFen: 0, netFen: fen, agreementId: null, lines: [] },
      effectiveAt: at,
      side: 'PROVIDER',
      unitId: provider,
      text: '',
    }),
  );

/** What a party owes and is owed, from every entry. */
async function recounted(party: string, at: Date): Promise<string[]> {
  const rows = await ledgerModels(book.kernel.connection)
    .entries.find({ postedAt: { $lte: at } })
    .lean();
  const sums = new Map<string, number>();
  for (const line of rows.flatMap(({ lines }) => lines)) {
    if (line.account !== 'OWES' || (line.party !== party && line.counterparty !== party)) continue;
    const pair = `${line.party} ${line.counterparty}`;
    sums.set(pair, (sums.get(pair) ?? 0) + line.fen);
  }
  return [...sums]
    .filter(([, fen]) => fen !== 0)
    .map(([pair, fen]) => `${pair} ${fen}`)
    .sort();
}

test('balances from closed periods’ sums are those of the entries, at any instant, whatever was closed', async () => {
  const instants: Date[] = [];
  for (let month = 0; month < 6; month += 1) {
    for (let count = 0; count < 12; count += 1) {
      const late = count % 4 === 0 && month > 0;
      const at = new Date(book.clock.now().getTime() - (late ? 35 : 0) * 86_400_000);
      await post(FIRMS[(month + count) % 3] ?? '', LABS[count % 2] ?? '', 1_000 + 37 * serial, at);
      book.clock.advance(60);
    }
    instants.push(book.clock.now());
    const over = book.clock.now().toISOString().slice(0, 7);
    book.clock.advance(31 * 24 * 60);
    // Every third month stays open: what is summed has a gap.
    if (month % 3 !== 1) await ledger.close(caller, over);
  }
  instants.push(book.clock.now(), new Date('2020-01-01T00:00:00Z'));
  for (const at of instants) {
    for (const party of [...FIRMS, ...LABS]) {
      const kept = (await ledger.books.balances(party, at)).map(
        ({ debtor, creditor, fen }) => `${debtor} ${creditor} ${fen}`,
      );
      expect(kept.sort()).toEqual(await recounted(party, at));
    }
    expect(await ledger.books.accounts({ at })).toEqual(await ledger.books.recount({ at }));
    const entries = await ledgerModels(book.kernel.connection).entries.countDocuments({ postedAt: { $lte: at } });
    expect(await ledger.trialBalance(undefined, at)).toEqual({ minutes: 0, fen: 0, entries });
  }
});

test('the entries of closed periods are not read again', async () => {
  const before = await ledger.books.balances(FIRMS[0]);
  const between = await ledger.books.between('mdj', 'hlj');
  const total = await ledger.trialBalance();
  const { entries, periodHeads } = ledgerModels(book.kernel.connection);
  const closed = (await periodHeads.find({}).lean()).map(({ _id }) => _id);
  expect(closed.length).toBeGreaterThan(2);
  const { deletedCount } = await entries.deleteMany({ period: { $in: closed } });
  expect(deletedCount).toBeGreaterThan(20);
  expect(await ledger.books.balances(FIRMS[0])).toEqual(before);
  expect(await ledger.books.between('mdj', 'hlj')).toEqual(between);
  expect(await ledger.trialBalance()).toEqual(total);
  // An audit that reads the entries sees that they are gone.
  expect(await ledger.books.recount()).not.toEqual(await ledger.books.accounts());
});

test('what lies outside of summed periods is each other period, once', () => {
  const months = Array.from({ length: 30 }, (_, index) => index).reduce<string[]>(
    (all) => [...all, nextPeriod(all.at(-1) ?? '2024-12')],
    [],
  );
  fc.assert(
    fc.property(fc.subarray(months), (known) => {
      const ranges = rangesOutside(known);
      for (const month of months) {
        const inside = ranges.filter(
          ({ after, before }) => (after === null || month > after) && (before === null || month < before),
        );
        expect(inside).toHaveLength(known.includes(month) ? 0 : 1);
      }
    }),
  );
});
