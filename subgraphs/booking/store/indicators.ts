import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import type { Tx } from '../../../kernel/types.ts';
import {
  type HourSums,
  hoursOf,
  machineHourScore,
  monthsOf,
  NO_HOURS,
  type PeriodKind,
  plus,
  rateBasisPoints,
} from '../domain/indicators.ts';
import type { UsageClass, UsagePurpose } from '../domain/usage.ts';
import type { IndicatorRow, InstrumentRow } from '../models.ts';
import type { BookingRoom } from './room.ts';

export interface Period {
  readonly kind: PeriodKind;
  readonly year: number;
  readonly month?: number | null | undefined;
}

export interface IndicatorFigures extends HourSums {
  readonly subjectId: string;
  readonly instruments: number;
  readonly ratedMinutes: number;
  readonly utilisationBasisPoints: number | null;
  readonly sharingBasisPoints: number | null;
  readonly machineHourScoreHundredths: number | null;
}

/** Keeps the sums per subject and month: one document each, increased with every usage record. */
export function followUsage(room: BookingRoom): void {
  room.kernel.consume({
    name: 'booking.indicators',
    types: ['usage.recorded'],
    handle: (event, tx) => addUsage(room, event, tx),
  });
}

/** Payload of `usage.recorded`; a reversal's minutes and samples are negative. */
interface UsagePayload {
  readonly subjects: readonly string[];
  readonly months: readonly { readonly month: string; readonly minutes: number }[];
  readonly usageClass: UsageClass;
  readonly external: boolean;
  readonly purpose: UsagePurpose;
  readonly samples: number;
}

async function addUsage(room: BookingRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const { subjects, months, samples, ...rest } = event.payload as unknown as UsagePayload;
  for (const [index, { month, minutes }] of months.entries()) {
    const first = index === 0;
    const records = first ? (minutes < 0 ? -1 : 1) : 0;
    const sums = hoursOf({ ...rest, minutes, samples: first ? samples : 0, records });
    for (const subjectId of subjects) await addToMonth(room, tx, subjectId, month, sums);
  }
}

/** Adds to the sums of one subject's month. */
export async function addToMonth(
  room: BookingRoom,
  tx: Tx,
  subjectId: string,
  month: string,
  sums: HourSums,
): Promise<void> {
  await room.models.indicators.updateOne(
    { _id: `${subjectId}|${month}` },
    { $inc: { ...sums }, $setOnInsert: { subjectId, month } },
    { upsert: true, session: tx.session },
  );
}

/** Figures of an instrument, laboratory, unit, platform, `category:…` or `district:…`. Cost: one scan of at most 12 documents and one count. */
export async function indicatorsOf(room: BookingRoom, subjectId: string, period: Period): Promise<IndicatorFigures> {
  const { from, to, months } = monthsOf({ ...period, month: period.month ?? null });
  const rows = await room.models.indicators.find({ subjectId, month: { $gte: from, $lt: to } }).lean<IndicatorRow[]>();
  const sums = rows.reduce<HourSums>(plus, NO_HOURS);
  const { instruments, ratedMinutes } = await ratedOf(room, subjectId, months);
  return {
    subjectId,
    ...sums,
    instruments,
    ratedMinutes,
    utilisationBasisPoints: rateBasisPoints(sums.effective, ratedMinutes),
    sharingBasisPoints: rateBasisPoints(sums.external, sums.effective),
    machineHourScoreHundredths: machineHourScore(sums.effective, ratedMinutes),
  };
}

async function ratedOf(room: BookingRoom, subjectId: string, months: number) {
  const rows = await room.models.instruments
    .find({ ...instrumentsUnder(room, subjectId), home: room.kernel.platform.id, withdrawn: false })
    .select({ ratedMinutesPerYear: 1 })
    .lean<Pick<InstrumentRow, 'ratedMinutesPerYear'>[]>();
  const ratedAYear = rows.reduce((sum, row) => sum + row.ratedMinutesPerYear, 0);
  return { instruments: rows.length, ratedMinutes: Math.floor((ratedAYear * months) / 12) };
}

/** The instruments that a subject of indicators stands for, as a filter. */
export function instrumentsUnder(room: BookingRoom, subjectId: string): Record<string, unknown> {
  if (subjectId === room.kernel.platform.id) return {};
  if (subjectId.startsWith('category:')) return { category: subjectId.slice('category:'.length) };
  if (subjectId.startsWith('district:')) return { district: subjectId.slice('district:'.length) };
  return { path: subjectId };
}
