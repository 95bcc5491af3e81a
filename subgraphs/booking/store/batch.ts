import { parse } from 'csv-parse/sync';
import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted } from '../../../kernel/refusals.ts';
import { type RefusalValue, Refused, type Tx } from '../../../kernel/types.ts';
import { addMinutes, minutesOf, toMinute } from '../domain/interval.ts';
import { LONGEST_BOOKING_MINUTES } from '../domain/policy.ts';
import type { UsageClass } from '../domain/usage.ts';
import { type LineProblem, readLine } from '../domain/usage-log.ts';
import type { InstrumentRow, UsageRow } from '../models.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import { instrumentById, policyOf } from './instruments.ts';
import { isStaffOf } from './parties.ts';
import { type BookingRoom, queuedCommand } from './room.ts';
import { type LooseUse, looseRecord } from './usage-records.ts';
import { refuseOverlap, tellUsage } from './use.ts';

/** How many days back a use may be entered by hand: the week and a day of grace. Logs may be older. */
const ENTRY_DAYS = 8;
const MOST_ROWS = 1000;

export interface UsageEntry {
  readonly instrumentId: string;
  readonly start: Date;
  readonly end: Date;
  readonly usageClass?: UsageClass | null | undefined;
  readonly userUnitId?: string | null | undefined;
  readonly samples?: number | null | undefined;
}

export interface BatchSuccess {
  readonly __typename: 'RecordUsageBatchSuccess' | 'ImportUsageLogSuccess';
  readonly rows: number;
  readonly usageRecordIds: readonly string[];
  readonly recorded: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly problems: readonly { readonly row: number; readonly field: string | null; readonly reason: string }[];
}

interface Row extends LooseUse {
  readonly row: number;
  readonly instrumentId: string;
}

/** Enters uses by hand, several at once; bad rows are reported, good ones kept. */
export function recordUsageBatch(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly entries: readonly UsageEntry[] },
): Promise<BatchSuccess | RefusalValue> {
  const keys = input.entries.map((entry) => calendarKey(entry.instrumentId));
  return queuedCommand(room, keys, caller, 'recordUsageBatch', input, async (tx) => {
    refuseSize(caller, input.entries.length, 'entries');
    const rows = input.entries.map(
      (entry, index): Row => ({
        row: index + 1,
        instrumentId: entry.instrumentId,
        start: toMinute(entry.start),
        end: toMinute(entry.end),
        usageClass: entry.usageClass ?? 'TEST',
        userUnitId: entry.userUnitId ?? null,
        samples: entry.samples ?? 0,
        source: 'MANUAL',
      }),
    );
    const notBefore = addMinutes(tx.now, -ENTRY_DAYS * 24 * 60);
    return writeRows(room, tx, rows, { __typename: 'RecordUsageBatchSuccess', problems: [], notBefore });
  });
}

/** Imports an instrument's log (CSV); lines that were imported before change nothing. */
export function importUsageLog(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly instrumentId: string; readonly text: string },
): Promise<BatchSuccess | RefusalValue> {
  return queuedCommand(room, [calendarKey(input.instrumentId)], caller, 'importUsageLog', input, async (tx) => {
    const instrument = await instrumentById(room, input.instrumentId, tx.session);
    if (!instrument) throw notFound(caller, input.instrumentId);
    if (!isStaffOf(caller, instrument.path)) throw notPermitted(caller);
    const cells = cellsOf(caller, input.text);
    refuseSize(caller, cells.length, 'text');
    const { timeZone } = policyOf(room, instrument);
    const read = cells.map((line, index) => readLine(index + 1, line, timeZone));
    const problems = read.filter((line): line is LineProblem[] => Array.isArray(line)).flat();
    const rows = read.flatMap((line): Row[] =>
      Array.isArray(line) ? [] : [{ ...line, instrumentId: instrument._id, source: 'INSTRUMENT_LOG' }],
    );
    return writeRows(room, tx, rows, { __typename: 'ImportUsageLogSuccess', problems, notBefore: null });
  });
}

function cellsOf(caller: Caller, text: string): Record<string, string>[] {
  try {
    return parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidInput(caller, [
      { field: 'text', text: { zh: `不是有效的 CSV：${reason}`, en: `Not CSV: ${reason}` } },
    ]);
  }
}

function refuseSize(caller: Caller, rows: number, field: string): void {
  if (rows > 0 && rows <= MOST_ROWS) return;
  throw invalidInput(caller, [
    { field, text: { zh: `须为 1 至 ${MOST_ROWS} 行。`, en: `Give 1 to ${MOST_ROWS} rows.` } },
  ]);
}

async function writeRows(
  room: BookingRoom,
  tx: Tx,
  rows: readonly Row[],
  kind: Pick<BatchSuccess, '__typename' | 'problems'> & { readonly notBefore: Date | null },
): Promise<BatchSuccess> {
  await takeLocks(
    room,
    tx,
    rows.map((row) => calendarKey(row.instrumentId)),
  );
  const problems: { row: number; field: string | null; reason: string }[] = [...kind.problems];
  const usageRecordIds: string[] = [];
  let unchanged = 0;
  for (const row of rows) {
    const outcome = await writeRow(room, tx, row, kind.notBefore);
    if (outcome === 'UNCHANGED') unchanged += 1;
    else if (typeof outcome === 'string') usageRecordIds.push(outcome);
    else problems.push({ row: row.row, ...outcome });
  }
  const rejected = new Set(problems.map(({ row }) => row)).size;
  const recorded = usageRecordIds.length;
  const counts = { rows: recorded + unchanged + rejected, recorded, unchanged, rejected };
  return { __typename: kind.__typename, ...counts, usageRecordIds, problems };
}

/** The new record's id, `UNCHANGED` for one that is there already, or what is wrong. */
async function writeRow(
  room: BookingRoom,
  tx: Tx,
  row: Row,
  notBefore: Date | null,
): Promise<string | { readonly field: string | null; readonly reason: string }> {
  const instrument = await instrumentById(room, row.instrumentId, tx.session);
  if (!instrument || !isStaffOf(tx.caller, instrument.path))
    return { field: 'instrumentId', reason: 'unknown, or not yours' };
  if (await isKnown(room, tx, instrument, row)) return 'UNCHANGED';
  const impossible = impossibility(row, tx.now, notBefore);
  if (impossible) return impossible;
  const record = await looseRecord(room, tx, instrument, row);
  try {
    await refuseOverlap(room, tx, instrument, record);
  } catch (error) {
    if (error instanceof Refused) return { field: 'start', reason: error.refusal.message };
    throw error;
  }
  await room.models.usage.insertMany([record], { session: tx.session });
  tellUsage(room, tx, instrument, record);
  return record._id;
}

function impossibility(row: Row, now: Date, notBefore: Date | null) {
  const minutes = minutesOf(row);
  if (minutes <= 0) return { field: 'end', reason: 'must be after the start' };
  if (minutes > LONGEST_BOOKING_MINUTES) return { field: 'end', reason: 'longer than 14 days' };
  if (row.end > now) return { field: 'end', reason: 'is in the future' };
  if (notBefore && row.start < notBefore) return { field: 'start', reason: `is more than ${ENTRY_DAYS} days ago` };
  return null;
}

async function isKnown(room: BookingRoom, tx: Tx, instrument: InstrumentRow, row: Row): Promise<boolean> {
  const same = { instrumentId: instrument._id, start: row.start, end: row.end, source: row.source };
  const found = await room.models.usage.findOne(same).session(tx.session).lean<UsageRow | null>();
  return found !== null && !found.reverses && !found.reversedBy;
}
