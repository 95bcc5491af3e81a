import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, systemCaller } from '../../kernel/caller.ts';
import {
  type Answer,
  at,
  bookingWorld,
  colleague,
  engineer,
  operator,
  owner,
  PLATFORM,
  person,
  researcher,
  SEM,
  staff,
  type World,
} from '../../test/harness/booking-world.ts';
import { checkBookings } from '../../test/harness/check-bookings.ts';

let world: World;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());

const send = (caller: Caller, name: string, input: Record<string, unknown>, payload = name): Promise<Answer> =>
  world.send(
    caller,
    name,
    input,
    `... on ${payload.charAt(0).toUpperCase()}${payload.slice(1)}Success { rating { id stars text reply hiddenReason possible } } ... on Refusal { message }`,
  );
const rate = (caller: Caller, bookingId: string, stars: number, text = 'fine'): Promise<Answer> =>
  send(caller, 'rateInstrument', { bookingId, stars, text });
const step = (caller: Caller, name: string, input: Record<string, unknown>, shown: string): Promise<Answer> =>
  world.send(caller, name, input, `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${shown} }`);

/** A booking of one morning hour that was used and closed. */
async function completed(user: Caller, day: number): Promise<string> {
  const bookingId = await requested(user, day);
  await step(staff, 'acceptBooking', { bookingId }, 'booking { id }');
  await step(owner, 'confirmBooking', { bookingId }, 'booking { id }');
  world.clock.set(at(day, '10:30'));
  const opened = await step(owner, 'openWorkOrder', { bookingId, operatorName: 'He', samples: 1 }, 'workOrder { id }');
  const workOrderId = opened.workOrder.id;
  await step(owner, 'recordUsage', { workOrderId, start: at(day, '09:00'), end: at(day, '10:00') }, 'workOrder { id }');
  await step(owner, 'closeWorkOrder', { workOrderId }, 'workOrder { id }');
  return bookingId;
}

async function requested(user: Caller, day: number): Promise<string> {
  world.clock.set(at(day, '07:00'));
  const slot = { start: at(day, '09:00'), end: at(day, '10:00') };
  const wish = { instrumentId: SEM, slot, purpose: 'p' };
  return (await step(user, 'requestBooking', wish, 'booking { id }')).booking.id;
}

const RATINGS = `query($id: ID!) { _entities(representations: [{ __typename: "Instrument", id: $id }]) { ... on Instrument {
  ratings { edges { node { id stars text userClass hiddenReason isMine possible booking { id } } } } rateableBookings { id } } } }`;
const seen = async (caller: Caller): Promise<Answer> => (await world.ask(caller, RATINGS, { id: SEM }))._entities[0];
const counts = async (): Promise<Answer> => {
  const rows = await world.kernel.connection.collection('kernel_outbox').find({ type: 'instrumentRating.counted' });
  const last = (await rows.sort({ version: 1 }).toArray()).at(-1);
  return last?.payload.distribution;
};

test('only who used the instrument rates it, once a booking, with one to five stars', async () => {
  const bookingId = await requested(researcher, 2);
  expect((await rate(researcher, bookingId, 5)).__typename).toBe('WrongState');
  const used = await completed(researcher, 3);
  expect((await seen(researcher)).rateableBookings).toEqual([{ id: used }]);
  expect((await rate(colleague, used, 5)).__typename).toBe('NotFound');
  expect((await rate(owner, used, 1)).__typename).toBe('NotPermitted');
  for (const stars of [0, 6]) expect((await rate(researcher, used, stars)).__typename).toBe('InvalidInput');
  const given = await rate(researcher, used, 4, ' quick and clean ');
  expect(given.rating).toMatchObject({ stars: 4, text: 'quick and clean', possible: ['amendInstrumentRating'] });
  expect((await rate(researcher, used, 5)).__typename).toBe('NotRateable');
  expect((await seen(researcher)).rateableBookings).toEqual([]);
  expect(await counts()).toEqual([0, 0, 0, 1, 0]);
});

