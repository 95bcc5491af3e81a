import type { Caller } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { invalidInput, notPermitted } from '../../../kernel/refusals.ts';
import { type RefusalValue, Refused, type Tx } from '../../../kernel/types.ts';
import type { Interval } from '../domain/interval.ts';
import { occurrences, ruleProblems, type SeriesRule } from '../domain/series.ts';
import type { BookingRow } from '../models.ts';
import { book, type Wish } from './book.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import { instrumentById, policyOf } from './instruments.ts';
import { type BookingRoom, queuedCommand, refusal } from './room.ts';
import { type RequestBookingInput, wishOf } from './wish.ts';

type Common = Omit<RequestBookingInput, 'instrumentId' | 'slot' | 'tentative'>;

export interface RequestBookingSeriesInput extends Common {
  readonly instrumentId: string;
  readonly slot: Interval;
  readonly rule: {
    readonly frequency: 'DAILY' | 'WEEKLY';
    readonly interval?: number | null | undefined;
    readonly weekdays?: readonly number[] | null | undefined;
    readonly count?: number | null | undefined;
    readonly until?: string | null | undefined;
  };
  readonly mode?: 'ALL_OR_NOTHING' | 'SKIP' | null | undefined;
}

export interface RequestBookingSetInput extends Common {
  readonly items: readonly { readonly instrumentId: string; readonly slot: Interval }[];
}

/** Why one slot of several can't be had. */
export interface SlotConflict {
  readonly instrumentId: string;
  readonly slot: Interval;
  readonly refusal: string;
  readonly message: string;
  readonly violations: readonly { readonly __typename: string; readonly message: string }[];
  readonly nextFree: readonly Interval[];
}

export interface SeriesSuccess {
  readonly __typename: 'RequestBookingSeriesSuccess';
  readonly seriesId: string;
  readonly bookingIds: readonly string[];
  readonly slots: readonly Interval[];
  readonly conflicts: readonly SlotConflict[];
}

export interface SetSuccess {
  readonly __typename: 'RequestBookingSetSuccess';
  readonly setId: string;
  readonly bookingIds: readonly string[];
}

/** The most instruments of one set: each is a lock. */
const MOST_OF_A_SET = 20;

/** Books a series in one transaction: all occurrences, or those that can be had. */
export function requestBookingSeries(
  room: BookingRoom,
  caller: Caller,
  input: RequestBookingSeriesInput,
): Promise<SeriesSuccess | RefusalValue> {
  const key = calendarKey(input.instrumentId);
  return queuedCommand(room, [key], caller, 'requestBookingSeries', input, (tx) => bookSeries(room, tx, input));
}

/** What the series would meet: everything is done as in earnest, and undone. */
export async function previewBookingSeries(
  room: BookingRoom,
  caller: Caller,
  input: RequestBookingSeriesInput,
): Promise<SeriesSuccess | RefusalValue> {
  const undone = new Undone();
  try {
    await room.kernel.transact(caller, async (tx) => {
      undone.result = await bookSeries(room, tx, { ...input, mode: 'SKIP' });
      throw undone;
    });
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    if (error !== undone || !undone.result) throw error;
  }
  if (!undone.result) throw new Error('the preview has no result');
  return { ...undone.result, bookingIds: [] };
}

/** Ends a preview's transaction without writing anything. */
class Undone extends Error {
  result: SeriesSuccess | null = null;
}

async function bookSeries(room: BookingRoom, tx: Tx, input: RequestBookingSeriesInput): Promise<SeriesSuccess> {
  const rule = ruleOf(input);
  refuseRule(tx.caller, rule);
  const seriesId = room.kernel.newId('bookingSeries');
  const wish = { ...(await wishHere(room, tx.caller, input)), groupId: seriesId };
  const instrument = await instrumentById(room, input.instrumentId, tx.session);
  const zone = instrument ? policyOf(room, instrument).timeZone : room.kernel.platform.timeZone;
  await takeLocks(room, tx, [calendarKey(input.instrumentId)]);
  const wishes = occurrences(wish.slot, rule, zone).map((slot) => ({ ...wish, slot }));
  const { bookings, conflicts } = await bookEach(room, tx, wishes);
  if (conflicts.length > 0 && (input.mode !== 'SKIP' || bookings.length === 0)) throw conflicting(tx, conflicts);
  tx.audit({ action: 'requestBookingSeries', recordId: seriesId, after: { rule, slots: bookings.length } });
  const slots = bookings.map(({ start, end }) => ({ start, end }));
  const bookingIds = bookings.map((booking) => booking._id);
  return { __typename: 'RequestBookingSeriesSuccess', seriesId, bookingIds, slots, conflicts };
}

