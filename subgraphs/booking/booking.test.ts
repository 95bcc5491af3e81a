import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  at,
  bookingWorld,
  colleague,
  engineer,
  HOUR_FEN,
  instrumentEvent,
  operator,
  owner,
  PLATFORM,
  researcher,
  SEM,
  slot,
  staff,
  UNIVERSITY,
  type World,
  XRD,
} from '../../test/harness/booking-world.ts';

let world: World;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());

const BOOKING =
  '... on RequestBookingSuccess { booking { id state bookedMinutes price { listFen waiverFen netFen } } }';
const TAKEN = '... on SlotTaken { message nextFree { start end } }';
const BROKEN = '... on RulesViolated { message violations { __typename message } }';
const REFUSED = '... on Refusal { message }';

const request = (caller: typeof researcher, input: Record<string, unknown>): Promise<Answer> =>
  world.send(
    caller,
    'requestBooking',
    { instrumentId: SEM, purpose: 'crystal', ...input },
    `${BOOKING} ${TAKEN} ${BROKEN} ${REFUSED}`,
  );
const booked = async (caller: typeof researcher, input: Record<string, unknown>): Promise<string> => {
  const answer = await request(caller, input);
  expect(answer.__typename).toBe('RequestBookingSuccess');
  return answer.booking.id;
};
const decide = (caller: typeof researcher, step: string, bookingId: string, more: Record<string, unknown> = {}) => {
  const success = `${step.charAt(0).toUpperCase()}${step.slice(1)}Success`;
  return world.send(
    caller,
    step,
    { bookingId, ...more },
    `... on ${success} { booking { state } } ${REFUSED} ... on WrongState { state possible }`,
  );
};

