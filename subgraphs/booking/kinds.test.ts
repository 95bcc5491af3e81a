import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Answer,
  at,
  bookingWorld,
  colleague,
  engineer,
  owner,
  PLATFORM,
  researcher,
  SEM,
  slot,
  staff,
  type World,
  XRD,
} from '../../test/harness/booking-world.ts';

let world: World;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());

const success = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
const CONFLICTS = 'conflicts { instrument { id } slot { start } refusal violations { __typename } nextFree { start } }';

type Person = typeof researcher;
const request = (caller: Person, input: Record<string, unknown>): Promise<Answer> =>
  world.send(
    caller,
    'requestBooking',
    { instrumentId: SEM, purpose: 'p', ...input },
    '... on RequestBookingSuccess { booking { id state } } ... on Refusal { message } ... on RulesViolated { violations { __typename } }',
  );
const booked = async (caller: Person, input: Record<string, unknown>): Promise<string> =>
  (await request(caller, input)).booking.id;
const step = (caller: Person, name: string, bookingId: string, more: Record<string, unknown> = {}): Promise<Answer> =>
  world.send(
    caller,
    name,
    { bookingId, ...more },
    `... on ${success(name)} { booking { state slot { start end } bookedMinutes } } ... on Refusal { message }`,
  );
const confirmed = async (caller: Person, input: Record<string, unknown>): Promise<string> => {
  const id = await booked(caller, input);
  await step(staff, 'acceptBooking', id);
  expect((await step(owner, 'confirmBooking', id)).booking.state).toBe('CONFIRMED');
  return id;
};
/** Templates of the notices about a booking that went to somebody. */
const toldAbout = async (about: string, to: string[]): Promise<string[]> => {
  const notices = await world.kernel.notices.list({ to, first: 100, locale: 'en' });
  return notices.filter((notice) => notice.about === about).map(({ template }) => template);
};
const policy = (input: Record<string, unknown>): Promise<Answer> =>
  world.send(
    owner,
    'setBookingPolicy',
    { instrumentId: SEM, ...input },
    '... on SetBookingPolicySuccess { policy { capacity turnaroundMinutes approval } } ... on InvalidInput { problems { field } } ... on Refusal { message }',
  );

describe('a series', () => {
  const series = (input: Record<string, unknown>): Promise<Answer> =>
    world.send(
      researcher,
      'requestBookingSeries',
      {
        instrumentId: SEM,
        purpose: 'p',
        slot: slot(3, '09:00', '10:00'),
        rule: { frequency: 'DAILY', count: 4 },
        ...input,
      },
      `... on RequestBookingSeriesSuccess { bookings { id groupId } slots { start } ${CONFLICTS} } ... on Conflicts { message ${CONFLICTS} } ... on Refusal { message }`,
    );

  test('is previewed, refused as a whole, or booked without the conflicts', async () => {
    await booked(colleague, { slot: slot(4, '09:30', '10:30') });
    const input = {
      idempotencyKey: 'preview',
      instrumentId: SEM,
      purpose: 'p',
      slot: slot(3, '09:00', '10:00'),
      rule: { frequency: 'DAILY', count: 4 },
    };
    const preview = await world.ask(
      researcher,
      `query($input: RequestBookingSeriesInput!) { previewBookingSeries(input: $input) { ... on RequestBookingSeriesSuccess { bookings { id } slots { start } ${CONFLICTS} } } }`,
      { input },
    );
    expect(preview.previewBookingSeries).toMatchObject({
      bookings: [],
      slots: [3, 5, 6].map((day) => ({ start: at(day, '09:00') })),
    });
    const whole = await series({});
    expect(whole).toMatchObject({
      __typename: 'Conflicts',
      conflicts: [{ slot: { start: at(4, '09:00') }, refusal: 'SlotTaken', nextFree: expect.any(Array) }],
    });
    expect((await world.ask(researcher, '{ myBookings { edges { node { id } } } }')).myBookings.edges).toEqual([]);
    const some = await series({ mode: 'SKIP' });
    expect(some.bookings).toHaveLength(3);
    expect(new Set(some.bookings.map(({ groupId }: Answer) => groupId)).size).toBe(1);
    expect(some.conflicts).toHaveLength(1);
  });

  test('conflicts with itself', async () => {
    const answer = await series({
      slot: { start: at(10, '09:00'), end: at(10, '10:00') },
      rule: { frequency: 'DAILY', count: 2 },
      idempotencyKey: 's1',
    });
    expect(answer.bookings).toHaveLength(2);
    expect((await series({ rule: { frequency: 'DAILY' } })).__typename).toBe('InvalidInput');
  });
});

