import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemCaller } from '../kernel/caller.ts';
import { Refused, type Tx } from '../kernel/types.ts';
import { type TestKernel, testKernel } from '../test/harness/kernel.ts';
import { PostingConflict } from './errors.ts';
import { ledgerModels } from './models.ts';
import type { Ledger, Price, ServicePosting, TariffRow } from './types.ts';

const caller = systemCaller('mdj', 'test');
let book: TestKernel;
let ledger: Ledger;
let serial = 0;

const price = (listFen: number, waiverFen = 0, agreementId: string | null = null): Price => ({
  listFen,
  waiverFen,
  netFen: listFen - waiverFen,
  agreementId,
  lines: [],
});
const posting = (more: Partial<ServicePosting> = {}): ServicePosting => ({
  source: { id: `mdj:booking:${serial++}`, kind: 'booking' },
  parties: { provider: 'mdj:unit:lab', consumer: 'mdj:unit:firm', collector: 'mdj:unit:lab' },
  minutes: 135,
  price: price(27_000),
  effectiveAt: book.clock.now(),
  side: 'PROVIDER',
  unitId: 'mdj:unit:lab',
  text: '扫描电子显微镜',
  ...more,
});
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => book.kernel.transact(caller, work);
const owed = async (debtor: string, creditor: string): Promise<number> =>
  (await ledger.books.balances(debtor)).find((row) => row.debtor === debtor && row.creditor === creditor)?.fen ?? 0;
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof Refused ? error.refusal : Promise.reject(error)),
  );

beforeAll(async () => {
  book = await testKernel();
  ledger = book.ledger;
});
afterAll(async () => {
  const { minutes, fen } = await ledger.trialBalance();
  expect([minutes, fen]).toEqual([0, 0]);
  await book.close();
});

describe('services', () => {
  test('a hold is released and what was used is posted; each step once, however often it is asked for', async () => {
    const one = posting({ parties: { provider: 'p1', consumer: 'c1', collector: 'p1' } });
    await run((tx) => ledger.hold(tx, one));
    await run((tx) => ledger.hold(tx, one));
    expect(await ledger.parties.get('c1')).toMatchObject({ heldFen: 27_000, owedFen: 0 });
    const used = { ...one, minutes: 100, price: price(20_000, 5_000, 'mdj:agreement:x') };
    await run((tx) => ledger.settle(tx, used));
    await run((tx) => ledger.settle(tx, used));
    expect(await ledger.parties.get('c1')).toMatchObject({ heldFen: 0, owedFen: 15_000 });
    expect((await ledger.books.entries({ sourceId: one.source.id, first: 9 })).map((entry) => entry.step)).toEqual([
      'POST',
      'RELEASE-1',
      'HOLD-1',
    ]);
    await expect(run((tx) => ledger.settle(tx, { ...used, minutes: 99 }))).rejects.toThrow(PostingConflict);
    const accounts = await ledger.books.accounts({ party: 'p1' });
    expect(accounts).toContainEqual({ account: 'INCOME', party: 'p1', minutes: 0, fen: -20_000 });
    expect(accounts).toContainEqual({ account: 'SERVED', party: 'p1', minutes: -100, fen: 0 });
  });

  test('a booking that moves is held anew; a cancelled one holds nothing', async () => {
    const one = posting({ parties: { provider: 'p1', consumer: 'c2', collector: 'p1' } });
    await run((tx) => ledger.hold(tx, one));
    await run((tx) => ledger.hold(tx, { ...one, price: price(30_000) }));
    expect((await ledger.parties.get('c2')).heldFen).toBe(30_000);
    await run((tx) => ledger.release(tx, one.source));
    await run((tx) => ledger.release(tx, one.source));
    expect((await ledger.parties.get('c2')).heldFen).toBe(0);
  });

  test('a correction reverses and posts anew; history stays', async () => {
    const one = posting({ parties: { provider: 'p1', consumer: 'c3', collector: 'p1' } });
    await run((tx) => ledger.settle(tx, one));
    await run((tx) => ledger.correct(tx, one.source, '机时录入错误', { ...one, price: price(9_000) }));
    expect(await owed('c3', 'p1')).toBe(9_000);
    await run((tx) => ledger.correct(tx, one.source, '服务取消', null));
    expect(await owed('c3', 'p1')).toBe(0);
    const entries = await ledger.books.entries({ sourceId: one.source.id, first: 9 });
    expect(entries.map((entry) => entry.step)).toEqual(['REVERSE-2', 'CORRECT-1', 'REVERSE-1', 'POST']);
    expect(entries[2]?.reverses).toBe(entries[3]?._id);
  });

  test('what an agreement routes through the home platforms is owed along that way', async () => {
    const one = posting({
      parties: { provider: 'hlj:unit:1', consumer: 'mdj:unit:9', collector: 'hlj:unit:1', via: ['mdj', 'hlj'] },
    });
    await run((tx) => ledger.settle(tx, one));
    expect([await owed('mdj:unit:9', 'mdj'), await owed('mdj', 'hlj'), await owed('hlj', 'hlj:unit:1')]).toEqual([
      27_000, 27_000, 27_000,
    ]);
    expect(await owed('mdj:unit:9', 'hlj:unit:1')).toBe(0);
  });

  test('held and owed together never pass the limit, whoever races', async () => {
    await run((tx) => ledger.parties.setTerms(tx, 'tight', { limitFen: 100_000 }));
    const holds = Array.from({ length: 12 }, () =>
      posting({ parties: { provider: 'p1', consumer: 'tight', collector: 'p1' }, price: price(30_000) }),
    );
    const answers = await Promise.all(holds.map((one) => refusalOf(run((tx) => ledger.hold(tx, one)))));
    expect(answers.filter((answer) => answer === null)).toHaveLength(3);
    expect(answers.find((answer) => answer)).toMatchObject({
      __typename: 'LimitExceeded',
      limitFen: 100_000,
      wantedFen: 30_000,
    });
    expect((await ledger.parties.get('tight')).heldFen).toBe(90_000);
  });
});

