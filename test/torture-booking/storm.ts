import { randomInt, randomUUID } from 'node:crypto';
import type { Person } from '../../platform/walkthrough/client.ts';
import { type Acknowledged, type Answer, sendUntilAnswered, summary } from './client.ts';

export interface Storm {
  readonly users: readonly Person[];
  readonly staff: Person;
  readonly instrumentIds: readonly string[];
  /** First day of the slots that are fought over, UTC midnight. */
  readonly firstDay: Date;
  readonly until: number;
}

export interface StormResult {
  readonly acknowledged: readonly Acknowledged[];
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly retries: number;
}

const DAYS = 6;
const HALF_HOUR_MS = 30 * 60_000;
/** 08:00 in Shanghai is midnight UTC; the default opening hours last twelve hours. */
const HALF_HOURS = 24;

const kinds = [
  ['requestBooking', 40],
  ['moveBooking', 15],
  ['approve', 20],
  ['cancelBooking', 10],
  ['requestBookingSeries', 7],
  ['requestBookingSet', 8],
] as const;
type Kind = (typeof kinds)[number][0];

function drawn(): Kind {
  let number = randomInt(100);
  for (const [kind, weight] of kinds) {
    if (number < weight) return kind;
    number -= weight;
  }
  return 'requestBooking';
}

/** `clients` loops until the end, all over the same instruments and days. */
export async function rage(storm: Storm, clients: number): Promise<StormResult> {
  const acknowledged: Acknowledged[] = [];
  const byOutcome: Record<string, number> = {};
  let retries = 0;
  const booked: string[] = [];
  const send = async (person: Person, mutation: string, fields: Record<string, unknown>): Promise<Answer> => {
    const input = { idempotencyKey: randomUUID(), ...fields };
    const answer = await sendUntilAnswered(person, mutation, input, () => {
      retries += 1;
    });
    acknowledged.push({ person, mutation, input, answer: summary(answer) });
    const outcome = `${mutation}: ${answer.__typename}`;
    byOutcome[outcome] = (byOutcome[outcome] ?? 0) + 1;
    for (const booking of [answer.booking, ...(answer.bookings ?? [])]) if (booking) booked.push(booking.id);
    return answer;
  };
  const loops = Array.from({ length: clients }, async (_, index) => {
    const person = storm.users[index % storm.users.length] ?? storm.staff;
    while (Date.now() < storm.until) await act(storm, person, send, booked);
  });
  await Promise.all(loops);
  return { acknowledged, byOutcome, retries };
}

type Send = (person: Person, mutation: string, fields: Record<string, unknown>) => Promise<Answer>;

async function act(storm: Storm, person: Person, send: Send, booked: readonly string[]): Promise<void> {
  const kind = drawn();
  const bookingId = booked[randomInt(Math.max(1, booked.length))];
  const purpose = 'torture';
  if (kind === 'requestBooking')
    await send(person, kind, { instrumentId: someOf(storm), slot: someSlot(storm), purpose });
  if (kind === 'requestBookingSeries') {
    const rule = { frequency: 'DAILY', count: 3 };
    await send(person, kind, { instrumentId: someOf(storm), slot: someSlot(storm), rule, mode: 'SKIP', purpose });
  }
  if (kind === 'requestBookingSet') {
    const slot = someSlot(storm);
    const instrumentIds = new Set([someOf(storm), someOf(storm), someOf(storm)]);
    await send(person, kind, { items: [...instrumentIds].map((instrumentId) => ({ instrumentId, slot })), purpose });
  }
  if (!bookingId) return;
  if (kind === 'moveBooking') await send(storm.staff, kind, { bookingId, slot: someSlot(storm) });
  if (kind === 'cancelBooking') await send(storm.staff, kind, { bookingId, reason: 'torture' });
  if (kind === 'approve') {
    await send(storm.staff, 'acceptBooking', { bookingId });
    await send(storm.staff, 'confirmBooking', { bookingId });
  }
}

function someOf({ instrumentIds }: Storm): string {
  return instrumentIds[randomInt(instrumentIds.length)] ?? '';
}

function someSlot({ firstDay }: Storm): { start: string; end: string } {
  const from = randomInt(HALF_HOURS - 4);
  const start = firstDay.getTime() + randomInt(DAYS) * 24 * 60 * 60_000 + from * HALF_HOUR_MS;
  const end = start + (1 + randomInt(4)) * HALF_HOUR_MS;
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}
