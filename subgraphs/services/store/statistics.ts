import { type Caller, holds, type Role } from '../../../kernel/caller.ts';
import { averageHundredths } from '../../../kernel/rating.ts';
import type { Tx } from '../../../kernel/types.ts';
import { dayOf, monthOf } from '../domain/calendar.ts';
import { promisedDay } from '../domain/promise.ts';
import { shareMinutes } from '../domain/quantities.ts';
import type { StatisticsTotals, TestRequestRow } from '../models.ts';
import { administeredUnits } from './reads.ts';
import type { ServicesRoom } from './room.ts';

export interface StatisticsRow extends Omit<StatisticsTotals, '_id' | 'stars'> {
  readonly onTimeBasisPoints: number | null;
  readonly ratingHundredths: number | null;
}

type Increments = Partial<Omit<StatisticsTotals, '_id' | 'year' | 'month' | 'unitId' | 'testItemId'>>;

const ZERO = { reports: 0, samples: 0, minutes: 0, netFen: 0, promised: 0, onTime: 0, ratings: 0, stars: 0 };

/** Counts a report that was issued just now, in its transaction: every item, money and promise with the first one. */
export async function countReport(room: ServicesRoom, tx: Tx, request: TestRequestRow): Promise<void> {
  for (const { testItemId, amounts } of amountsOf(request, tx.now, room.kernel.platform.timeZone)) {
    await add(room, tx, request, testItemId, tx.now, amounts);
  }
}

/** What one report adds to the figures of each of its items. */
export function amountsOf(
  request: TestRequestRow,
  issuedAt: Date,
  timeZone: string,
): { readonly testItemId: string; readonly amounts: Increments }[] {
  const counts = request.takenItemIds.map((_, index) => request.items[index]?.sampleCount ?? 0);
  const minutes = shareMinutes(request.actualMinutes ?? 0, counts);
  const promised = promisedDay(request, timeZone);
  const first = {
    netFen: request.price?.netFen ?? 0,
    promised: promised === null ? 0 : 1,
    onTime: promised !== null && dayOf(issuedAt, timeZone) <= promised ? 1 : 0,
  };
  return request.takenItemIds.map((testItemId, index) => ({
    testItemId,
    amounts: {
      reports: 1,
      samples: counts[index] ?? 0,
      minutes: minutes[index] ?? 0,
      ...(index === 0 ? first : {}),
    },
  }));
}

/** A rating, counted with the month of the report. */
export function countRating(room: ServicesRoom, tx: Tx, request: TestRequestRow, stars: number): Promise<void> {
  return addToFirst(room, tx, request, { ratings: 1, stars });
}

/** Money that was given back, taken from the month of the report. */
export function countRefund(room: ServicesRoom, tx: Tx, request: TestRequestRow, fen: number): Promise<void> {
  return addToFirst(room, tx, request, { netFen: 0 - fen });
}

async function addToFirst(room: ServicesRoom, tx: Tx, request: TestRequestRow, amounts: Increments): Promise<void> {
  const issuedAt = firstIssue(request);
  const [testItemId] = request.takenItemIds;
  if (issuedAt && testItemId) await add(room, tx, request, testItemId, issuedAt, amounts);
}

/** When the first version was issued. */
export function firstIssue(request: TestRequestRow): Date | null {
  return request.history.find(({ step }) => step === 'issueTestReport')?.at ?? request.report?.issuedAt ?? null;
}

async function add(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  testItemId: string,
  at: Date,
  amounts: Increments,
): Promise<void> {
  const month = monthOf(at, room.kernel.platform.timeZone);
  const unitId = request.takenBy ?? '';
  const place = { year: Number(month.slice(0, 4)), month, unitId, testItemId };
  const untouched = Object.fromEntries(Object.entries(ZERO).filter(([name]) => !(name in amounts)));
  await room.models.statistics.updateOne(
    { _id: `${month}|${unitId}|${testItemId}` },
    { $inc: amounts, $setOnInsert: { ...place, ...untouched } },
    { upsert: true, session: tx.session },
  );
}

/** Who sees the figures of all units; others those of the units that they do or read the work of. */
const OVERSEERS: readonly Role[] = ['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF', 'PROVINCIAL_OFFICIAL', 'AUDITOR'];

/** The figures of a year by month, unit and item, kept as reports are issued. Cost: one indexed read of as many rows as it gives. */
export async function testStatistics(
  room: ServicesRoom,
  caller: Caller,
  filter: { readonly year: number; readonly unitId: string | null; readonly testItemId: string | null },
): Promise<StatisticsRow[]> {
  const { year, unitId, testItemId } = filter;
  const facets = { year, ...(unitId ? { unitId } : {}), ...(testItemId ? { testItemId } : {}) };
  const isOverseer = holds(caller, OVERSEERS, [room.kernel.platform.id]);
  const where = { $and: [facets, isOverseer ? {} : { unitId: { $in: administeredUnits(caller) } }] };
  const rows = await room.models.statistics.find(where).sort({ _id: 1 }).lean<StatisticsTotals[]>();
  return rows.map(({ _id, stars, ...row }) => ({
    ...row,
    onTimeBasisPoints: row.promised === 0 ? null : Math.round((10_000 * row.onTime) / row.promised),
    ratingHundredths: averageHundredths(row.ratings, stars),
  }));
}