describe('prices', () => {
  const row = (more: Partial<TariffRow> = {}): TariffRow => ({
    _id: book.kernel.newId('tariff'),
    subjectId: 'mdj:instrument:1',
    component: 'HOUR',
    userClass: 'OTHER',
    amountFen: 12_000,
    costBaseFen: 12_000,
    validFrom: new Date('2026-01-01T00:00:00Z'),
    validTo: null,
    ...more,
  });
  const ask = (at: string) =>
    ledger.quote({
      at: new Date(at),
      providerPath: ['hlj', 'hlj:unit:1', 'mdj:instrument:1'],
      consumerPath: ['mdj', 'mdj:unit:2'],
      userClass: 'FIRM',
      items: [{ subjectId: 'mdj:instrument:1', component: 'HOUR', quantity: 150 }],
    });

  test('by the tariff of the day, and the agreement between the platforms makes it free', async () => {
    await run((tx) => ledger.pricing.setTariff(tx, row()));
    await run((tx) =>
      ledger.pricing.setTariff(tx, row({ amountFen: 10_000, validFrom: new Date('2026-07-01T00:00:00Z') })),
    );
    expect(await ask('2026-06-30T23:59:59Z')).toMatchObject({ listFen: 30_000, waiverFen: 0, netFen: 30_000 });
    expect(await ask('2026-07-01T00:00:00Z')).toMatchObject({ listFen: 25_000 });
    await run((tx) =>
      ledger.pricing.putAgreement(tx, {
        _id: 'hlj:agreement:1',
        name: { zh: '共建理事单位', en: 'Co-founding council' },
        providerPath: ['hlj'],
        consumerPath: ['mdj'],
        waiverPercent: 100,
        validFrom: new Date('2026-07-02T00:00:00Z'),
        validTo: null,
        version: 1,
      }),
    );
    expect(await ask('2026-07-01T00:00:00Z')).toMatchObject({ waiverFen: 0 });
    expect(await ask('2026-07-03T00:00:00Z')).toMatchObject({
      listFen: 25_000,
      waiverFen: 25_000,
      netFen: 0,
      agreementId: 'hlj:agreement:1',
    });
  });

  test('refusals: no tariff, above the recorded cost, not after the last one', async () => {
    expect(await refusalOf(ask('2025-12-31T00:00:00Z'))).toMatchObject({ __typename: 'NoTariff', component: 'HOUR' });
    const dear = row({ amountFen: 12_001, validFrom: new Date('2027-01-01T00:00:00Z') });
    expect(await refusalOf(run((tx) => ledger.pricing.setTariff(tx, dear)))).toMatchObject({ __typename: 'AboveCost' });
    const early = row({ validFrom: new Date('2026-03-01T00:00:00Z') });
    expect(await refusalOf(run((tx) => ledger.pricing.setTariff(tx, early)))).toMatchObject({
      __typename: 'TariffOverlap',
    });
  });
});

