import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import {
  type Answer,
  colleague,
  engineer,
  FIRM,
  INSTITUTE,
  owner,
  SEM,
  staff,
  UNIVERSITY,
} from '../../test/harness/booking-world.ts';
import { issueReport } from '../../test/harness/report.ts';
import { instituteOwner, type ServicesWorld, SPECTROMETER, servicesWorld } from '../../test/harness/services-world.ts';

let world: ServicesWorld;
const items: Record<string, string> = {};

const send = (caller: Caller, name: string, input: Record<string, unknown>, selection: string): Promise<Answer> =>
  world.services.send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${selection} } ... on Refusal { message }`,
  );

beforeAll(async () => {
  world = await servicesWorld();
  const register = async (caller: Caller, unitId: string, instrumentId: string, amountFen: number): Promise<void> => {
    const prices = [{ component: 'SAMPLE', amountFen }];
    const input = {
      unitId,
      name: '拉伸试验',
      standards: ['GB/T 228.1'],
      instrumentIds: [instrumentId],
      prices,
      turnaroundDays: 5,
    };
    items[unitId] = (await send(caller, 'registerTestItem', input, 'testItem { id }')).testItem.id;
  };
  await register(owner, UNIVERSITY, SEM, 20_000);
  await register(instituteOwner, INSTITUTE, SPECTROMETER, 15_000);
  await world.booking.kernel.settled();
});
afterAll(() => world.close());

const inDays = (days: number): string =>
  new Date(world.booking.clock.now().getTime() + days * 86_400_000).toISOString();

/** Filed with three samples, accepted, and both units asked for quotes. */
async function asked(): Promise<string> {
  const input = {
    title: '拉伸',
    purpose: 'quality',
    items: [{ testItemId: items[UNIVERSITY] }],
    samples: [{ name: 'A' }, { name: 'B' }, { name: 'C' }],
  };
  const { testRequest } = await send(engineer, 'requestTest', input, 'testRequest { id }');
  await send(staff, 'acceptTestRequest', { testRequestId: testRequest.id }, 'testRequest { id }');
  await send(
    staff,
    'dispatchTestRequest',
    { testRequestId: testRequest.id, mode: 'CHOSEN_BY_FIRM' },
    'testRequest { id }',
  );
  return testRequest.id;
}
const quote = (caller: Caller, testRequestId: string, more: object = {}): Promise<Answer> =>
  send(
    caller,
    'quoteTestRequest',
    { testRequestId, turnaroundDays: 4, validUntil: inDays(7), ...more },
    'testRequest { dispatches { unit { id } answer quote { turnaroundDays price { netFen } } } }',
  );
const accept = (caller: Caller, testRequestId: string, unitId: string, more: object = {}): Promise<Answer> =>
  send(
    caller,
    'acceptQuote',
    { testRequestId, unitId, agreement: { retentionDays: 30 }, ...more },
    'testRequest { state takenBy { id } price { netFen } agreement { retentionDays samplesReturned dataGrade } samples { id code } }',
  );

/** The request's event makes the work order, the work order's event comes back: each hop settles by itself. */
async function twoHops(): Promise<void> {
  await world.booking.kernel.settled();
  await world.booking.kernel.settled();
}

/** Runs and closes the work order. */
async function work(testRequestId: string): Promise<void> {
  await twoHops();
  const { testRequest } = await world.services.ask(
    instituteOwner,
    `{ testRequest(id: "${testRequestId}") { workOrder { id } } }`,
  );
  const workOrderId = testRequest.workOrder.id;
  world.booking.clock.advance(60);
  const end = world.booking.clock.now();
  const start = new Date(end.getTime() - 45 * 60_000);
  await world.booking.send(
    instituteOwner,
    'recordUsage',
    { workOrderId, start: start.toISOString(), end: end.toISOString() },
    '... on Refusal { message }',
  );
  await world.booking.send(instituteOwner, 'closeWorkOrder', { workOrderId }, '... on Refusal { message }');
  await world.booking.kernel.settled();
}

describe('a request that the firm chooses a unit for', () => {
  test('quotes, agreement with a voucher, custody, report that verifies, correction, rating and reply', async () => {
    const offers = await world.services.ask(
      engineer,
      '{ testOffers(standard: "GB/T 228.1-2021", samples: 3) { testItem { unit { id } turnaroundDays } price { netFen } ratingHundredths } }',
    );
    expect(offers.testOffers.map(({ testItem, price }: Answer) => [testItem.unit.id, price.netFen])).toEqual([
      [INSTITUTE, 45_000],
      [UNIVERSITY, 60_000],
    ]);
    const testRequestId = await asked();
    expect(
      (await send(owner, 'takeTestRequest', { testRequestId, operatorName: 'He' }, 'testRequest { id }')).__typename,
    ).toBe('WrongState');
    await quote(owner, testRequestId);
    const quoted = await quote(instituteOwner, testRequestId);
    expect(quoted.testRequest.dispatches).toEqual([
      { unit: { id: INSTITUTE }, answer: 'QUOTED', quote: { turnaroundDays: 4, price: { netFen: 45_000 } } },
    ]);
    const { kernel, ledger } = world.booking;
    const voucher = {
      _id: 'mdj:voucher:1',
      kind: 'VOUCHER' as const,
      owner: FIRM,
      issuer: 'mdj',
      validFrom: new Date('2026-01-01T00:00:00Z'),
      validTo: null,
    };
    await kernel.transact(staff, async (tx) => {
      await ledger.purses.open(tx, voucher);
      await ledger.purses.fill(tx, voucher._id, 30_000, { id: 'issue-1', kind: 'voucherIssue' });
    });
    expect((await accept(colleague, testRequestId, INSTITUTE)).__typename).toBe('NotFound');
    expect((await accept(engineer, testRequestId, INSTITUTE, { payWith: ['mdj:voucher:other'] })).__typename).toBe(
      'InvalidInput',
    );
    const accepted = await accept(engineer, testRequestId, INSTITUTE, { payWith: [voucher._id] });
    expect(accepted.testRequest).toMatchObject({
      state: 'TAKEN',
      takenBy: { id: INSTITUTE },
      price: { netFen: 45_000 },
      agreement: { retentionDays: 30, samplesReturned: true, dataGrade: 'INTERNAL' },
    });
    expect((await accept(engineer, testRequestId, UNIVERSITY)).__typename).toBe('WrongState');
    await send(instituteOwner, 'receiveSamples', { testRequestId }, 'testRequest { state }');
    const [sample] = accepted.testRequest.samples;
    const moved = await send(
      instituteOwner,
      'moveSample',
      { sampleId: sample.id, step: 'STORE', place: 'shelf 3' },
      'sample { state custody { state place } }',
    );
    expect(moved.sample).toEqual({
      state: 'STORED',
      custody: [
        { state: 'RECEIVED', place: null },
        { state: 'STORED', place: 'shelf 3' },
      ],
    });
    await work(testRequestId);
    const issued = await issueReport(
      world,
      instituteOwner,
      testRequestId,
      'price { netFen } report { number verificationCode sha256 }',
    );
    expect(issued.price.netFen).toBe(45_000);
    const { number, verificationCode, sha256 } = issued.report;
    const verify = (code: string) =>
      world.services.ask(
        colleague,
        `{ verifyReport(number: "${number}", code: "${code}") { genuine supersededBy sha256 unit { id } } }`,
      );
    expect((await verify(verificationCode)).verifyReport).toEqual({
      genuine: true,
      supersededBy: null,
      sha256,
      unit: { id: INSTITUTE },
    });
    expect((await verify('guess')).verifyReport).toEqual({
      genuine: false,
      supersededBy: null,
      sha256: null,
      unit: null,
    });
    const begun = await send(
      instituteOwner,
      'correctTestReport',
      { testRequestId, reason: 'unit of force' },
      'testRequest { draft { state } }',
    );
    expect(begun.testRequest.draft.state).toBe('DRAFT');
    const corrected = await issueReport(
      world,
      instituteOwner,
      testRequestId,
      'report { number correctionReason } supersededReports { number }',
    );
    expect(corrected).toMatchObject({
      report: { correctionReason: 'unit of force' },
      supersededReports: [{ number }],
    });
    expect((await verify(verificationCode)).verifyReport).toMatchObject({
      genuine: true,
      supersededBy: corrected.report.number,
    });
    expect(
      (await send(engineer, 'rateTestRequest', { testRequestId, stars: 6 }, 'testRequest { state }')).__typename,
    ).toBe('InvalidInput');
    expect(
      (await send(engineer, 'rateTestRequest', { testRequestId, stars: 4, text: 'fast' }, 'testRequest { state }'))
        .testRequest.state,
    ).toBe('COMPLETED');
    // A unit that was asked and did not get the work learns nothing of the results, the price and the reasons.
    const results =
      'state report { number } supersededReports { number } price { netFen } archive { number } history { step reason }';
    const lost = (await world.services.ask(owner, `{ testRequest(id: "${testRequestId}") { ${results} } }`))
      .testRequest;
    expect(lost).toMatchObject({ state: 'COMPLETED', report: null, supersededReports: [], price: null, archive: null });
    expect(lost.history.filter(({ reason }: Answer) => reason !== null)).toEqual([]);
    const reply = (): Promise<Answer> =>
      send(
        instituteOwner,
        'replyToRating',
        { testRequestId, text: 'thank you' },
        'testRequest { rating { stars reply } }',
      );
    expect((await reply()).testRequest.rating).toEqual({ stars: 4, reply: 'thank you' });
    expect((await reply()).__typename).toBe('WrongState');
    const rated = await world.services.ask(
      engineer,
      '{ testOffers(standard: "GB/T 228.1") { ratingHundredths ratings } }',
    );
    expect(rated.testOffers[0]).toEqual({ ratingHundredths: 400, ratings: 1 });
    const returned = (step: string): Promise<Answer> =>
      send(instituteOwner, 'moveSample', { sampleId: sample.id, step, place: 'courier' }, 'sample { state }');
    expect((await returned('DISPOSE')).__typename).toBe('RetentionNotOver');
    expect((await returned('RETURN')).sample.state).toBe('RETURNED');
    expect((await returned('DISPOSE')).__typename).toBe('WrongState');
    expect(await ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
    expect(await ledger.purses.get(voucher._id)).toMatchObject({ freeFen: 0, heldFen: 0, spentFen: 30_000 });
    expect((await ledger.parties.get(FIRM)).owedFen).toBe(15_000);
  });

  test('the unit’s board and the year’s statistics', async () => {
    const testRequestId = await asked();
    const board = async (caller: Caller) =>
      (
        await world.services.ask(
          caller,
          `{ operatorsBoard(unitId: "${UNIVERSITY}") { toAnswer { id } inWork { id } late { id } samplesReceivedToday } }`,
        )
      ).operatorsBoard;
    expect((await board(owner)).toAnswer).toContainEqual({ id: testRequestId });
    expect((await board(instituteOwner)).toAnswer).toEqual([]);
    const { testStatistics } = await world.services.ask(
      staff,
      '{ testStatistics(year: 2026) { unit { id } month reports samples netFen } }',
    );
    expect(testStatistics).toEqual([
      { unit: { id: INSTITUTE }, month: '2026-03', reports: 1, samples: 3, netFen: 45_000 },
    ]);
    const reportsSeen = async (caller: Caller) =>
      (await world.services.ask(caller, '{ testStatistics(year: 2026) { reports } }')).testStatistics;
    expect([await reportsSeen(instituteOwner), await reportsSeen(owner)]).toEqual([[{ reports: 1 }], []]);
    expect((await world.services.ask(staff, '{ testStatistics(year: 2025) { reports } }')).testStatistics).toEqual([]);
  });

  test('the firm is told who quoted; a unit is not told of others', async () => {
    const testRequestId = await asked();
    await quote(owner, testRequestId);
    await quote(instituteOwner, testRequestId);
    const quoting = async (caller: Caller): Promise<unknown[]> => {
      const query = `{ testRequest(id: "${testRequestId}") { timeline { step who { id } } } }`;
      const { timeline } = (await world.services.ask(caller, query)).testRequest;
      return timeline.filter(({ step }: Answer) => step === 'quoteTestRequest').map(({ who }: Answer) => who.id);
    };
    expect(await quoting(engineer)).toEqual([UNIVERSITY, INSTITUTE]);
    expect(await quoting(instituteOwner)).toEqual([INSTITUTE]);
  });

  test('a quote that has run out is refused by name', async () => {
    const testRequestId = await asked();
    expect((await quote(owner, testRequestId, { validUntil: inDays(-1) })).__typename).toBe('InvalidInput');
    await quote(owner, testRequestId);
    world.booking.clock.advance(8 * 24 * 60);
    expect((await accept(engineer, testRequestId, UNIVERSITY)).__typename).toBe('QuoteExpired');
  });
});
