import type { RatedHoursClass } from './rules.ts';
import { ratedMinutesPerYear } from './rules.ts';

/** When an instrument is worth a warning (运行监测与预警). Data of the platform, changed by its staff. */
export interface MonitoringRules {
  /** Days without any use. */
  readonly idleDays: number;
  /** Share of the rated hours of a year, in percent, above which it is overworked. */
  readonly overRatedPercent: number;
  /** Faults within `stopDays` from which they are abnormal. */
  readonly abnormalStops: number;
  readonly stopDays: number;
  /** Days before a maintenance or calibration is due. */
  readonly remindDays: number;
}

export const defaultRules: MonitoringRules = {
  idleDays: 90,
  overRatedPercent: 100,
  abnormalStops: 3,
  stopDays: 90,
  remindDays: 30,
};

export type WarningKind = 'IDLE' | 'OVER_RATED' | 'ABNORMAL_STOPS' | 'MAINTENANCE_DUE';

/** What is known of an instrument's running. */
export interface RunningFacts {
  readonly inServiceSince: Date;
  readonly lastUsedAt: Date | null;
  readonly ratedHoursClass: RatedHoursClass;
  /** Effective minutes of the current calendar year. */
  readonly minutesThisYear: number;
  readonly faults: readonly Date[];
  /** Days on which plans are due, `YYYY-MM-DD`. */
  readonly dueOn: readonly string[];
}

/** One warning with the figure behind it: days idle, percent of the rated hours, faults, days until due (negative: overdue). */
export interface Warning {
  readonly kind: WarningKind;
  readonly figure: number;
  readonly limit: number;
}

const dayMs = 86_400_000;

/** The warnings of an instrument at `now`. Pure; whole days, rounded down. */
export function warningsOf(facts: RunningFacts, rules: MonitoringRules, now: Date): readonly Warning[] {
  const idle = daysBetween(facts.lastUsedAt ?? facts.inServiceSince, now);
  const percent = Math.floor((facts.minutesThisYear * 100) / ratedMinutesPerYear[facts.ratedHoursClass]);
  const faults = facts.faults.filter((at) => daysBetween(at, now) < rules.stopDays).length;
  const due = Math.min(...facts.dueOn.map((day) => daysBetween(now, new Date(`${day}T00:00:00Z`))));
  return [
    ...(idle >= rules.idleDays ? [{ kind: 'IDLE', figure: idle, limit: rules.idleDays } as const] : []),
    ...(percent > rules.overRatedPercent
      ? [{ kind: 'OVER_RATED', figure: percent, limit: rules.overRatedPercent } as const]
      : []),
    ...(faults >= rules.abnormalStops
      ? [{ kind: 'ABNORMAL_STOPS', figure: faults, limit: rules.abnormalStops } as const]
      : []),
    ...(due <= rules.remindDays ? [{ kind: 'MAINTENANCE_DUE', figure: due, limit: rules.remindDays } as const] : []),
  ];
}

function daysBetween(from: Date, to: Date): number {
  return Math.floor((to.getTime() - from.getTime()) / dayMs);
}

/** The day `everyDays` after a day. */
export function nextDue(doneOn: string, everyDays: number): string {
  return new Date(new Date(`${doneOn}T00:00:00Z`).getTime() + everyDays * dayMs).toISOString().slice(0, 10);
}