describe('purses', () => {
  const open = (id: string, kind: 'PREPAID' | 'VOUCHER', fen: number) =>
    run(async (tx) => {
      const validFrom = new Date('2026-01-01T00:00:00Z');
      await ledger.purses.open(tx, { _id: id, kind, owner: 'firm', issuer: 'mdj', validFrom, validTo: null });
      await ledger.purses.fill(tx, id, fen, { id: `fill-${id}`, kind: 'topUp' });
    });

  test('a voucher is held, redeemed in part, and the rest is free again', async () => {
    await open('v1', 'VOUCHER', 50_000);
    const one = posting({ parties: { provider: 'p9', consumer: 'firm', collector: 'p9' } });
    await run((tx) => ledger.purses.hold(tx, 'v1', 30_000, one.source));
    await run((tx) => ledger.settle(tx, one));
    const debt = { debtor: 'firm', creditor: 'p9' };
    await run((tx) => ledger.purses.redeem(tx, 'v1', 27_000, one.source, debt));
    await run((tx) => ledger.purses.redeem(tx, 'v1', 27_000, one.source, debt));
    expect(await ledger.purses.get('v1')).toMatchObject({ freeFen: 23_000, heldFen: 0, spentFen: 27_000 });
    expect([await owed('firm', 'p9'), await owed('mdj', 'p9')]).toEqual([0, 27_000]);
  });

  test('what is settled without a hold may be paid by a voucher as well', async () => {
    await open('v3', 'VOUCHER', 20_000);
    const parties = { provider: 'p8', consumer: 'firm', collector: 'p8' };
    await run((tx) => ledger.settle(tx, posting({ parties, payWith: [{ purseId: 'v3', fen: 15_000 }] })));
    expect(await ledger.purses.get('v3')).toMatchObject({ freeFen: 5_000, heldFen: 0, spentFen: 15_000 });
    expect([await owed('firm', 'p8'), await owed('mdj', 'p8')]).toEqual([12_000, 15_000]);
  });

  test('no fen is held twice by a hundred that try', async () => {
    await open('v2', 'PREPAID', 10_000);
    const answers = await Promise.all(
      Array.from({ length: 25 }, (_, index) =>
        refusalOf(run((tx) => ledger.purses.hold(tx, 'v2', 3_000, { id: `use-${index}`, kind: 'booking' }))),
      ),
    );
    expect(answers.filter((answer) => answer === null)).toHaveLength(3);
    expect(answers.find((answer) => answer)).toMatchObject({
      __typename: 'LimitExceeded',
      reason: 'NOT_ENOUGH',
      wantedFen: 3_000,
    });
    await run((tx) => ledger.purses.release(tx, 'v2', { id: `use-${answers.indexOf(null)}`, kind: 'booking' }));
    expect(await ledger.purses.get('v2')).toMatchObject({ freeFen: 4_000, heldFen: 6_000 });
  });
});

