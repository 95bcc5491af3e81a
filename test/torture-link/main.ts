import { parseArgs } from 'node:util';
import { type Answer, type Person, person } from './person.ts';
import type { Mood } from './proxy.ts';
import { compareRequests, decideRequests, fileRequests, offer } from './requests.ts';
import { allOf, pause } from './run.ts';
import { createWorld, INSTRUMENTS, instrumentId, PASSWORD, type Side, USERS, type World } from './world.ts';

/**
 * `npm run torture:link`: two platforms as processes of their own; remote bookings, test requests, deliveries of documents and requests to experts, with cancellations and
 * decisions, while either side is killed at random points and the connection between them is cut, slowed and reset. At the end every one of them must be on
 * both sides in the same state, exactly once, with the same money.
 */
const { values } = parseArgs({
  options: {
    bookings: { type: 'string', default: '500' },
    requests: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const total = Number(values.bookings);
/** So many test requests, and as many deliveries and requests to experts. */
const each = Number(values.requests ?? Math.ceil(total / 5));
const random = randomFrom(Number(values.seed));
const started = Date.now();
const say = (text: string): void => console.log(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${text}`);

const world = await createWorld(random);
let failures: readonly string[] = ['the torture did not end'];
try {
  const users = Array.from({ length: USERS }, (_, index) =>
    person(world.mdj.direct, {
      issuer: `${world.mdj.config.origin}/oidc`,
      username: `user${index}`,
      password: PASSWORD,
    }),
  );
  const staff = person(world.hlj.direct, {
    issuer: `${world.hlj.config.origin}/oidc`,
    username: 'staff',
    password: PASSWORD,
  });
  const unit = person(world.hlj.direct, {
    issuer: `${world.hlj.config.origin}/oidc`,
    username: 'unit',
    password: PASSWORD,
    totpSecret: world.totpSecret,
  });
  await Promise.all([...users, staff, unit].map((one) => one.insist('{ platform { id } }')));
  say(`two platforms, ${INSTRUMENTS} instruments at hlj, ${USERS} researchers at mdj`);
  const offered = await offer(staff, world);
  const storm = tortureUntil(world);
  await allOf(total, 12, (index) => book(users, index));
  say(`${total} bookings asked for`);
  await fileRequests(users, offered, each, random);
  say(`${each} test requests, ${each} deliveries and ${each} experts asked for`);
  await decide(users, staff, unit);
  say(`${await decideRequests(staff)} requests were decided at hlj`);
  await storm.stop();
  say(
    `kills: mdj ${world.mdj.kills}, hlj ${world.hlj.kills}; connections harmed: ${world.mdj.proxy.harmed + world.hlj.proxy.harmed}`,
  );
  // Requests that never arrived are given up after a quarter of an hour; until then they may be repeated.
  for (const one of [world.mdj, world.hlj]) await one.advance(20);
  const bookings = await compare(users, staff);
  const requests = await settleRequests(users, staff);
  failures = [...bookings, ...requests];
} finally {
  await world.close();
}
for (const failure of failures) console.log(`FAILED  ${failure}`);
console.log(
  `${total} bookings, ${each} test requests, ${each} deliveries, ${each} expert requests, ${failures.length} failures, ${((Date.now() - started) / 1000).toFixed(0)} s`,
);
process.exit(failures.length === 0 ? 0 : 1);

/** An hour of an instrument, for every index another; every tenth wants the hour of the one before. */
function slotOf(index: number): { instrumentId: string; start: string; end: string } {
  const wanted = index % 10 === 9 ? index - 1 : index;
  const hour = Math.floor(wanted / INSTRUMENTS);
  // 08:00 to 20:00 in Shanghai are 00:00 to 12:00 UTC.
  const day = Math.ceil(started / 86_400_000) + 2 + Math.floor(hour / 12);
  const start = new Date(day * 86_400_000 + (hour % 12) * 3_600_000);
  return {
    instrumentId: instrumentId(wanted % INSTRUMENTS),
    start: start.toISOString(),
    end: new Date(start.getTime() + 3_600_000).toISOString(),
  };
}

/** Repeats the same request under the same key, as a client does, until it is decided; gives up after a while and leaves it to reconciliation. */
async function book(users: readonly Person[], index: number): Promise<void> {
  const { instrumentId: wanted, start, end } = slotOf(index);
  const input = {
    idempotencyKey: `torture-${index}`,
    instrumentId: wanted,
    slot: { start, end },
    purpose: `第 ${index} 次`,
  };
  const query = 'mutation B($input: RequestBookingInput!) { requestBooking(input: $input) { __typename } }';
  const user = users[index % users.length];
  for (let tries = 0; tries < 10; tries += 1) {
    const answer = await user?.ask(query, { input });
    const outcome = answer?.requestBooking?.__typename;
    if (outcome && outcome !== 'PartnerUnavailable') return;
    await pause(random() * 2000);
  }
}

/** While the storm goes on: a third is cancelled by its users, the rest is accepted and confirmed at hlj. */
async function decide(users: readonly Person[], staff: Person, unit: Person): Promise<void> {
  const mine = (await Promise.all(users.map((user) => bookingsOf(user, 'myBookings')))).map((list) =>
    list.filter((one) => one.state === 'REQUESTED'),
  );
  await Promise.all(
    mine.map(async (list, owner) => {
      for (const [index, { id }] of list.entries()) {
        if (index % 3 !== 0) continue;
        const input = { idempotencyKey: `cancel-${id}`, bookingId: id, reason: '不需要了' };
        await users[owner]?.ask(
          'mutation C($input: CancelBookingInput!) { cancelBooking(input: $input) { __typename } }',
          { input },
        );
      }
    }),
  );
  say('a third was cancelled');
  const here = (await bookingsOf(staff, 'bookings')).filter((one) => one.state === 'REQUESTED');
  await allOf(here.length, 6, async (index) => {
    const bookingId = here[index]?.id;
    await staff.insist('mutation A($input: AcceptBookingInput!) { acceptBooking(input: $input) { __typename } }', {
      input: { idempotencyKey: `accept-${bookingId}`, bookingId },
    });
    await unit.insist('mutation A($input: ConfirmBookingInput!) { confirmBooking(input: $input) { __typename } }', {
      input: { idempotencyKey: `confirm-${bookingId}`, bookingId },
    });
  });
  say(`${here.length} were confirmed at hlj`);
}

interface Seen {
  readonly id: string;
  readonly state: string;
  readonly netFen: number | null;
}

async function bookingsOf(who: Person, field: 'myBookings' | 'bookings'): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  let after: string | null = null;
  do {
    const query = `query L($after: String) { ${field}(first: 100, after: $after) { edges { node { id state price { netFen } } } pageInfo { endCursor hasNextPage } } }`;
    const page: Answer = (await who.insist(query, { after }))[field];
    for (const { node } of page.edges)
      seen.push({ id: node.id, state: node.state, netFen: node.price?.netFen ?? null });
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return seen;
}

/** Waits until nothing is pending and both sides stand still, then compares them booking by booking. */
async function compare(users: readonly Person[], staff: Person): Promise<readonly string[]> {
  let problems: readonly string[] = [];
  for (let round = 0; round < 60; round += 1) {
    const there = await bookingsOf(staff, 'bookings');
    const mirrors = (await Promise.all(users.map((user) => bookingsOf(user, 'myBookings')))).flat();
    problems = differences(mirrors, there);
    if (problems.length === 0) {
      say(`${there.length} bookings at hlj, ${mirrors.length} mirrors at mdj, ${counted(mirrors)}`);
      return [];
    }
    if (round % 6 === 0) say(`not yet the same: ${problems.length}, such as ${problems[0]}`);
    await pause(5000);
  }
  return problems;
}

/** Decides what is left, waits until nothing is pending at mdj, ends both platforms and compares what they stored. */
async function settleRequests(users: readonly Person[], staff: Person): Promise<readonly string[]> {
  for (let round = 0; round < 60; round += 1) {
    const decided = await decideRequests(staff);
    const pending = await pendingOf(users);
    if (decided === 0 && pending === 0) break;
    if (round % 6 === 0) say(`requests: ${decided} decided just now, ${pending} pending`);
    await pause(2000);
  }
  for (const one of [world.mdj, world.hlj]) await one.kill();
  const { problems, told } = await compareRequests(world, each);
  say(told);
  return problems;
}

async function pendingOf(users: readonly Person[]): Promise<number> {
  const query = `{ myTestRequests(first: 100) { edges { node { id state } } } myDeliveries(first: 100) { edges { node { id status } } } myExpertRequests(first: 100) { edges { node { id state } } } }`;
  const lists = await Promise.all(users.map((user) => user.insist(query)));
  const open = (node: { id: string; state?: string; status?: string }): boolean =>
    ['PENDING', 'REQUESTED'].includes(node.state ?? node.status ?? '');
  return lists
    .flatMap((lists: Answer) => Object.values<Answer>(lists).flatMap(({ edges }) => edges))
    .filter(({ node }: Answer) => open(node)).length;
}

function differences(mirrors: readonly Seen[], there: readonly Seen[]): readonly string[] {
  const problems: string[] = [];
  const atHome = new Map(there.map((one) => [one.id, one]));
  if (atHome.size !== there.length) problems.push('a booking is twice in the list of hlj');
  const seen = new Set<string>();
  for (const mirror of mirrors) {
    const home = atHome.get(mirror.id);
    if (mirror.state === 'PENDING') problems.push(`${mirror.id} is pending`);
    else if (!home && mirror.state !== 'REFUSED')
      problems.push(`${mirror.id} is ${mirror.state} at mdj and unknown at hlj`);
    else if (home && (home.state !== mirror.state || home.netFen !== mirror.netFen))
      problems.push(`${mirror.id} is ${mirror.state} ${mirror.netFen} at mdj, ${home.state} ${home.netFen} at hlj`);
    if (seen.has(mirror.id)) problems.push(`${mirror.id} is mirrored twice`);
    seen.add(mirror.id);
  }
  for (const one of there) if (!seen.has(one.id)) problems.push(`${one.id} is ${one.state} at hlj and has no mirror`);
  return problems;
}

function counted(list: readonly Seen[]): string {
  const groups = Map.groupBy(list, (one) => one.state);
  return [...groups].map(([state, members]) => `${state} ${members.length}`).join(', ');
}

/** Kills and bad connections until it is stopped; then both sides run and the line is good. */
function tortureUntil({ mdj, hlj }: World): { stop(): Promise<void> } {
  let on = true;
  const killing = (async () => {
    while (on) {
      await pause(2000 + random() * 4000);
      const victim: Side = random() < 0.5 ? mdj : hlj;
      await victim.kill();
      await pause(random() * 1500);
      await victim.start();
    }
  })();
  const moods: readonly Mood[] = ['pass', 'slow', 'reset', 'cut'];
  const changing = (async () => {
    while (on) {
      for (const { proxy } of [mdj, hlj]) proxy.mood = moods[Math.floor(random() * moods.length)] ?? 'pass';
      await pause(500 + random() * 2500);
    }
  })();
  return {
    stop: async () => {
      on = false;
      await Promise.all([killing, changing]);
      for (const { proxy } of [mdj, hlj]) proxy.mood = 'pass';
    },
  };
}

/** mulberry32: the same storm for the same seed, as far as processes allow. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