describe('from request to closed work order', () => {
  test('150 minutes booked, 135 used and charged, counted as external', async () => {
    const answer = await request(researcher, { slot: slot(3, '09:00', '11:30') });
    expect(answer).toMatchObject({
      __typename: 'RequestBookingSuccess',
      booking: { state: 'REQUESTED', bookedMinutes: 150, price: { listFen: 150_000, waiverFen: 0, netFen: 150_000 } },
    });
    const bookingId = answer.booking.id;
    expect((await decide(staff, 'acceptBooking', bookingId)).booking.state).toBe('PLATFORM_ACCEPTED');
    expect((await decide(owner, 'confirmBooking', bookingId)).booking.state).toBe('CONFIRMED');
    world.clock.set(at(3, '12:00'));
    const opened = await world.send(
      operator,
      'openWorkOrder',
      { bookingId, operatorName: 'He', samples: 2 },
      `... on OpenWorkOrderSuccess { workOrder { id state } } ${REFUSED}`,
    );
    const workOrderId = opened.workOrder.id;
    await world.send(
      operator,
      'startUse',
      { workOrderId, at: at(3, '09:05') },
      `... on StartUseSuccess { workOrder { state } } ${REFUSED}`,
    );
    const stopped = await world.send(
      operator,
      'stopUse',
      { workOrderId, at: at(3, '11:20') },
      `... on StopUseSuccess { workOrder { state usedMinutes } usageRecord { minutes external usageClass source } } ${REFUSED}`,
    );
    expect(stopped.workOrder).toEqual({ state: 'STOPPED', usedMinutes: 135 });
    expect(stopped.usageRecord).toEqual({ minutes: 135, external: true, usageClass: 'TEST', source: 'MANUAL' });
    const closed = await world.send(
      operator,
      'closeWorkOrder',
      { workOrderId, resultText: 'fine' },
      `... on CloseWorkOrderSuccess { workOrder { state price { netFen } booking { state usedMinutes } } } ${REFUSED}`,
    );
    expect(closed.workOrder).toEqual({
      state: 'CLOSED',
      price: { netFen: (135 * HOUR_FEN) / 60 },
      booking: { state: 'COMPLETED', usedMinutes: 135 },
    });
    await world.kernel.settled();
    const figures = `effectiveMinutes externalMinutes samples records sharingBasisPoints`;
    const data = await world.ask(
      researcher,
      `query($period: PeriodInput!) { instrument: indicators(subjectId: "${SEM}", period: $period) { ${figures} } unit: indicators(subjectId: "${UNIVERSITY}", period: $period) { ${figures} instruments ratedMinutes } platform: indicators(subjectId: "${PLATFORM}", period: $period) { ${figures} } }`,
      { period: { kind: 'CALENDAR_YEAR', year: 2026 } },
    );
    const sums = { effectiveMinutes: 135, externalMinutes: 135, samples: 2, records: 1, sharingBasisPoints: 10_000 };
    expect(data).toEqual({
      instrument: sums,
      unit: { ...sums, instruments: 2, ratedMinutes: 168_000 },
      platform: sums,
    });
    expect(await world.ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
    world.clock.set('2026-03-02T00:00:00Z');
  });

  test('the user sees it, another user sees only that the time is taken', async () => {
    const bookingId = await booked(researcher, { instrumentId: XRD, slot: slot(4, '09:00', '10:00') });
    const mine = await world.ask(researcher, '{ myBookings { edges { node { id state purpose user { id } } } } }');
    expect(mine.myBookings.edges[0].node).toMatchObject({ id: bookingId, purpose: 'crystal' });
    expect((await world.ask(colleague, '{ myBookings { edges { node { id } } } }')).myBookings.edges).toEqual([]);
    expect((await world.ask(colleague, `{ booking(id: "${bookingId}") { id } }`)).booking).toBeNull();
    const entities = await world.ask(
      colleague,
      `query($r: [_Any!]!) { _entities(representations: $r) { ... on Instrument { bookings(from: "${at(4, '00:00')}", to: "${at(5, '00:00')}") { edges { node { slot { start } purpose userName user { id } } } } } } }`,
      { r: [{ __typename: 'Instrument', id: XRD }] },
    );
    const [{ bookings }] = entities._entities;
    expect(bookings.edges).toEqual([
      { node: { slot: { start: at(4, '09:00') }, purpose: null, userName: null, user: null } },
    ]);
    const under = await world.ask(owner, '{ bookings(filter: { states: [REQUESTED] }) { edges { node { id } } } }');
    expect(under.bookings.edges.map(({ node }: Answer) => node.id)).toContain(bookingId);
  });
});

describe('no double booking', () => {
  test('two racing requests: exactly one gets the slot, the other the next free ones', async () => {
    const wanted = slot(5, '09:00', '11:00');
    const answers = await Promise.all([request(researcher, { slot: wanted }), request(colleague, { slot: wanted })]);
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['RequestBookingSuccess', 'SlotTaken']);
    const loser = answers.find(({ __typename }) => __typename === 'SlotTaken');
    expect(loser.nextFree[0]).toEqual(slot(5, '11:00', '13:00'));
    expect(loser.nextFree).toHaveLength(5);
  });

  test('the same key and input give the first answer, another input a conflict', async () => {
    const input = { idempotencyKey: 'again', slot: slot(6, '09:00', '10:00') };
    const first = await request(researcher, input);
    expect(await request(researcher, input)).toEqual(first);
    expect((await request(researcher, { ...input, purpose: 'other' })).__typename).toBe('IdempotencyConflict');
    const refused = { idempotencyKey: 'refused', slot: slot(6, '09:00', '10:00') };
    const refusal = await request(colleague, refused);
    expect(refusal.__typename).toBe('SlotTaken');
    expect(await request(colleague, refused)).toEqual(refusal);
  });

  test('a cancelled booking frees its time', async () => {
    const bookingId = await booked(researcher, { slot: slot(9, '09:00', '10:00') });
    expect((await decide(researcher, 'cancelBooking', bookingId, { reason: 'ill' })).booking.state).toBe('CANCELLED');
    await booked(colleague, { slot: slot(9, '09:00', '10:00') });
  });

  test('availability shows what is free', async () => {
    const data = await world.ask(
      researcher,
      `{ availabilities(instrumentIds: ["${SEM}"], from: "${at(5, '00:00')}", to: "${at(6, '00:00')}") { timeZone free { start end } busy { start end } } }`,
    );
    expect(data.availabilities).toEqual([
      {
        timeZone: 'Asia/Shanghai',
        busy: [slot(5, '09:00', '11:00')],
        free: [slot(5, '08:00', '09:00'), slot(5, '11:00', '20:00')],
      },
    ]);
  });
});

