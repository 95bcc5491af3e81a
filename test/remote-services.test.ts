import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, systemCaller } from '../kernel/caller.ts';
import { booking } from '../subgraphs/booking/index.ts';
import { bookingModels } from '../subgraphs/booking/models.ts';
import { services } from '../subgraphs/services/index.ts';
import { type Answer, INSTITUTE, person, unitEvent } from './harness/booking-world.ts';
import { admitted, delivered, happen, linkedRooms, type Rooms } from './harness/linked-rooms.ts';

const TEM = 'hlj:instrument:tem';
const LAB = 'hlj:unit:lab';
const FIRM = 'mdj:unit:firm';

const engineer = person('engineer', FIRM, [{ role: 'FIRM_USER', path: ['mdj', FIRM] }]);
const newcomer = person('newcomer', FIRM, [{ role: 'FIRM_USER', path: ['mdj', FIRM] }]);
const hljScopes = ['bookings:administer', 'bookings:manage', 'services:administer', 'services:manage', 'usage:write'];
const staff = person('staff', null, [{ role: 'PLATFORM_STAFF', path: ['hlj'] }], {
  subject: 'hlj:account:staff',
  home: 'hlj',
  scopes: hljScopes,
});
const at = (time: string): string => new Date(`2026-03-03T${time}:00+08:00`).toISOString();

async function priced({ hlj }: Rooms, subjectId: string): Promise<void> {
  await hlj.kernel.transact(systemCaller('hlj', 'test'), async (tx) => {
    for (const userClass of ['FIRM', 'MEMBER_UNIT', 'OTHER'] as const) {
      const cost = {
        amountFen: 60_000,
        costBaseFen: 60_000,
        validFrom: new Date('2020-01-01T00:00:00Z'),
        validTo: null,
      };
      await hlj.ledger.pricing.setTariff(tx, {
        _id: hlj.kernel.newId('tariff'),
        subjectId,
        component: 'HOUR',
        userClass,
        ...cost,
      });
    }
  });
}

