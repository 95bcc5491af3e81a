import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import { type Answer, bookingWorld, owner, researcher, SEM, type World } from '../../test/harness/booking-world.ts';

let world: World;
beforeAll(async () => {
  world = await bookingWorld();
  world.clock.set(at('07:00'));
});
afterAll(() => world.close());

const at = (time: string): string => new Date(`2026-03-03T${time}:00+08:00`).toISOString();
const slot = { start: at('09:00'), end: at('10:30') };
const QUERY = `query($id: ID!, $slot: SlotInput!) {
  _entities(representations: [{ __typename: "Instrument", id: $id }]) {
    ... on Instrument { userClass bookingPolicy { lateCancelMinutes } bookingPrice(slot: $slot) { listFen waiverFen netFen } }
  }
}`;
const told = async (caller: Caller, id: string, wanted = slot): Promise<Answer> =>
  (await world.ask(caller, QUERY, { id, slot: wanted }))._entities[0];

test('the price that is told before a booking is the one that the booking then has', async () => {
  const { userClass, bookingPrice } = await told(researcher, SEM);
  const { booking } = await world.send(
    researcher,
    'requestBooking',
    { instrumentId: SEM, slot, purpose: 'test' },
    '... on RequestBookingSuccess { booking { price { listFen waiverFen netFen } heldUntil } }',
  );
  expect(userClass).toBe('MEMBER_UNIT');
  expect(bookingPrice).toEqual(booking.price);
  expect(bookingPrice.listFen).toBeGreaterThan(0);
  expect(booking.heldUntil).toBeNull();
  expect((await told(owner, SEM)).userClass).toBe('OWN_UNIT');
});

test('nothing is told of an instrument elsewhere, of no time, and of one without a tariff', async () => {
  expect(await told(researcher, 'hlj:instrument:far')).toEqual({
    userClass: null,
    bookingPolicy: null,
    bookingPrice: null,
  });
  expect((await told(researcher, SEM, { start: slot.end, end: slot.start })).bookingPrice).toBeNull();
  const longAgo = { start: '1999-01-01T01:00:00.000Z', end: '1999-01-01T02:00:00.000Z' };
  expect((await told(researcher, SEM, longAgo)).bookingPrice).toBeNull();
});

test('a tentative booking tells until when it is held; a policy, until when a cancellation is free', async () => {
  const { booking } = await world.send(
    researcher,
    'requestBooking',
    { instrumentId: SEM, slot: { start: at('14:00'), end: at('15:00') }, purpose: 'test', tentative: true },
    '... on RequestBookingSuccess { booking { heldUntil } }',
  );
  expect(booking.heldUntil).toBe(new Date('2026-03-04T07:00:00+08:00').toISOString());
  const discipline = { lateCancelMinutes: 90, maximumNoShows: 1, withinDays: 30, suspendDays: 7 };
  await world.send(owner, 'setBookingPolicy', { instrumentId: SEM, discipline }, '__typename');
  expect((await told(researcher, SEM)).bookingPolicy).toEqual({ lateCancelMinutes: 90 });
});
