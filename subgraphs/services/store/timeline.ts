import type { Caller } from '../../../kernel/caller.ts';
import { say, type Text } from '../../../kernel/refusals.ts';
import { NO_DEADLINES } from '../domain/deadlines.ts';
import { HOLD_REASONS, type HoldReason } from '../domain/holds.ts';
import { BY_ANY_UNIT, isLineLate, labelOf, type TimelineLine, timelineOf } from '../domain/timeline.ts';
import type { TestRequestRow } from '../models.ts';
import { onHold } from './deadlines.ts';
import { dispatchesFor } from './reads.ts';
import type { ServicesRoom } from './room.ts';

/** One line of a request's way as a firm reads it. */
export interface ShownLine {
  readonly step: string;
  readonly label: string;
  readonly phase: TimelineLine['phase'];
  readonly at: Date | null;
  readonly unitId: string | null;
  readonly reason: string | null;
  readonly deadline: Date | null;
  readonly late: boolean;
}

/** The way of a request, own or as its home platform last told it. A unit that was asked is not told what others answered. */
export function timeline(room: ServicesRoom, caller: Caller, request: TestRequestRow): ShownLine[] {
  const now = room.kernel.clock.now();
  const held = onHold(request) !== null;
  const told = new Set(dispatchesFor(room, caller, request).map(({ unitId }) => unitId));
  const isTold = ({ step, unitId }: TimelineLine): boolean =>
    !BY_ANY_UNIT.has(step) || unitId === null || told.has(unitId);
  return linesOf(request)
    .filter(isTold)
    .map((line) => ({
      ...line,
      label: say(caller, labelOf(line.step)),
      reason: line.reason === null ? null : say(caller, line.reason),
      late: isLineLate(line, held, now),
    }));
}

function linesOf(request: TestRequestRow): readonly TimelineLine[] {
  if (request.remoteTimeline) return request.remoteTimeline;
  const deadlines = request.deadlines ?? NO_DEADLINES;
  return timelineOf({ ...request, deadlines, holds: request.holds ?? [] });
}

/** What a partner's mirror shows of the way: members of `details` (schema/partner/README.md). */
export function partnerWay(request: TestRequestRow): Readonly<Record<string, unknown>> {
  return { timeline: linesOf(request), deadlines: request.deadlines ?? NO_DEADLINES, holds: request.holds ?? [] };
}

type Way = Pick<TestRequestRow, 'remoteTimeline' | 'deadlines' | 'holds'>;

/** The way that a home platform told; what it did not tell stays as it was. */
export function wayOf(details: Readonly<Record<string, unknown>> | null | undefined, before: TestRequestRow): Way {
  const { timeline: lines, deadlines, holds } = details ?? {};
  return {
    remoteTimeline: Array.isArray(lines) ? lines.flatMap(lineOf) : (before.remoteTimeline ?? null),
    deadlines: isObject(deadlines) ? datesOf(deadlines) : (before.deadlines ?? NO_DEADLINES),
    holds: Array.isArray(holds) ? holds.filter(isObject).map(holdOf) : (before.holds ?? []),
  };
}

const HOLD_NAMES = Object.keys(HOLD_REASONS) as HoldReason[];

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function dateOf(value: unknown): Date | null {
  if (value instanceof Date) return value;
  const date = typeof value === 'string' ? new Date(value) : null;
  return date && !Number.isNaN(date.getTime()) ? date : null;
}

function lineOf(value: unknown): TimelineLine[] {
  if (!isObject(value)) return [];
  const step = text(value.step);
  const phase = (['DONE', 'AWAITED', 'EXPECTED'] as const).find((one) => one === value.phase);
  if (step === null || !phase) return [];
  const { at, unitId, reason, deadline } = value;
  return [{ step, phase, at: dateOf(at), unitId: text(unitId), reason: textsOf(reason), deadline: dateOf(deadline) }];
}

function textsOf(value: unknown): Text | null {
  if (!isObject(value)) return null;
  return { zh: text(value.zh) ?? '', en: text(value.en) ?? '' };
}

function datesOf(value: Json): TestRequestRow['deadlines'] {
  const { acceptBy, answerBy, quoteBy, samplesBy, reportBy } = value;
  return {
    acceptBy: dateOf(acceptBy),
    answerBy: dateOf(answerBy),
    quoteBy: dateOf(quoteBy),
    samplesBy: dateOf(samplesBy),
    reportBy: dateOf(reportBy),
  };
}

function holdOf(value: Json): TestRequestRow['holds'][number] {
  const reason = HOLD_NAMES.find((one) => one === value.reason) ?? 'OTHER';
  const { note, by, since, expectedUntil, endedAt } = value;
  return {
    reason,
    note: text(note),
    by: text(by),
    since: dateOf(since) ?? new Date(0),
    expectedUntil: text(expectedUntil),
    endedAt: dateOf(endedAt),
  };
}
