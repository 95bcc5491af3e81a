import { createHash, randomBytes } from 'node:crypto';
import { type Caller, holds } from '../../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import { type CalendarEvent, calendarText } from '../domain/ical.ts';
import { addMinutes } from '../domain/interval.ts';
import type { BookingState } from '../domain/transitions.ts';
import type { BookingRow, FeedRow } from '../models.ts';
import { instrumentById } from './instruments.ts';
import { STAFF } from './parties.ts';
import { type BookingRoom, command, isRefusal } from './room.ts';

/** What a feed shows: bookings that began up to a month ago, and all that are to come. */
const PAST_MINUTES = 31 * 24 * 60;
const MOST_EVENTS = 2000;

export interface FeedSuccess {
  readonly __typename: string;
  readonly feedId: string;
}

interface CreateFeedInput {
  readonly idempotencyKey: string;
  readonly kind: FeedRow['kind'];
  readonly subjectId?: string | null | undefined;
}

/** Makes a feed and its secret token, of which only the hash is kept. */
export async function createCalendarFeed(
  room: BookingRoom,
  caller: Caller,
  input: CreateFeedInput,
): Promise<(FeedSuccess & { readonly token: string | null }) | RefusalValue> {
  const token = randomBytes(24).toString('base64url');
  const answer = await command(room, caller, 'createCalendarFeed', input, async (tx) => {
    const subjectId = await permittedSubject(room, caller, input);
    const row: FeedRow = {
      _id: room.kernel.newId('calendarFeed'),
      tokenHash: hashOf(token),
      kind: input.kind,
      subjectId,
      ownerId: caller.subject,
      revokedAt: null,
    };
    await room.models.feeds.insertMany([row], { session: tx.session });
    tx.audit({ action: 'createCalendarFeed', recordId: row._id, after: { kind: row.kind, subjectId } });
    return { __typename: 'CreateCalendarFeedSuccess', feedId: row._id };
  });
  if (isRefusal(answer)) return answer;
  const feed = await feedById(room, answer.feedId);
  return { ...answer, token: feed?.tokenHash === hashOf(token) ? token : null };
}

/** One's own bookings need nothing; an instrument's or unit's calendar names its users and needs its administrator. */
async function permittedSubject(
  room: BookingRoom,
  caller: Caller,
  { kind, subjectId }: CreateFeedInput,
): Promise<string> {
  if (kind === 'USER') return caller.subject;
  if (!subjectId) {
    throw invalidInput(caller, [{ field: 'subjectId', text: { zh: '必填。', en: 'This field is required.' } }]);
  }
  const instrument = kind === 'INSTRUMENT' ? await instrumentById(room, subjectId) : null;
  if (kind === 'INSTRUMENT' && !instrument) throw notFound(caller, subjectId);
  const path = instrument?.path ?? [room.kernel.platform.id, subjectId];
  if (!holds(caller, STAFF, path)) throw notPermitted(caller);
  return subjectId;
}

/** The address no longer answers. */
export function revokeCalendarFeed(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly feedId: string },
): Promise<FeedSuccess | RefusalValue> {
  return command(room, caller, 'revokeCalendarFeed', input, async (tx) => {
    const { matchedCount } = await room.models.feeds.updateOne(
      { _id: input.feedId, ownerId: caller.subject },
      { $set: { revokedAt: tx.now } },
      { session: tx.session },
    );
    if (matchedCount === 0) throw notFound(caller, input.feedId);
    tx.audit({ action: 'revokeCalendarFeed', recordId: input.feedId });
    return { __typename: 'RevokeCalendarFeedSuccess', feedId: input.feedId };
  });
}

export async function feedById(room: BookingRoom, id: string): Promise<FeedRow | null> {
  return room.models.feeds.findById(id).lean<FeedRow | null>();
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

const owners: Readonly<Record<FeedRow['kind'], string>> = {
  USER: 'userId',
  INSTRUMENT: 'instrumentId',
  UNIT: 'unitId',
};

/** The feed's calendar, or null when the token is unknown or revoked. */
export async function calendarFeed(room: BookingRoom, token: string): Promise<string | null> {
  const feed = await room.models.feeds.findOne({ tokenHash: hashOf(token) }).lean<FeedRow | null>();
  if (!feed || feed.revokedAt) return null;
  const now = room.kernel.clock.now();
  const bookings = await room.models.bookings
    .find({ [owners[feed.kind]]: feed.subjectId, start: { $gte: addMinutes(now, -PAST_MINUTES) } })
    .sort({ start: 1 })
    .limit(MOST_EVENTS)
    .lean<BookingRow[]>();
  return calendarText(
    room.kernel.platform.name.zh,
    bookings.map((row) => eventOf(row, feed)),
    now,
  );
}

const statusOf: Partial<Record<BookingState, CalendarEvent['status']>> = {
  CONFIRMED: 'CONFIRMED',
  IN_USE: 'CONFIRMED',
  COMPLETED: 'CONFIRMED',
  CANCELLED: 'CANCELLED',
  REFUSED: 'CANCELLED',
  EXPIRED: 'CANCELLED',
  NO_SHOW: 'CANCELLED',
};

function eventOf(row: BookingRow, feed: FeedRow): CalendarEvent {
  const summary = feed.kind === 'USER' ? row.instrumentTitle : `${row.instrumentTitle} · ${row.userName}`;
  const { start, end, version } = row;
  const uid = row.remoteId ?? row._id;
  return { uid, start, end, version, summary, description: row.purpose, status: statusOf[row.state] ?? 'TENTATIVE' };
}
