import { createHash } from 'node:crypto';
import ICAL from 'ical.js';
import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { addMinutes, type Interval, overlaps, toMinute } from '../domain/interval.ts';
import { instantAt } from '../domain/local-time.ts';
import type { InstrumentRow } from '../models.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import { instrumentById, policyOf } from './instruments.ts';
import { insertOutage } from './outages.ts';
import { isStaffOf } from './parties.ts';
import { type BookingRoom, queuedCommand } from './room.ts';

/** Occurrences are taken of the coming year, at most so many of one event and of one file. */
const WINDOW_DAYS = 366;
const MOST_OF_EVENT = 400;
const MOST_OF_FILE = 2000;
/** How many occurrences before the window are stepped over. */
const MOST_STEPS = 20_000;

export interface ImportOutagesSuccess {
  readonly __typename: string;
  readonly imported: number;
  readonly unchanged: number;
  readonly outageIds: readonly string[];
  readonly problems: readonly { readonly uid: string; readonly reason: string }[];
}

interface Found extends Interval {
  readonly uid: string;
  readonly summary: string;
}

/** Takes over the events of an iCalendar text as outages of one instrument; what was imported before is left as it is. */
export function importOutages(
  room: BookingRoom,
  caller: Caller,
  input: {
    readonly idempotencyKey: string;
    readonly instrumentId: string;
    readonly text: string;
    readonly kind?: string | null | undefined;
  },
): Promise<ImportOutagesSuccess | RefusalValue> {
  const key = calendarKey(input.instrumentId);
  return queuedCommand(room, [key], caller, 'importOutages', input, async (tx) => {
    const instrument = await instrumentById(room, input.instrumentId, tx.session);
    if (!instrument || instrument.home !== room.kernel.platform.id) throw notFound(caller, input.instrumentId);
    if (!isStaffOf(caller, instrument.path)) throw notPermitted(caller);
    const window = { start: tx.now, end: addMinutes(tx.now, WINDOW_DAYS * 24 * 60) };
    const { found, problems } = eventsOf(caller, input.text, policyOf(room, instrument).timeZone, window);
    await takeLocks(room, tx, [key]);
    const outageIds: string[] = [];
    for (const event of found.slice(0, MOST_OF_FILE)) {
      const id = await insertOnce(room, tx, instrument, event, input.kind ?? 'MAINTENANCE');
      if (id) outageIds.push(id);
    }
    const imported = outageIds.length;
    return { __typename: 'ImportOutagesSuccess', imported, unchanged: found.length - imported, outageIds, problems };
  });
}

async function insertOnce(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  event: Found,
  kind: string,
): Promise<string | null> {
  const sourceKey = createHash('sha256')
    .update(`${event.uid}|${event.start.toISOString()}|${event.end.toISOString()}`)
    .digest('hex');
  const known = await room.models.outages
    .findOne({ instrumentId: instrument._id, sourceKey })
    .session(tx.session)
    .lean();
  if (known) return null;
  const fields = { start: event.start, end: event.end, kind, blocks: true, text: event.summary, sourceKey };
  return (await insertOutage(room, tx, instrument, fields))._id;
}

interface Read {
  readonly found: readonly Found[];
  readonly problems: readonly { readonly uid: string; readonly reason: string }[];
}

/** Reads all calendars of a text; what a single event lacks is reported and the others are kept. */
export function eventsOf(caller: Pick<Caller, 'locale'>, text: string, zone: string, window: Interval): Read {
  const found: Found[] = [];
  const problems: { uid: string; reason: string }[] = [];
  for (const calendar of calendarsOf(caller as Caller, text)) {
    for (const part of calendar.getAllSubcomponents('vevent')) {
      try {
        found.push(...occurrencesOf(part, zone, window));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        problems.push({ uid: String(part.getFirstPropertyValue('uid') ?? ''), reason });
      }
    }
  }
  return { found, problems };
}

function calendarsOf(caller: Caller, text: string): ICAL.Component[] {
  try {
    const parsed: unknown = ICAL.parse(text.replace(/^\uFEFF/, ''));
    const list = Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed : [parsed];
    return list.map((one) => new ICAL.Component(one as never));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidInput(caller, [
      { field: 'text', text: { zh: `不是有效的 iCalendar：${reason}`, en: `Not iCalendar: ${reason}` } },
    ]);
  }
}

function occurrencesOf(part: ICAL.Component, zone: string, window: Interval): Found[] {
  const event = new ICAL.Event(part);
  const uid = String(event.uid ?? '');
  const summary = String(event.summary ?? '') || 'iCalendar';
  if (!event.startDate) throw new Error('the event has no start');
  const minutes = Math.max(1, Math.round(event.duration.toSeconds() / 60));
  const found: Found[] = [];
  for (const time of starts(event, zone, window)) {
    const start = toMinute(time);
    const slot = { start, end: addMinutes(start, minutes) };
    if (overlaps(slot, window)) found.push({ uid, summary, ...slot });
    if (found.length === MOST_OF_EVENT) break;
  }
  return found;
}

function* starts(event: ICAL.Event, zone: string, window: Interval): Generator<Date> {
  if (!event.isRecurring()) {
    yield instantOf(event.startDate, zone);
    return;
  }
  const iterator = event.iterator();
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = iterator.next() as ICAL.Time | null;
    if (!next) return;
    const instant = instantOf(next, zone);
    if (instant >= window.end) return;
    yield instant;
  }
}

/** UTC times as they are; times of a zone that the file defines by that; of an IANA zone or floating ones by the wall clock. */
function instantOf(time: ICAL.Time, zone: string): Date {
  const isFloating = time.zone === null || time.zone === ICAL.Timezone.localTimezone;
  if (!isFloating && !time.isDate) return time.toJSDate();
  const date = `${String(time.year).padStart(4, '0')}-${String(time.month).padStart(2, '0')}-${String(time.day).padStart(2, '0')}`;
  return instantAt(date, time.isDate ? 0 : time.hour * 60 + time.minute, zone);
}