describe('a booking at another platform', () => {
  let rooms: Rooms;
  const request = (input: Record<string, unknown>, caller = engineer): Promise<Answer> =>
    rooms.atMdj.send(
      caller,
      'requestBooking',
      { instrumentId: TEM, purpose: 'p', slot: { start: at('09:00'), end: at('10:00') }, ...input },
      '... on RequestBookingSuccess { booking { id home state } } ... on SlotTaken { nextFree { start } } ... on Refusal { message }',
    );
  const mine = async (): Promise<Answer> =>
    (
      await rooms.atMdj.ask(
        engineer,
        '{ myBookings { edges { node { id home state usedMinutes price { netFen } } } } }',
      )
    ).myBookings.edges.map(({ node }: Answer) => node);

  beforeAll(async () => {
    rooms = await linkedRooms(booking, [engineer, newcomer]);
    await admitted(rooms, engineer);
    await happen(rooms, 'unit.accepted', LAB, {
      ...unitEvent(LAB, 'UNIVERSITY').payload,
      path: ['hlj', LAB],
      home: 'hlj',
    });
    await happen(rooms, 'instrument.registered', TEM, {
      path: ['hlj', LAB, TEM],
      unitId: LAB,
      managingUnitId: LAB,
      title: 'TEM',
      sharing: 'NATION',
      status: 'AVAILABLE',
      ratedMinutesPerYear: 84_000,
      withdrawn: false,
    });
    await priced(rooms, TEM);
  });
  afterAll(async () => {
    await rooms.mdj.close();
    await rooms.hlj.close();
  });

  test('is made there, shown here, refused with the same refusals, and followed to its end', async () => {
    const { booking: made } = await request({});
    expect(made).toMatchObject({ home: 'hlj', state: 'REQUESTED', id: expect.stringMatching(/^hlj:booking:/) });
    expect((await request({})).__typename).toBe('SlotTaken');
    const live = await rooms.atMdj.ask(
      engineer,
      `query($r: [_Any!]!) { _entities(representations: $r) { ... on Instrument { availability(from: "${at('08:00')}", to: "${at('12:00')}") { busy { start } } } } }`,
      { r: [{ __typename: 'Instrument', id: TEM }] },
    );
    expect(live._entities[0].availability.busy).toEqual([{ start: at('09:00') }]);
    for (const step of ['acceptBooking', 'confirmBooking'])
      await rooms.atHlj.send(staff, step, { bookingId: made.id }, '... on Refusal { message }');
    const opened = await rooms.atHlj.send(
      staff,
      'openWorkOrder',
      { bookingId: made.id, operatorName: 'He' },
      '... on OpenWorkOrderSuccess { workOrder { id } }',
    );
    rooms.hlj.clock.set(at('11:00'));
    const workOrderId = opened.workOrder.id;
    await rooms.atHlj.send(
      staff,
      'recordUsage',
      { workOrderId, start: at('09:00'), end: at('09:50') },
      '... on Refusal { message }',
    );
    await rooms.atHlj.send(staff, 'closeWorkOrder', { workOrderId }, '... on Refusal { message }');
    await delivered(rooms);
    expect((await mine()).find(({ id }: Answer) => id === made.id)).toEqual({
      id: made.id,
      home: 'hlj',
      state: 'COMPLETED',
      usedMinutes: 50,
      price: { netFen: 50_000 },
    });
    for (const { ledger } of [rooms.mdj, rooms.hlj])
      expect(await ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
    await rated(made.id);
  });

  /** The user rates it where it lives, once; here the author sees a copy. */
  async function rated(bookingId: string): Promise<void> {
    const rate = (input: Record<string, unknown>, caller = engineer): Promise<Answer> =>
      rooms.atMdj.send(
        caller,
        'rateInstrument',
        { bookingId, text: 'fine', ...input },
        '... on RateInstrumentSuccess { rating { stars home possible } booking { rating { stars } } } ... on Refusal { message }',
      );
    const of = (world: Rooms['atMdj'], caller: Caller): Promise<Answer> =>
      world.ask(
        caller,
        `{ _entities(representations: [{ __typename: "Instrument", id: "${TEM}" }]) { ... on Instrument { ratings { edges { node { id stars text userClass } } } rateableBookings { id } } } }`,
      );
    expect((await rate({ stars: 4 }, newcomer)).__typename).toBe('NotFound');
    expect((await rate({ stars: 9 })).__typename).toBe('InvalidInput');
    expect((await of(rooms.atMdj, engineer))._entities[0].rateableBookings).toEqual([{ id: bookingId }]);
    await rooms.hlj.listen(false);
    expect((await rate({ stars: 4, idempotencyKey: 'rate' })).__typename).toBe('PartnerUnavailable');
    await rooms.hlj.listen(true);
    for (const _ of ['first', 'again'])
      expect(await rate({ stars: 4, idempotencyKey: 'rate' })).toMatchObject({
        rating: { stars: 4, home: 'hlj', possible: [] },
        booking: { rating: { stars: 4 } },
      });
    expect((await rate({ stars: 5 })).__typename).toBe('NotRateable');
    const there = (await of(rooms.atHlj, staff))._entities[0].ratings.edges;
    expect(there).toEqual([{ node: { id: expect.any(String), stars: 4, text: 'fine', userClass: 'FIRM' } }]);
    expect((await of(rooms.atMdj, engineer))._entities[0].rateableBookings).toEqual([]);
    await answered(there[0].node.id);
  }

  /** What is answered there stands here beside the author's copy, and the author is told. */
  async function answered(ratingId: string): Promise<void> {
    const does = (name: string, input: Record<string, unknown>): Promise<Answer> =>
      rooms.atHlj.send(staff, name, { ratingId, ...input }, '... on Refusal { message }');
    const copy = async (): Promise<Answer> =>
      (
        await rooms.atMdj.ask(
          engineer,
          `{ _entities(representations: [{ __typename: "Instrument", id: "${TEM}" }]) { ... on Instrument { ratings { edges { node { reply hiddenReason } } } } } }`,
        )
      )._entities[0].ratings.edges[0].node;
    await does('replyToInstrumentRating', { text: 'thank you' });
    await does('hideInstrumentRating', { reason: 'names a person' });
    await delivered(rooms);
    expect(await copy()).toEqual({ reply: 'thank you', hiddenReason: 'names a person' });
    await does('showInstrumentRating', { reason: 'mistaken' });
    await delivered(rooms);
    expect(await copy()).toEqual({ reply: 'thank you', hiddenReason: null });
    const notices = await rooms.mdj.kernel.connection
      .collection('kernel_notices')
      .find({ template: /^instrumentRating/, to: engineer.subject })
      .toArray();
    expect(notices.map(({ template }) => template).sort()).toEqual([
      'instrumentRating.hidden',
      'instrumentRating.replied',
    ]);
  }

  test('at a platform of older software is not rated from here, and says so', async () => {
    const { kernel } = rooms.mdj;
    const call = kernel.partners.call;
    const older = { ok: false, unavailable: true, message: 'hlj refused the call: GRAPHQL_VALIDATION_FAILED' } as const;
    const { bookings } = bookingModels(kernel.connection);
    const completed = await bookings.findOne({ home: 'hlj', state: 'COMPLETED' }).lean();
    const copy = { ...completed, _id: 'mdj:booking:older', remoteId: 'hlj:booking:older', idempotencyKey: 'older' };
    await bookings.insertMany([copy as never]);
    Object.assign(kernel.partners, { call: async () => older });
    try {
      const told = await rooms.atMdj.send(
        engineer,
        'rateInstrument',
        { bookingId: 'hlj:booking:older', stars: 5 },
        '... on Refusal { message }',
      );
      expect(told).toMatchObject({ __typename: 'NotRateable', message: expect.stringContaining('older software') });
    } finally {
      Object.assign(kernel.partners, { call });
      await bookings.deleteOne({ _id: copy._id });
    }
  });

  test('of a platform that is down stays pending under its key, and is made once when it is back', async () => {
    const input = { idempotencyKey: 'down', slot: { start: at('13:00'), end: at('14:00') } };
    rooms.hlj.clock.set('2026-03-02T00:00:00Z');
    await rooms.hlj.listen(false);
    expect((await request(input)).__typename).toBe('PartnerUnavailable');
    expect((await mine()).map(({ state }: Answer) => state)).toContain('PENDING');
    await rooms.hlj.listen(true);
    const { booking: made } = await request(input);
    expect(made.state).toBe('REQUESTED');
    expect((await request(input)).booking.id).toBe(made.id);
    expect((await mine()).filter(({ id }: Answer) => id === made.id)).toHaveLength(1);
    const cancel = { bookingId: made.id, reason: 'ill' };
    const gone = await rooms.atMdj.send(
      engineer,
      'cancelBooking',
      cancel,
      '... on CancelBookingSuccess { booking { state } } ... on Refusal { message }',
    );
    expect(gone.booking.state).toBe('CANCELLED');
  });

  test('takes the wish for an operator along: without a price for one it is refused there', async () => {
    const slot = { start: at('17:00'), end: at('18:00') };
    const selection = '... on NoTariff { subjectId } ... on Refusal { message }';
    const input = { instrumentId: TEM, purpose: 'p', slot, operator: true };
    const refused = await rooms.atMdj.send(engineer, 'requestBooking', input, selection);
    expect(refused).toMatchObject({ __typename: 'NoTariff' });
    const forms = [{ form: 'SAMPLE', content: '粉末，无毒' }];
    const { booking: made } = await request({ slot, forms });
    const row = await rooms.hlj.kernel.connection
      .collection<{ _id: string }>('booking_bookings')
      .findOne({ _id: made.id });
    expect(row).toMatchObject({ forms });
  });

  test('is refused to a user of the first level, who may look, until the platform there admits him', async () => {
    const slot = { start: at('15:00'), end: at('16:00') };
    const refused = await request({ slot }, newcomer);
    expect(refused).toMatchObject({ __typename: 'NotPermitted', message: expect.stringContaining('second-level') });
    const seen = await rooms.atMdj.ask(
      newcomer,
      `query($r: [_Any!]!) { _entities(representations: $r) { ... on Instrument { availability(from: "${at('15:00')}", to: "${at('17:00')}") { free { start } } } } }`,
      { r: [{ __typename: 'Instrument', id: TEM }] },
    );
    expect(seen._entities[0].availability.free).toEqual([{ start: at('15:00') }]);
    await admitted(rooms, newcomer);
    expect((await request({ slot }, newcomer)).booking).toMatchObject({ home: 'hlj', state: 'REQUESTED' });
  });

  test('is given back by a user whose admission was revoked, who can do nothing else there', async () => {
    const { booking: held } = await request({ slot: { start: at('10:00'), end: at('11:00') } }, newcomer);
    const { booking: others } = await request({ slot: { start: at('11:00'), end: at('12:00') } });
    await rooms.hlj.kernel.connection
      .collection('members_admissions')
      .updateOne({ subjectId: newcomer.subject }, { $set: { state: 'REVOKED' } });
    // A token that was issued before lives five minutes.
    const hlj = await rooms.mdj.stores.partners.findByPlatform('hlj');
    rooms.mdj.auth.exchange.client.forget(hlj as NonNullable<typeof hlj>);
    const ask = (name: string, input: Record<string, unknown>) =>
      rooms.atMdj.send(newcomer, name, input, '... on Refusal { message }');
    const slot = { start: at('16:00'), end: at('17:00') };
    expect((await request({ slot }, newcomer)).message).toContain('second-level');
    expect((await ask('moveBooking', { bookingId: held.id, slot })).message).toContain('second-level');
    expect((await ask('cancelBooking', { bookingId: others.id, reason: 'r' })).__typename).toBe('NotFound');
    expect((await ask('cancelBooking', { bookingId: held.id, reason: 'r' })).__typename).toBe('CancelBookingSuccess');
    const states = await rooms.atHlj.ask(
      staff,
      `{ a: booking(id: "${held.id}") { state } b: booking(id: "${others.id}") { state } }`,
    );
    expect(states).toEqual({ a: { state: 'CANCELLED' }, b: { state: 'REQUESTED' } });
  });
});

describe('a test request at another platform', () => {
  let rooms: Rooms;
  beforeAll(async () => {
    rooms = await linkedRooms(services, [engineer]);
    await admitted(rooms, engineer);
    await happen(rooms, 'unit.accepted', LAB, {
      ...unitEvent(LAB, 'UNIVERSITY').payload,
      path: ['hlj', LAB],
      home: 'hlj',
    });
  });
  afterAll(async () => {
    await rooms.mdj.close();
    await rooms.hlj.close();
  });

  test('runs there and shows here', async () => {
    const does = (
      caller: Caller,
      name: string,
      input: Record<string, unknown>,
      fields = 'testRequest { id home state }',
    ): Promise<Answer> =>
      (caller === engineer ? rooms.atMdj : rooms.atHlj).send(
        caller,
        name,
        input,
        `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${fields} } ... on Refusal { message }`,
      );
    const offered = {
      unitId: LAB,
      name: '拉伸试验',
      standards: ['GB/T 228.1'],
      prices: [{ component: 'SAMPLE', amountFen: 7_000 }],
    };
    const { testItem } = await does(staff, 'registerTestItem', offered, 'testItem { id }');
    const other = { ...offered, name: '弯曲试验', prices: [{ component: 'SAMPLE', amountFen: 5_000 }] };
    const second = await does(staff, 'registerTestItem', other, 'testItem { id }');
    const wish = {
      title: 't',
      purpose: 'p',
      items: [{ testItemId: testItem.id }, { testItemId: second.testItem.id, sampleCount: 1 }],
      samples: [{ name: 'A' }, { name: 'B' }],
    };
    const { testRequest } = await does(engineer, 'requestTest', wish);
    expect(testRequest).toMatchObject({
      home: 'hlj',
      state: 'REQUESTED',
      id: expect.stringMatching(/^hlj:testRequest:/),
    });
    const testRequestId = testRequest.id;
    for (const name of ['acceptTestRequest', 'dispatchTestRequest']) await does(staff, name, { testRequestId });
    await does(staff, 'takeTestRequest', { testRequestId, unitId: LAB, operatorName: 'He' });
    await rooms.hlj.kernel.settled();
    await rooms.hlj.kernel.settled();
    await delivered(rooms);
    const seen = await rooms.atMdj.ask(
      engineer,
      '{ myTestRequests { edges { node { id state price { netFen } takenBy { id } } } } }',
    );
    expect(seen.myTestRequests.edges).toEqual([
      { node: { id: testRequestId, state: 'TAKEN', price: { netFen: 19_000 }, takenBy: { id: LAB } } },
    ]);
    const hold = { testRequestId, reason: 'INSTRUMENT_DOWN', note: '电源' };
    await does(staff, 'holdTestRequest', hold);
    await delivered(rooms);
    const way = await rooms.atMdj.ask(
      engineer,
      '{ myTestRequests { edges { node { onHold { reason note } deadlines { samplesBy } timeline { step label phase who { id } reason } } } } }',
    );
    const { node } = way.myTestRequests.edges[0];
    expect(node).toMatchObject({ onHold: { reason: 'INSTRUMENT_DOWN', note: '电源' } });
    expect(node.deadlines.samplesBy).not.toBeNull();
    expect(node.timeline.map(({ phase, step }: Answer) => `${phase} ${step}`)).toEqual([
      'DONE requestTest',
      'DONE acceptTestRequest',
      'DONE dispatchTestRequest',
      'DONE takeTestRequest',
      'DONE holdTestRequest',
      'AWAITED receiveSamples',
      'EXPECTED closeWorkOrder',
      'EXPECTED issueTestReport',
      'EXPECTED rateTestRequest',
    ]);
    expect(node.timeline[4]).toMatchObject({ who: { id: LAB }, reason: 'the instrument is out of order: 电源' });
    expect((await does(engineer, 'withdrawTestRequest', { testRequestId, reason: 'late' })).__typename).toBe(
      'WrongState',
    );
  });
});

describe('tests of the whole network side by side', () => {
  let rooms: Rooms;
  const own = person('own', INSTITUTE, [{ role: 'UNIT_ADMINISTRATOR', path: ['mdj', INSTITUTE] }]);
  const OFFERS =
    'query($sort: TestOfferSort) { testOffers(standard: "GB/T 228.1", samples: 3, sort: $sort) { testItem { home } price { listFen waiverFen netFen } payableFen priceSource turnaroundDays distanceMetres certificates { kind } ratings } }';
  const offers = async (sort = 'PRICE'): Promise<Answer> =>
    (await rooms.atMdj.ask(engineer, OFFERS, { sort })).testOffers;

  beforeAll(async () => {
    rooms = await linkedRooms(services, [engineer, own]);
    await admitted(rooms, engineer);
    const unit = (id: string, kind: string, home: string, latitude: number, longitude: number) => ({
      ...unitEvent(id, kind).payload,
      path: [home, id],
      home,
      location: { latitude, longitude },
    });
    await happen(rooms, 'unit.accepted', LAB, unit(LAB, 'UNIVERSITY', 'hlj', 45.75, 126.65));
    await rooms.mdj.kernel.transact(systemCaller('mdj', 'test'), async (tx) => {
      const told = [
        ['unit.accepted', FIRM, unit(FIRM, 'FIRM', 'mdj', 44.582, 129.6)],
        ['unit.accepted', INSTITUTE, unit(INSTITUTE, 'INSTITUTE', 'mdj', 44.592, 129.6)],
        ['unit.harvested', LAB, unit(LAB, 'UNIVERSITY', 'hlj', 45.75, 126.65)],
      ] as const;
      for (const [type, recordId, payload] of told) tx.emit({ type, recordId, version: 1, payload });
    });
    await rooms.mdj.kernel.settled();
    const item = {
      name: '拉伸试验',
      standards: ['GB/T 228.1-2021'],
      certificates: [
        { kind: 'CMA', number: '1', validTo: '2030-01-01' },
        { kind: 'CNAS', number: '2', validTo: '2020-01-01' },
      ],
    };
    const prices = (amountFen: number) => [{ component: 'SAMPLE', amountFen }];
    const there = { ...item, unitId: LAB, prices: prices(10_000), turnaroundDays: 9, sharing: 'NATION' };
    await rooms.atHlj.send(staff, 'registerTestItem', there, '... on Refusal { message }');
    const here = { ...item, unitId: INSTITUTE, prices: prices(20_000), turnaroundDays: 4, certificates: [] };
    await rooms.atMdj.send(own, 'registerTestItem', here, '... on Refusal { message }');
    await rooms.hlj.kernel.transact(systemCaller('hlj', 'test'), (tx) =>
      rooms.hlj.ledger.pricing.putAgreement(tx, {
        _id: 'hlj:agreement:council',
        name: { zh: '共建', en: 'council' },
        providerPath: ['hlj'],
        consumerPath: ['mdj'],
        waiverPercent: 40,
        validFrom: new Date('2020-01-01T00:00:00Z'),
        validTo: null,
        version: 1,
      }),
    );
    await rooms.hlj.kernel.settled();
    await rooms.mdj.kernel.jobs.run('link.harvest');
    await rooms.mdj.kernel.settled();
  });
  afterAll(async () => {
    await rooms.mdj.close();
    await rooms.hlj.close();
  });

  test("a partner's price is asked for now, after its waiver for this caller; all can be sorted by", async () => {
    const [first, second] = await offers();
    expect(first).toMatchObject({
      testItem: { home: 'hlj' },
      price: { listFen: 30_000, waiverFen: 12_000, netFen: 18_000 },
      payableFen: 18_000,
      priceSource: 'LIVE',
      turnaroundDays: 9,
      certificates: [{ kind: 'CMA' }],
      ratings: 0,
    });
    expect(second).toMatchObject({ testItem: { home: 'mdj' }, payableFen: 60_000, priceSource: 'OWN' });
    expect(second.distanceMetres).toBe(1_112);
    expect(Math.abs(first.distanceMetres - 266_000)).toBeLessThan(3_000);
    const homes = async (sort: string) => (await offers(sort)).map(({ testItem }: Answer) => testItem.home);
    expect(await homes('DISTANCE')).toEqual(['mdj', 'hlj']);
    expect(await homes('TURNAROUND')).toEqual(['mdj', 'hlj']);
    expect(await homes('CERTIFICATES')).toEqual(['hlj', 'mdj']);
  });

  test('a partner that is down leaves its items without a price, last', async () => {
    await rooms.hlj.listen(false);
    const [first, second] = await offers();
    expect(first.testItem.home).toBe('mdj');
    expect(second).toMatchObject({
      testItem: { home: 'hlj' },
      price: null,
      payableFen: null,
      priceSource: 'UNAVAILABLE',
    });
    expect(second.turnaroundDays).toBe(9);
    await rooms.hlj.listen(true);
    expect((await offers())[0]).toMatchObject({ priceSource: 'LIVE', payableFen: 18_000 });
  });
});