function ruleOf({ rule }: RequestBookingSeriesInput): SeriesRule {
  return {
    frequency: rule.frequency,
    interval: rule.interval ?? 1,
    weekdays: rule.weekdays ?? [],
    count: rule.count ?? null,
    until: rule.until ?? null,
  };
}

function refuseRule(caller: Caller, rule: SeriesRule): void {
  const problems = ruleProblems(rule).map(({ field, message }) => ({
    field,
    text: { zh: `规则有误：${message}`, en: message },
  }));
  if (problems.length > 0) throw invalidInput(caller, problems);
}

/** Books several instruments in one transaction, their calendars locked in sorted order: all or none. */
export function requestBookingSet(
  room: BookingRoom,
  caller: Caller,
  input: RequestBookingSetInput,
): Promise<SetSuccess | RefusalValue> {
  const keys = input.items.map((item) => calendarKey(item.instrumentId));
  return queuedCommand(room, keys, caller, 'requestBookingSet', input, async (tx) => {
    if (input.items.length === 0 || input.items.length > MOST_OF_A_SET) {
      const text = { zh: `须为 1 至 ${MOST_OF_A_SET} 台仪器。`, en: `Name 1 to ${MOST_OF_A_SET} instruments.` };
      throw invalidInput(caller, [{ field: 'items', text }]);
    }
    const setId = room.kernel.newId('bookingSet');
    const wishes: Wish[] = [];
    for (const item of input.items)
      wishes.push({ ...(await wishHere(room, caller, { ...input, ...item })), groupId: setId });
    await takeLocks(room, tx, keys);
    const { bookings, conflicts } = await bookEach(room, tx, wishes);
    if (conflicts.length > 0) throw conflicting(tx, conflicts);
    return {
      __typename: 'RequestBookingSetSuccess' as const,
      setId,
      bookingIds: bookings.map((booking) => booking._id),
    };
  });
}

/** Series and sets are booked at the platform that runs them: of another platform's instrument one slot at a time. */
function wishHere(room: BookingRoom, caller: Caller, input: RequestBookingInput): Promise<Wish> {
  if (platformOf(input.instrumentId) !== room.kernel.platform.id) throw notPermitted(caller);
  return wishOf(room, caller, input);
}

const slotRefusals: ReadonlySet<string> = new Set(['SlotTaken', 'RulesViolated']);

/** Books one after the other, so that each sees the ones before; a slot that can't be had becomes a conflict, anything else ends it all. */
async function bookEach(
  room: BookingRoom,
  tx: Tx,
  wishes: readonly Wish[],
): Promise<{ bookings: BookingRow[]; conflicts: SlotConflict[] }> {
  const bookings: BookingRow[] = [];
  const conflicts: SlotConflict[] = [];
  for (const wish of wishes) {
    try {
      bookings.push(await book(room, tx, wish));
    } catch (error) {
      if (!(error instanceof Refused) || !slotRefusals.has(error.refusal.__typename)) throw error;
      conflicts.push(conflictOf(wish, error.refusal));
    }
  }
  return { bookings, conflicts };
}

function conflictOf(wish: Wish, told: RefusalValue): SlotConflict {
  return {
    instrumentId: wish.instrumentId,
    slot: wish.slot,
    refusal: told.__typename,
    message: told.message,
    violations: (told.violations as SlotConflict['violations'] | undefined) ?? [],
    nextFree: (told.nextFree as SlotConflict['nextFree'] | undefined) ?? [],
  };
}

function conflicting(tx: Tx, conflicts: readonly SlotConflict[]): Refused {
  const text = {
    zh: '部分时段无法预约，未作任何预约。请修改所列时段。',
    en: 'Not all slots can be had, so nothing was booked. Change those listed.',
  };
  return refusal(tx.caller, 'Conflicts', text, { conflicts: [...conflicts] });
}