test('two at once for the same booking give one rating', async () => {
  const used = await completed(colleague, 4);
  const answers = await Promise.all([rate(colleague, used, 2), rate(colleague, used, 2)]);
  expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['NotRateable', 'RateInstrumentSuccess']);
  expect(await counts()).toEqual([0, 1, 0, 1, 0]);
});

test('the author changes it for 14 days, the laboratory replies once', async () => {
  const used = await completed(engineer, 5);
  const { rating } = await rate(engineer, used, 1, 'dirty');
  const amend = (caller: Caller, stars: number) =>
    send(caller, 'amendInstrumentRating', { ratingId: rating.id, stars, text: 'cleaned since' });
  expect((await amend(researcher, 5)).__typename).toBe('NotPermitted');
  expect((await amend(engineer, 3)).rating).toMatchObject({ stars: 3, text: 'cleaned since' });
  expect(await counts()).toEqual([0, 1, 1, 1, 0]);
  const reply = (caller: Caller, text = 'thank you') =>
    send(caller, 'replyToInstrumentRating', { ratingId: rating.id, text });
  expect((await reply(engineer)).__typename).toBe('NotPermitted');
  expect((await reply(operator, ' ')).__typename).toBe('InvalidInput');
  expect((await reply(operator)).rating.reply).toBe('thank you');
  expect((await reply(owner)).__typename).toBe('WrongState');
  world.clock.set(at(20, '00:00'));
  expect((await amend(engineer, 5)).__typename).toBe('NotRateable');
});

test('the platform hides a rating with a reason: others no longer see it and it does not count', async () => {
  const [{ node }] = (await seen(staff)).ratings.edges.filter((edge: Answer) => edge.node.stars === 2);
  const moderate = (caller: Caller, name: string, reason = 'insults a person') =>
    send(caller, name, { ratingId: node.id, reason }, 'moderateInstrumentRating');
  expect((await moderate(owner, 'hideInstrumentRating')).__typename).toBe('NotPermitted');
  expect((await moderate(staff, 'hideInstrumentRating', '')).__typename).toBe('InvalidInput');
  expect((await moderate(staff, 'hideInstrumentRating')).rating.hiddenReason).toBe('insults a person');
  expect(await counts()).toEqual([0, 0, 1, 1, 0]);
  const idsFor = async (caller: Caller) => (await seen(caller)).ratings.edges.map((edge: Answer) => edge.node.id);
  expect(await idsFor(researcher)).not.toContain(node.id);
  for (const caller of [colleague, owner, staff]) expect(await idsFor(caller)).toContain(node.id);
  expect((await moderate(staff, 'showInstrumentRating', 'mistaken')).rating.hiddenReason).toBeNull();
  expect(await counts()).toEqual([0, 1, 1, 1, 0]);
});

test('who keeps the instrument does not rate it', async () => {
  const keeper = person('keeper', 'mdj:unit:university', [
    { role: 'INSTRUMENT_ADMINISTRATOR', path: [PLATFORM, 'mdj:unit:university', SEM] },
  ]);
  const used = await completed(keeper, 9);
  expect((await rate(keeper, used, 5)).__typename).toBe('NotRateable');
  expect((await seen(keeper)).rateableBookings).toEqual([]);
});

test('an erased author is no longer named, the rating stays', async () => {
  const before = (await seen(researcher)).ratings.edges.find((edge: Answer) => edge.node.isMine);
  expect(before.node.booking).not.toBeNull();
  await world.kernel.transact(systemCaller(PLATFORM, 'erase'), (tx) =>
    world.kernel.people.erase(tx, researcher.subject),
  );
  await world.kernel.settled();
  const after = (await seen(researcher)).ratings.edges.find((edge: Answer) => edge.node.id === before.node.id);
  expect(after.node).toMatchObject({ isMine: false, stars: 4 });
  expect((await world.kernel.people.export(researcher.subject)).instrumentRatings).toEqual([]);
  expect(await checkBookings(world)).toEqual([]);
});
