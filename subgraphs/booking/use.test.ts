import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import {
  type Answer,
  at,
  bookingWorld,
  colleague,
  operator,
  owner,
  researcher,
  SEM,
  slot,
  staff,
  UNIVERSITY,
  type World,
} from '../../test/harness/booking-world.ts';
import { checkBookings } from '../../test/harness/check-bookings.ts';

let world: World;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());

const send = (caller: Caller, name: string, input: Record<string, unknown>, selection: string): Promise<Answer> =>
  world.send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${selection} } ... on Refusal { message }`,
  );

/** A confirmed booking of the researcher; the clock stands an hour before it. */
async function confirmed(day: number, from: string, to: string): Promise<string> {
  world.clock.set(at(day, '08:00'));
  const { booking } = await send(
    researcher,
    'requestBooking',
    { instrumentId: SEM, slot: slot(day, from, to), purpose: 'p' },
    'booking { id }',
  );
  await send(staff, 'acceptBooking', { bookingId: booking.id }, 'booking { id }');
  await send(owner, 'confirmBooking', { bookingId: booking.id }, 'booking { id }');
  return booking.id;
}

describe('batch entry', () => {
  const entry = (day: number, from: string, to: string, more: object = {}) => ({
    instrumentId: SEM,
    start: at(day, from),
    end: at(day, to),
    ...more,
  });
  const batch = (entries: object[], caller: Caller = owner): Promise<Answer> =>
    send(
      caller,
      'recordUsageBatch',
      { entries },
      'rows recorded unchanged rejected usageRecords { minutes external usageClass } problems { row field reason }',
    );

  test('keeps good rows, reports bad ones, changes nothing the second time', async () => {
    world.clock.set(at(10, '18:00'));
    const entries = [
      entry(9, '09:00', '10:00'),
      entry(9, '09:30', '10:30'),
      entry(9, '12:00', '11:00'),
      entry(10, '17:00', '19:00'),
      entry(1, '09:00', '10:00'),
      entry(10, '09:00', '10:00', { usageClass: 'MAINTENANCE' }),
      { ...entry(9, '14:00', '15:00'), instrumentId: 'mdj:instrument:none' },
    ];
    const answer = await batch(entries);
    expect(answer).toMatchObject({ rows: 7, recorded: 2, unchanged: 0, rejected: 5 });
    expect(answer.usageRecords).toEqual([
      { minutes: 60, external: false, usageClass: 'TEST' },
      { minutes: 60, external: false, usageClass: 'MAINTENANCE' },
    ]);
    expect(answer.problems.map(({ row, field }: Answer) => [row, field])).toEqual([
      [2, 'start'],
      [3, 'end'],
      [4, 'end'],
      [5, 'start'],
      [7, 'instrumentId'],
    ]);
    expect(await batch(entries.slice(0, 1))).toMatchObject({ recorded: 0, unchanged: 1 });
    expect((await batch(entries.slice(0, 1), researcher)).rejected).toBe(1);
    expect((await batch([])).__typename).toBe('InvalidInput');
  });

  test('an instrument’s log imports by local time, and again changes nothing', async () => {
    const text =
      'start,end,class,userUnitId,samples\n2026-03-03 09:00:30,2026-03-03 10:00,TEST,mdj:unit:institute,3\n2026-03-03 11:00,nonsense,TEST,,\n2026-03-03T05:00:00Z,2026-03-03T06:00:00Z,CLEANING,,\n';
    const load = (): Promise<Answer> =>
      send(
        owner,
        'importUsageLog',
        { instrumentId: SEM, text },
        'rows recorded unchanged rejected usageRecords { start minutes external } problems { row field }',
      );
    const answer = await load();
    expect(answer).toMatchObject({
      rows: 3,
      recorded: 1,
      rejected: 2,
      usageRecords: [{ start: at(3, '09:00'), minutes: 60, external: true }],
    });
    expect(answer.problems).toEqual([
      { row: 2, field: 'end' },
      { row: 3, field: 'class' },
    ]);
    expect(await load()).toMatchObject({ recorded: 0, unchanged: 1 });
    expect((await send(researcher, 'importUsageLog', { instrumentId: SEM, text }, 'rows')).__typename).toBe(
      'NotPermitted',
    );
  });
});

describe('corrections', () => {
  test('reverse and replace a record by a second person, charge and figures follow', async () => {
    const bookingId = await confirmed(12, '09:00', '11:00');
    world.clock.set(at(12, '12:00'));
    const { workOrder } = await send(
      owner,
      'openWorkOrder',
      { bookingId, operatorName: 'He', samples: 2 },
      'workOrder { id }',
    );
    const used = await send(
      owner,
      'recordUsage',
      { workOrderId: workOrder.id, start: at(12, '09:00'), end: at(12, '11:00') },
      'usageRecord { id }',
    );
    await send(owner, 'closeWorkOrder', { workOrderId: workOrder.id }, 'workOrder { price { netFen } }');
    const usageRecordId = used.usageRecord.id;
    const half = await send(
      operator,
      'proposeCorrection',
      { usageRecordId, start: at(12, '09:00'), reason: 'x' },
      'correction { id }',
    );
    expect(half.__typename).toBe('InvalidInput');
    const proposed = await send(
      operator,
      'proposeCorrection',
      { usageRecordId, start: at(12, '09:00'), end: at(12, '10:00'), reason: 'left at ten' },
      'correction { id state }',
    );
    const correctionId = proposed.correction.id;
    expect((await world.ask(owner, '{ pendingCorrections { id reason } }')).pendingCorrections).toEqual([
      { id: correctionId, reason: 'left at ten' },
    ]);
    expect((await send(operator, 'approveCorrection', { correctionId }, 'correction { state }')).__typename).toBe(
      'SecondPersonNeeded',
    );
    expect((await send(owner, 'approveCorrection', { correctionId }, 'correction { state }')).correction.state).toBe(
      'APPROVED',
    );
    expect((await send(staff, 'approveCorrection', { correctionId }, 'correction { state }')).__typename).toBe(
      'WrongState',
    );
    const { booking } = await world.ask(
      researcher,
      `{ booking(id: "${bookingId}") { usedMinutes price { netFen } workOrders { usedMinutes usageRecords { minutes } } } }`,
    );
    expect(booking).toEqual({
      usedMinutes: 60,
      price: { netFen: 60_000 },
      workOrders: [
        {
          usedMinutes: 60,
          usageRecords: expect.arrayContaining([{ minutes: 120 }, { minutes: -120 }, { minutes: 60 }]),
        },
      ],
    });
    expect((await world.ledger.parties.get('mdj:unit:institute')).owedFen).toBe(60_000);
    await world.kernel.settled();
    expect(await checkBookings(world)).toEqual([]);
  });

  test('refused by a second person the record stays; all are listed with their state to those who administer them', async () => {
    world.clock.set(at(13, '12:00'));
    const entries = [{ instrumentId: SEM, start: at(13, '09:00'), end: at(13, '10:00') }];
    const { usageRecords } = await send(owner, 'recordUsageBatch', { entries }, 'usageRecords { id }');
    const usageRecordId = usageRecords[0].id;
    const { correction } = await send(
      operator,
      'proposeCorrection',
      { usageRecordId, reason: 'never ran' },
      'correction { id possible }',
    );
    expect(correction.possible).toEqual([]);
    const refuse = (caller: Caller, reason = 'it did run'): Promise<Answer> =>
      send(caller, 'refuseCorrection', { correctionId: correction.id, reason }, 'correction { state refusalReason }');
    expect((await refuse(operator)).__typename).toBe('SecondPersonNeeded');
    expect((await refuse(researcher)).__typename).toBe('NotPermitted');
    expect((await refuse(owner, ' ')).__typename).toBe('InvalidInput');
    const list = (states: string): Promise<Answer> =>
      world.ask(
        owner,
        `{ usageCorrections(filter: { states: [${states}] }) { edges { node { id state possible decidedBy { id } usageRecord { minutes isCorrectable } } } } }`,
      );
    expect((await list('PROPOSED')).usageCorrections.edges).toEqual([
      {
        node: {
          id: correction.id,
          state: 'PROPOSED',
          possible: ['approveCorrection', 'refuseCorrection'],
          decidedBy: null,
          usageRecord: { minutes: 60, isCorrectable: true },
        },
      },
    ]);
    expect((await refuse(owner)).correction).toEqual({ state: 'REFUSED', refusalReason: 'it did run' });
    expect((await refuse(staff)).__typename).toBe('WrongState');
    expect(
      (await send(staff, 'approveCorrection', { correctionId: correction.id }, 'correction { id }')).__typename,
    ).toBe('WrongState');
    expect((await list('PROPOSED')).usageCorrections.edges).toEqual([]);
    expect((await list('REFUSED, APPROVED')).usageCorrections.edges.map(({ node }: Answer) => node.state)).toEqual([
      'REFUSED',
      'APPROVED',
    ]);
    const none = await world.ask(researcher, '{ usageCorrections { edges { node { id } } } }');
    expect(none.usageCorrections.edges).toEqual([]);
    expect(await checkBookings(world)).toEqual([]);
  });
});

describe('devices', () => {
  const FINISH = 'started workOrder { state usedMinutes }';
  const device = (kind: string): Promise<Answer> =>
    send(owner, 'registerDevice', { instrumentId: SEM, kind }, 'device { id kind revoked } secret');

  test('a scanned code starts what is booked now and stops it; a repeated scan does not undo itself', async () => {
    const { device: code, secret } = await device('QR_CODE');
    await confirmed(16, '09:00', '10:00');
    const scan = (caller: Caller, idempotencyKey: string): Promise<Answer> =>
      send(caller, 'scanInstrument', { idempotencyKey, code: secret }, FINISH);
    expect(
      await world.send(researcher, 'scanInstrument', { code: secret }, '... on NoBookingNow { next { start } }'),
    ).toMatchObject({ __typename: 'NoBookingNow', next: { start: at(16, '09:00') } });
    world.clock.set(at(16, '08:50'));
    expect((await scan(colleague, 'other')).__typename).toBe('NoBookingNow');
    expect(await scan(researcher, 'one')).toMatchObject({ started: true, workOrder: { state: 'RUNNING' } });
    expect(await scan(researcher, 'one')).toMatchObject({ started: true, workOrder: { state: 'RUNNING' } });
    world.clock.set(at(16, '09:45'));
    expect(await scan(researcher, 'two')).toMatchObject({
      started: false,
      workOrder: { state: 'STOPPED', usedMinutes: 55 },
    });
    await send(owner, 'revokeDevice', { deviceId: code.id }, 'device { revoked }');
    expect((await scan(researcher, 'three')).__typename).toBe('NotFound');
  });

  test('a press that waited for the network counts from when it was made, at most four hours back', async () => {
    const { secret } = await device('QR_CODE');
    await confirmed(18, '09:00', '11:00');
    const scan = (idempotencyKey: string, pressed: string): Promise<Answer> =>
      send(researcher, 'scanInstrument', { idempotencyKey, code: secret, at: at(18, pressed) }, FINISH);
    world.clock.set(at(18, '11:20'));
    expect((await scan('early', '07:10')).__typename).toBe('InvalidInput');
    expect((await scan('future', '11:21')).__typename).toBe('InvalidInput');
    expect(await scan('start', '09:05')).toMatchObject({ started: true });
    expect(await scan('stop', '10:50')).toMatchObject({ started: false, workOrder: { usedMinutes: 105 } });
    expect(await scan('stop', '10:50')).toMatchObject({ started: false, workOrder: { usedMinutes: 105 } });
  });

  test('a card reader’s signed events count once; forged, late and unknown ones do not', async () => {
    const { device: reader, secret } = await device('CARD_READER');
    await confirmed(17, '09:00', '10:00');
    world.clock.set(at(17, '09:00'));
    const signed = (event: string, idempotencyKey: string, more: Record<string, unknown> = {}) => {
      const input = {
        deviceId: reader.id,
        event,
        accountId: researcher.subject,
        at: world.clock.now().toISOString(),
        idempotencyKey,
        ...more,
      };
      const text = [input.deviceId, input.event, input.accountId, input.at, input.idempotencyKey]
        .map((part) => `${part}\n`)
        .join('');
      return { signature: createHmac('sha256', secret).update(text).digest('hex'), ...input };
    };
    const tell = (input: Record<string, unknown>): Promise<Answer> =>
      send(colleague, 'reportDeviceEvent', input, 'admitted');
    const start = signed('START', 'n1');
    expect((await tell({ ...start, accountId: colleague.subject })).__typename).toBe('BadSignature');
    expect((await tell({ ...start, signature: 'zz' })).__typename).toBe('BadSignature');
    expect(await tell(start)).toMatchObject({ admitted: true });
    expect(await tell(start)).toMatchObject({ admitted: true });
    world.clock.set(at(17, '09:30'));
    expect((await tell(start)).__typename).toBe('BadSignature');
    expect(await tell(signed('STOP', 'n2'))).toMatchObject({ admitted: false });
    expect((await tell(signed('STOP', 'n3'))).__typename).toBe('NoBookingNow');
    const { myBookings } = await world.ask(
      researcher,
      `{ myBookings(filter: { from: "${at(17, '00:00')}", to: "${at(18, '00:00')}" }) { edges { node { state workOrders { usedMinutes usageRecords { source minutes } } } } } }`,
    );
    expect(myBookings.edges[0].node.workOrders).toEqual([
      { usedMinutes: 30, usageRecords: [{ source: 'CARD', minutes: 30 }] },
    ]);
  });
});

describe('what does not match', () => {
  test('use without a booking and a booking without use are visible; figures are explained by their records', async () => {
    const unused = await confirmed(19, '09:00', '10:00');
    world.clock.set(at(19, '20:00'));
    await send(
      owner,
      'recordUsageBatch',
      { entries: [{ instrumentId: SEM, start: at(19, '14:00'), end: at(19, '15:00') }] },
      'recorded',
    );
    await world.kernel.settled();
    const query = `{ usageDiscrepancies(instrumentId: "${SEM}", from: "${at(19, '00:00')}", to: "${at(20, '00:00')}") { usageWithoutBooking { minutes } bookingsWithoutUse { id } } }`;
    expect((await world.ask(owner, query)).usageDiscrepancies).toEqual({
      usageWithoutBooking: [{ minutes: 60 }],
      bookingsWithoutUse: [{ id: unused }],
    });
    const figures = await world.ask(
      staff,
      `query($period: PeriodInput!) { indicators(subjectId: "${UNIVERSITY}", period: $period) { effectiveMinutes teachingMinutes researchMinutes records } explainIndicators(subjectId: "${UNIVERSITY}", period: $period, first: 100) { edges { node { minutes usageClass } } } }`,
      { period: { kind: 'MONTH', year: 2026, month: 3 } },
    );
    const rows = figures.explainIndicators.edges.map(({ node }: Answer) => node);
    const effective = rows
      .filter(({ usageClass }: Answer) => usageClass === 'TEST')
      .reduce((sum: number, { minutes }: Answer) => sum + minutes, 0);
    expect(effective).toBe(figures.indicators.effectiveMinutes);
    expect(await checkBookings(world)).toEqual([]);
  });
});