describe('refusals', () => {
  test('RulesViolated lists every broken rule', async () => {
    const answer = await request(researcher, { slot: slot(2, '07:50', '08:05') });
    expect(answer.violations.map(({ __typename }: Answer) => __typename)).toEqual([
      'TooShort',
      'NotAligned',
      'TooSoon',
      'ClosedThen',
    ]);
  });

  test('NotShared and NotInOperation', async () => {
    await world.happen(instrumentEvent(XRD, { sharing: 'UNIT', status: 'DOWN' }, 2));
    await world.kernel.settled();
    const answer = await request(researcher, { instrumentId: XRD, slot: slot(10, '09:00', '10:00') });
    expect(answer.violations.map(({ __typename }: Answer) => __typename)).toEqual(['NotInOperation', 'NotShared']);
    await world.happen(instrumentEvent(XRD, {}, 3));
    await world.kernel.settled();
  });

  test('InvalidInput, NotFound, NoTariff', async () => {
    const invalid = await request(researcher, { purpose: ' ', slot: slot(10, '10:00', '09:00') });
    expect(invalid.__typename).toBe('InvalidInput');
    expect(
      (await request(researcher, { instrumentId: 'mdj:instrument:none', slot: slot(10, '09:00', '10:00') })).__typename,
    ).toBe('NotFound');
    await world.happen(instrumentEvent('mdj:instrument:unpriced'));
    await world.kernel.settled();
    expect(
      (await request(researcher, { instrumentId: 'mdj:instrument:unpriced', slot: slot(10, '09:00', '10:00') }))
        .__typename,
    ).toBe('NoTariff');
  });

  test('NotPermitted for acting for others or deciding without the role', async () => {
    const onBehalfOf = { accountId: colleague.subject, name: 'colleague' };
    expect((await request(researcher, { onBehalfOf, slot: slot(10, '09:00', '10:00') })).__typename).toBe(
      'NotPermitted',
    );
    const bookingId = await booked(researcher, { slot: slot(10, '09:00', '10:00') });
    expect((await decide(owner, 'acceptBooking', bookingId)).__typename).toBe('NotPermitted');
    expect((await decide(researcher, 'confirmBooking', bookingId)).__typename).toBe('NotPermitted');
    expect((await decide(engineer, 'cancelBooking', bookingId, { reason: 'x' })).__typename).toBe('NotFound');
  });

  test('WrongState says what is possible', async () => {
    const bookingId = await booked(researcher, { slot: slot(10, '12:00', '13:00') });
    const answer = await decide(owner, 'confirmBooking', bookingId);
    expect(answer).toMatchObject({
      __typename: 'WrongState',
      state: 'REQUESTED',
      possible: ['acceptBooking', 'refuseBooking', 'cancelBooking', 'moveBooking'],
    });
    expect((await decide(owner, 'refuseBooking', bookingId, { reason: ' ' })).__typename).toBe('InvalidInput');
    expect((await decide(owner, 'refuseBooking', bookingId, { reason: 'repair' })).booking.state).toBe('REFUSED');
  });

  test('UsageOverlaps when the machine was in use then', async () => {
    const ids = [
      await booked(researcher, { slot: slot(11, '09:00', '10:00') }),
      await booked(colleague, { slot: slot(11, '10:00', '11:00') }),
    ];
    world.clock.set(at(11, '11:30'));
    const orders: string[] = [];
    for (const bookingId of ids) {
      await decide(staff, 'acceptBooking', bookingId);
      await decide(owner, 'confirmBooking', bookingId);
      const opened = await world.send(
        owner,
        'openWorkOrder',
        { bookingId, operatorName: 'He' },
        '... on OpenWorkOrderSuccess { workOrder { id } }',
      );
      orders.push(opened.workOrder.id);
    }
    const record = (workOrderId: string | undefined, from: string, to: string) =>
      world.send(
        owner,
        'recordUsage',
        { workOrderId, start: at(11, from), end: at(11, to) },
        '... on RecordUsageSuccess { workOrder { usedMinutes } } ... on UsageOverlaps { message overlapping { minutes } }',
      );
    expect(await record(orders[0], '09:00', '10:10')).toMatchObject({ workOrder: { usedMinutes: 70 } });
    expect(await record(orders[1], '10:00', '11:00')).toMatchObject({
      __typename: 'UsageOverlaps',
      overlapping: [{ minutes: 70 }],
    });
    expect(await record(orders[1], '10:10', '11:00')).toMatchObject({ workOrder: { usedMinutes: 50 } });
    world.clock.set('2026-03-02T00:00:00Z');
  });
});