describe('periods and statements', () => {
  const at = (iso: string) => new Date(`${iso}T04:00:00Z`);
  const firm = 'mdj:unit:settles';
  const use = (day: string, fen: number) =>
    run((tx) =>
      ledger.settle(
        tx,
        posting({
          effectiveAt: at(day),
          price: price(fen),
          parties: { provider: 'mdj', consumer: firm, collector: 'mdj' },
        }),
      ),
    );

  test('a closed quarter is a hash-chained statement; what comes late goes into the open period', async () => {
    await use('2011-07-15', 10_000);
    await use('2011-09-30', 5_050);
    await run((tx) =>
      ledger.payments.receive(tx, {
        source: { id: 'r1', kind: 'receipt' },
        debtor: firm,
        creditor: 'mdj',
        fen: 4_000,
        text: '转账',
        at: at('2011-09-30'),
      }),
    );
    const [third] = await ledger.close(caller, '2011-Q3');
    expect(third).toMatchObject({
      from: '2011-07',
      to: '2011-09',
      openingFen: 0,
      chargesFen: 15_050,
      paymentsFen: 4_000,
      closingFen: 11_050,
      lineCount: 3,
      minutes: 270,
    });
    expect(await ledger.close(caller, '2011-Q3')).toEqual([third]);
    await use('2011-08-20', 700);
    const [late] = await ledger.books.entries({ party: firm, first: 1 });
    expect([late?.period, late?.effectiveAt]).toEqual(['2011-10', at('2011-08-20')]);
    const [fourth] = await ledger.close(caller, '2011-Q4');
    expect(fourth).toMatchObject({ openingFen: 11_050, closingFen: 11_750, previousHash: third?.hash });
    expect(await ledger.statements.verify({ debtor: firm, creditor: 'mdj' })).toEqual({
      statements: 2,
      brokenAt: null,
    });
    const models = ledgerModels(book.kernel.connection);
    await models.statements.updateOne({ _id: third!._id }, { $set: { closingFen: 0 } });
    expect((await ledger.statements.verify({ debtor: firm, creditor: 'mdj' })).brokenAt).toBe(third?._id);
    await models.statements.updateOne({ _id: third!._id }, { $set: { closingFen: 11_050 } });
  });

  test('a half-yearly party gets one statement for six months', async () => {
    await run((tx) => ledger.parties.setTerms(tx, 'half', { settlement: 'HALF_YEARLY' }));
    for (const day of ['2012-02-01', '2012-05-01'])
      await run((tx) =>
        ledger.settle(
          tx,
          posting({
            effectiveAt: at(day),
            price: price(100),
            parties: { provider: 'mdj', consumer: 'half', collector: 'mdj' },
          }),
        ),
      );
    expect((await ledger.close(caller, '2012-Q1')).filter((one) => one.debtor === 'half')).toEqual([]);
    const [statement] = (await ledger.close(caller, '2012-Q2')).filter((one) => one.debtor === 'half');
    expect(statement).toMatchObject({ from: '2012-02', to: '2012-06', closingFen: 200, lineCount: 2 });
  });

  test('postings that race a close are wholly on its statement or in the next period', async () => {
    const racer = 'mdj:unit:racer';
    const post = (index: number) =>
      run((tx) =>
        ledger.settle(
          tx,
          posting({
            source: { id: `race-${index}`, kind: 'booking' },
            effectiveAt: at('2013-01-10'),
            price: price(1),
            parties: { provider: 'mdj', consumer: racer, collector: 'mdj' },
          }),
        ),
      );
    await run((tx) => ledger.parties.setTerms(tx, racer, { settlement: 'MONTHLY' }));
    await post(0);
    const posts = Promise.all(Array.from({ length: 30 }, (_, index) => post(index + 1)));
    const issued = await ledger.close(caller, '2013-01');
    await posts;
    const inPeriod = await ledger.books.entries({ party: racer, from: '2013-01', to: '2013-01', first: 100 });
    expect(issued.find((one) => one.debtor === racer)?.lineCount).toBe(inPeriod.length);
    expect(await ledger.books.entries({ party: racer, first: 100 })).toHaveLength(31);
    expect(await ledger.periodState('2013-01')).toBe('CLOSED');
  });
});