describe('a set of instruments', () => {
  const set = (items: object[]): Promise<Answer> =>
    world.send(
      researcher,
      'requestBookingSet',
      { items, purpose: 'p' },
      `... on RequestBookingSetSuccess { bookings { instrument { id } } } ... on Conflicts { ${CONFLICTS} } ... on Refusal { message }`,
    );

  test('is booked all or none', async () => {
    await booked(colleague, { instrumentId: XRD, slot: slot(12, '09:00', '10:00') });
    const both = [SEM, XRD].map((instrumentId) => ({ instrumentId, slot: slot(12, '09:00', '10:00') }));
    expect(await set(both)).toMatchObject({
      __typename: 'Conflicts',
      conflicts: [{ instrument: { id: XRD }, refusal: 'SlotTaken' }],
    });
    await booked(colleague, { slot: slot(12, '09:00', '10:00') });
    const later = [SEM, XRD].map((instrumentId) => ({ instrumentId, slot: slot(12, '11:00', '12:00') }));
    expect((await set(later)).bookings).toHaveLength(2);
    expect((await set([])).__typename).toBe('InvalidInput');
  });
});

describe('moving', () => {
  test('to taken times is refused, within the old ones keeps the state, elsewhere is decided anew', async () => {
    const id = await confirmed(researcher, { slot: slot(16, '09:00', '11:00') });
    await booked(colleague, { slot: slot(16, '12:00', '13:00') });
    expect((await step(researcher, 'moveBooking', id, { slot: slot(16, '11:30', '12:30') })).__typename).toBe(
      'SlotTaken',
    );
    expect((await step(researcher, 'moveBooking', id, { slot: slot(16, '09:00', '10:00') })).booking).toMatchObject({
      state: 'CONFIRMED',
      bookedMinutes: 60,
    });
    expect((await step(researcher, 'moveBooking', id, { slot: slot(16, '10:00', '11:00') })).booking.state).toBe(
      'REQUESTED',
    );
    await booked(colleague, { slot: slot(16, '09:00', '10:00') });
    expect(await world.ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
  });

  test('a running use is extended, but not over another booking', async () => {
    const id = await confirmed(researcher, { slot: slot(17, '09:00', '10:00') });
    await booked(colleague, { slot: slot(17, '11:00', '12:00') });
    world.clock.set(at(17, '09:05'));
    const opened = await world.send(
      owner,
      'openWorkOrder',
      { bookingId: id, operatorName: 'He' },
      '... on OpenWorkOrderSuccess { workOrder { id } }',
    );
    await world.send(
      owner,
      'startUse',
      { workOrderId: opened.workOrder.id },
      '... on StartUseSuccess { workOrder { state } } ... on Refusal { message }',
    );
    expect((await step(researcher, 'moveBooking', id, { slot: slot(17, '09:00', '11:15') })).__typename).toBe(
      'SlotTaken',
    );
    expect((await step(researcher, 'moveBooking', id, { slot: slot(17, '09:00', '11:00') })).booking).toMatchObject({
      state: 'IN_USE',
      bookedMinutes: 120,
    });
    expect((await step(researcher, 'moveBooking', id, { slot: slot(17, '09:15', '11:00') })).__typename).toBe(
      'InvalidInput',
    );
    expect((await step(colleague, 'moveBooking', id, { slot: slot(17, '09:00', '10:00') })).__typename).toBe(
      'NotFound',
    );
    world.clock.set('2026-03-02T00:00:00Z');
  });
});

describe('tentative bookings and the waitlist', () => {
  test('a tentative one keeps its time, lapses when it is not submitted', async () => {
    const first = await request(researcher, { slot: slot(18, '09:00', '10:00'), tentative: true });
    expect(first.booking.state).toBe('TENTATIVE');
    expect((await request(colleague, { slot: slot(18, '09:00', '10:00') })).__typename).toBe('SlotTaken');
    const other = await booked(researcher, { slot: slot(18, '10:00', '11:00'), tentative: true });
    expect((await step(researcher, 'submitBooking', other)).booking.state).toBe('REQUESTED');
    world.clock.advance(25 * 60);
    await world.kernel.jobs.run('booking.deadlines');
    const states = await world.ask(
      researcher,
      `{ a: booking(id: "${first.booking.id}") { state } b: booking(id: "${other}") { state } }`,
    );
    expect(states).toEqual({ a: { state: 'EXPIRED' }, b: { state: 'REQUESTED' } });
    await booked(colleague, { slot: slot(18, '09:00', '10:00') });
    world.clock.set('2026-03-02T00:00:00Z');
  });

  test('a freed slot is offered to who waited longest', async () => {
    const taken = await booked(researcher, { slot: slot(19, '08:00', '20:00') });
    const joined = await world.send(
      colleague,
      'joinWaitlist',
      { instrumentId: SEM, from: at(19, '09:00'), to: at(19, '18:00'), minutes: 60, purpose: 'p' },
      '... on JoinWaitlistSuccess { entry { id } } ... on Refusal { message }',
    );
    expect(joined.entry.id).toBeTruthy();
    await step(researcher, 'cancelBooking', taken, { reason: 'ill' });
    await world.kernel.settled();
    const { myWaitlist } = await world.ask(colleague, '{ myWaitlist { id offer { id state slot { start end } } } }');
    expect(myWaitlist).toEqual([
      { id: joined.entry.id, offer: { id: expect.any(String), state: 'TENTATIVE', slot: slot(19, '09:00', '10:00') } },
    ]);
    expect((await step(colleague, 'submitBooking', myWaitlist[0].offer.id)).booking.state).toBe('REQUESTED');
    await world.kernel.settled();
    expect((await world.ask(colleague, '{ myWaitlist { id } }')).myWaitlist).toEqual([]);
    const gone = await world.send(
      colleague,
      'leaveWaitlist',
      { entryId: joined.entry.id },
      '... on Refusal { message }',
    );
    expect(gone.__typename).toBe('NotFound');
  });

  test('requests that nobody decides are reminded of, then escalated', async () => {
    const id = await booked(researcher, { slot: slot(20, '09:00', '10:00') });
    for (let day = 0; day < 2; day += 1) {
      world.clock.advance(3 * 24 * 60);
      await world.kernel.jobs.run('booking.deadlines');
    }
    expect(await toldAbout(id, [PLATFORM])).toEqual(expect.arrayContaining(['booking.reminder', 'booking.escalated']));
    world.clock.set('2026-03-02T00:00:00Z');
  });
});

describe('what the unit sets', () => {
  test('capacity, turnaround and approval', async () => {
    expect((await policy({ capacity: 0 })).problems).toEqual([{ field: 'capacity' }]);
    expect((await policy({ capacity: 2, turnaroundMinutes: 15, approval: [] })).policy).toEqual({
      capacity: 2,
      turnaroundMinutes: 15,
      approval: [],
    });
    const states = [];
    for (const person of [researcher, colleague])
      states.push((await request(person, { slot: slot(23, '09:00', '10:00') })).booking.state);
    expect(states).toEqual(['CONFIRMED', 'CONFIRMED']);
    expect((await request(researcher, { slot: slot(23, '10:00', '11:00') })).__typename).toBe('SlotTaken');
    await policy({ capacity: 1, turnaroundMinutes: 0, approval: ['PLATFORM', 'UNIT'] });
  });

  test('quotas, open bookings and qualifications bind; staff overrides with a reason', async () => {
    await policy({
      quotas: [{ per: 'USER', period: 'DAY', maximumMinutes: 60 }],
      qualification: { code: 'SEM', level: 1 },
    });
    const refused = await request(researcher, { slot: slot(24, '09:00', '10:30') });
    expect(refused.violations.map(({ __typename }: Answer) => __typename)).toEqual(['QuotaExceeded', 'NotQualified']);
    const grant = await world.send(
      owner,
      'grantQualification',
      { accountId: researcher.subject, accountName: 'r', path: ['mdj', 'mdj:unit:university'], code: 'SEM' },
      '... on GrantQualificationSuccess { qualification { id level } } ... on Refusal { message }',
    );
    expect(grant.qualification.level).toBe(1);
    expect((await request(researcher, { slot: slot(24, '09:00', '10:00') })).booking.state).toBe('REQUESTED');
    const onBehalfOf = { accountId: researcher.subject, name: 'researcher', unitId: researcher.unitId };
    const override = { reason: 'agreed with the head of the lab' };
    expect(
      (await request(owner, { slot: slot(24, '10:00', '11:00'), onBehalfOf, override, channel: 'TELEPHONE' })).booking
        .state,
    ).toBe('REQUESTED');
    expect((await request(researcher, { slot: slot(24, '11:00', '12:00'), override })).__typename).toBe('NotPermitted');
    await world.send(
      owner,
      'revokeQualification',
      { qualificationId: grant.qualification.id, reason: 'expired' },
      '... on RevokeQualificationSuccess { qualification { id } }',
    );
    expect((await request(researcher, { slot: slot(25, '09:00', '10:00') })).violations).toEqual([
      { __typename: 'NotQualified' },
    ]);
    await policy({ quotas: [], qualification: { code: '' } });
  });

  test('an outage refuses bookings and tells those whom it hits', async () => {
    const id = await booked(researcher, { slot: slot(26, '09:00', '10:00') });
    const outage = await world.send(
      owner,
      'reportOutage',
      { instrumentId: SEM, start: at(26, '08:00'), end: at(26, '12:00'), kind: 'FAULT', text: 'lens' },
      '... on ReportOutageSuccess { outage { id kind } affected { id } } ... on Refusal { message }',
    );
    expect(outage).toMatchObject({ outage: { kind: 'FAULT' }, affected: [{ id }] });
    expect(await toldAbout(id, [researcher.subject])).toContain('booking.outage');
    expect((await request(colleague, { slot: slot(26, '10:00', '11:00') })).violations).toEqual([
      { __typename: 'OutOfService' },
    ]);
    await world.send(
      owner,
      'endOutage',
      { outageId: outage.outage.id, at: at(26, '09:30') },
      '... on EndOutageSuccess { outage { end } }',
    );
    expect((await request(colleague, { slot: slot(26, '10:00', '11:00') })).booking.state).toBe('REQUESTED');
  });

  test('missed bookings suspend', async () => {
    await policy({ discipline: { lateCancelMinutes: 60, maximumNoShows: 0, withinDays: 30, suspendDays: 7 } });
    const id = await confirmed(researcher, { slot: slot(27, '09:00', '10:00') });
    expect((await step(owner, 'reportNoShow', id)).booking.state).toBe('NO_SHOW');
    expect((await request(researcher, { slot: slot(30, '09:00', '10:00') })).violations).toEqual([
      { __typename: 'Suspended' },
    ]);
    expect((await request(colleague, { slot: slot(30, '09:00', '10:00') })).booking.state).toBe('REQUESTED');
  });

  test('holidays are data', async () => {
    const days = [
      { date: '2026-10-01', kind: 'HOLIDAY', name: '国庆节' },
      { date: '2026-10-10', kind: 'WORKING_DAY', name: '国庆节调休' },
    ];
    const set = await world.send(
      staff,
      'setHolidays',
      { year: 2026, days },
      '... on SetHolidaysSuccess { holidays { date kind name } } ... on InvalidInput { problems { field } }',
    );
    expect(set.holidays).toEqual(days);
    const wrong = await world.send(
      staff,
      'setHolidays',
      { year: 2025, days },
      '... on InvalidInput { problems { field } }',
    );
    expect(wrong.problems).toEqual([{ field: 'days.0.date' }]);
    expect((await world.ask(researcher, '{ holidays(year: 2026) { date } }')).holidays).toHaveLength(2);
  });

  test('equivalent instruments are those of the category that are free', async () => {
    const query = `query($slot: SlotInput!) { equivalentInstruments(instrumentId: "${SEM}", slot: $slot) { id } }`;
    expect((await world.ask(researcher, query, { slot: slot(31, '09:00', '10:00') })).equivalentInstruments).toEqual([
      { id: XRD },
    ]);
    await booked(colleague, { instrumentId: XRD, slot: slot(31, '09:00', '10:00') });
    expect((await world.ask(researcher, query, { slot: slot(31, '09:30', '10:30') })).equivalentInstruments).toEqual(
      [],
    );
  });
});

test('a decision about a booking that was given back is refused by its state, also when its time is taken by another', async () => {
  const id = await booked(researcher, { instrumentId: XRD, slot: slot(13, '09:00', '10:00') });
  await step(researcher, 'cancelBooking', id, { reason: 'ill' });
  await booked(colleague, { instrumentId: XRD, slot: slot(13, '09:00', '10:00') });
  expect((await step(staff, 'acceptBooking', id)).__typename).toBe('WrongState');
});

describe('consequences and who pays', () => {
  const days = { lateCancelMinutes: 24 * 60, maximumNoShows: 0, withinDays: 30, suspendDays: 7 };

  test('a late cancellation by the user counts as missed, one by staff does not', async () => {
    const other = (input: Record<string, unknown>) =>
      world.send(owner, 'setBookingPolicy', { instrumentId: XRD, ...input }, '... on Refusal { message }');
    await other({ discipline: days, approval: [] });
    const byStaff = await booked(colleague, { instrumentId: XRD, slot: slot(2, '12:00', '13:00') });
    await step(owner, 'cancelBooking', byStaff, { reason: 'repair' });
    const late = await booked(colleague, { instrumentId: XRD, slot: slot(2, '12:00', '13:00') });
    await step(colleague, 'cancelBooking', late, { reason: 'ill' });
    expect((await request(colleague, { instrumentId: XRD, slot: slot(6, '09:00', '10:00') })).violations).toEqual([
      { __typename: 'Suspended' },
    ]);
    await other({ discipline: { ...days, suspendDays: 0, maximumNoShows: 100 }, approval: ['PLATFORM', 'UNIT'] });
  });

  test('a research group’s member needs the tutor’s authorisation and a card in force', async () => {
    const group = 'mdj:researchGroup:1';
    const member = (mayBook: boolean) => ({ accountId: engineer.subject, mayBook, until: null });
    const tell = (version: number, mayBook: boolean) =>
      world.happen({
        type: 'researchGroup.amended',
        recordId: group,
        version,
        payload: {
          tutorId: owner.subject,
          members: [member(mayBook)],
          cards: [{ id: 'card', active: true, validUntil: null }],
        },
      });
    const set = (tutorAuthorisation: boolean) =>
      world.send(owner, 'setBookingPolicy', { instrumentId: XRD, tutorAuthorisation }, '... on Refusal { message }');
    const ask = (day: number, more: object = {}) =>
      request(engineer, { instrumentId: XRD, slot: slot(day, '15:00', '16:00'), researchGroupId: group, ...more });
    await set(true);
    await tell(1, false);
    await world.kernel.settled();
    expect((await ask(9, { fundCardId: 'card' })).violations).toEqual([{ __typename: 'TutorAuthorisationMissing' }]);
    await tell(2, true);
    await world.kernel.settled();
    expect((await ask(9)).violations).toEqual([{ __typename: 'TutorAuthorisationMissing' }]);
    expect((await ask(9, { fundCardId: 'card' })).booking.state).toBe('REQUESTED');
    await set(false);
  });

  test('a credit limit is refused when the booking would be held', async () => {
    const { kernel, ledger } = world;
    const id = await booked(engineer, { instrumentId: XRD, slot: slot(10, '15:00', '16:00') });
    await step(staff, 'acceptBooking', id);
    const limit = (limitFen: number | null) =>
      kernel.transact(staff, (tx) => ledger.parties.setTerms(tx, 'mdj:unit:firm', { limitFen }));
    await limit(1);
    expect((await step(owner, 'confirmBooking', id)).__typename).toBe('LimitExceeded');
    await limit(null);
    expect((await step(owner, 'confirmBooking', id)).booking.state).toBe('CONFIRMED');
  });
});