test('any sequence of steps keeps double entry, the sums of the parties and the limits', async () => {
  const step = fc.record({
    kind: fc.constantFrom('hold', 'settle', 'release', 'correct', 'void', 'receive'),
    source: fc.nat(4),
    consumer: fc.nat(1),
    fen: fc.integer({ min: 1, max: 50_000 }),
    minutes: fc.nat(600),
  });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      round += 1;
      const parties = (consumer: number) => ({
        provider: 'pp',
        consumer: `prop-${round}-${consumer}`,
        collector: 'pp',
      });
      for (const [index, { kind, source, consumer, fen, minutes }] of steps.entries()) {
        const one = posting({
          source: { id: `s-${round}-${source}`, kind: 'booking' },
          parties: parties(consumer),
          minutes,
          price: price(fen),
        });
        const payment = {
          source: { id: `pay-${round}-${index}`, kind: 'receipt' },
          debtor: parties(consumer).consumer,
          creditor: 'pp',
          fen,
          text: '',
        };
        const work: Record<string, (tx: Tx) => Promise<unknown>> = {
          hold: (tx) => ledger.hold(tx, one),
          settle: (tx) => ledger.settle(tx, one),
          release: (tx) => ledger.release(tx, one.source),
          correct: (tx) => ledger.correct(tx, one.source, 'r', one),
          void: (tx) => ledger.correct(tx, one.source, 'r', null),
          receive: (tx) => ledger.payments.receive(tx, payment),
        };
        await run((tx) => work[kind]?.(tx) ?? Promise.resolve()).catch((error: unknown) => {
          if (!(error instanceof PostingConflict)) throw error;
        });
      }
      for (const consumer of [0, 1]) {
        const { consumer: id } = parties(consumer);
        const { heldFen, owedFen } = await ledger.parties.get(id);
        const accounts = await ledger.books.accounts({ party: id });
        const sum = (account: string) => accounts.find((row) => row.account === account)?.fen ?? 0;
        expect([heldFen, owedFen]).toEqual([sum('HELD'), sum('OWES')]);
        expect(heldFen).toBeGreaterThanOrEqual(0);
      }
      const { minutes, fen } = await ledger.trialBalance();
      expect([minutes, fen]).toEqual([0, 0]);
    }),
    { numRuns: 12 },
  );
});

test('whatever is posted and closed in whatever order, a closed period keeps its entries and its statements', async () => {
  const step = fc.record({
    kind: fc.constantFrom('settle', 'settle', 'correct', 'receive', 'close'),
    month: fc.integer({ min: 1, max: 3 }),
    source: fc.nat(3),
    fen: fc.integer({ min: 1, max: 9_000 }),
  });
  let year = 2040;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      year += 1;
      const debtor = `closing-${year}`;
      const closed = new Map<string, string>();
      await run((tx) => ledger.parties.setTerms(tx, debtor, { settlement: 'MONTHLY' }));
      const fingerprint = async (period: string) => {
        const entries = await ledger.books.entries({ from: period, to: period, first: 1_000 });
        const statements = await ledger.statements.list({ to: period, first: 100 });
        return JSON.stringify([entries, statements]);
      };
      for (const [index, { kind, month, source, fen }] of steps.entries()) {
        const effectiveAt = new Date(`${year}-0${month}-15T04:00:00Z`);
        const parties = { provider: 'pp', consumer: debtor, collector: 'pp' };
        const one = posting({
          source: { id: `c-${year}-${source}`, kind: 'booking' },
          parties,
          price: price(fen),
          effectiveAt,
        });
        const payment = {
          source: { id: `cp-${year}-${index}`, kind: 'receipt' },
          debtor,
          creditor: 'pp',
          fen,
          text: '',
          at: effectiveAt,
        };
        const next = [1, 2, 3].map((at) => `${year}-0${at}`).find((period) => !closed.has(period));
        if (kind === 'close' && next) {
          await ledger.close(caller, next);
          closed.set(next, await fingerprint(next));
        }
        if (kind === 'settle') await run((tx) => ledger.settle(tx, one)).catch(ignoreConflict);
        if (kind === 'correct') await run((tx) => ledger.correct(tx, one.source, 'r', one));
        if (kind === 'receive') await run((tx) => ledger.payments.receive(tx, payment));
      }
      for (const [period, before] of closed) expect(await fingerprint(period)).toBe(before);
      const { brokenAt } = await ledger.statements.verify({ debtor, creditor: 'pp' });
      expect(brokenAt).toBeNull();
    }),
    { numRuns: 8 },
  );
});

function ignoreConflict(error: unknown): void {
  if (!(error instanceof PostingConflict)) throw error;
}
