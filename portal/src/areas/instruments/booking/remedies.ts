import type { Span } from '../calendar/week.ts';
import type { Violation } from './types.ts';

type Named<Type extends Violation['__typename']> = Extract<Violation, { __typename: Type }>;
type Remedies = { readonly [Type in Violation['__typename']]?: (broken: Named<Type>, wanted: Span) => Span | null };

const MINUTE_MS = 60_000;
const at = (ms: number): string => new Date(ms).toISOString();
const lengthOf = ({ start, end }: Span): number => Date.parse(end) - Date.parse(start);
const lasting = (start: string, ms: number): Span => ({
  start: at(Date.parse(start)),
  end: at(Date.parse(start) + ms),
});

/** The time nearest to the wanted one that keeps a rule, for the rules about time. */
const REMEDIES: Remedies = {
  TooShort: ({ minimumMinutes }, { start }) => lasting(start, minimumMinutes * MINUTE_MS),
  TooLong: ({ maximumMinutes }, { start }) => lasting(start, maximumMinutes * MINUTE_MS),
  NotAligned: ({ granularityMinutes }, wanted) => aligned(wanted, granularityMinutes * MINUTE_MS),
  TooSoon: ({ earliestStart }, wanted) => lasting(earliestStart, lengthOf(wanted)),
  TooFarAhead: ({ latestStart }, wanted) => lasting(latestStart, lengthOf(wanted)),
  ClosedThen: ({ open }, wanted) => within(open, wanted),
  OutOfService: ({ to }, wanted) => (to === null ? null : lasting(to, lengthOf(wanted))),
};

/** Another time that keeps the broken rule; null where another time does not help or none is known. Steps are counted in UTC, as zones differ by whole quarters. */
export function remedyFor(broken: Violation, wanted: Span): Span | null {
  const remedy = REMEDIES[broken.__typename] as ((broken: Violation, wanted: Span) => Span | null) | undefined;
  return remedy?.(broken, wanted) ?? null;
}

/** The rules about time, in the order in which their remedies build on each other: length, steps, place. */
const ORDER: readonly Violation['__typename'][] = [
  'TooShort',
  'TooLong',
  'NotAligned',
  'TooSoon',
  'TooFarAhead',
  'OutOfService',
  'ClosedThen',
];

/** One time that keeps all of the broken rules about time; null when another time does not help. */
export function remedyForAll(broken: readonly Violation[], wanted: Span): Span | null {
  const inOrder = ORDER.flatMap((rule) => broken.filter(({ __typename }) => __typename === rule));
  const kept = inOrder.reduce((span, one) => remedyFor(one, span) ?? span, wanted);
  return kept.start === wanted.start && kept.end === wanted.end ? null : kept;
}

function aligned({ start, end }: Span, stepMs: number): Span {
  const from = Math.floor(Date.parse(start) / stepMs) * stepMs;
  return { start: at(from), end: at(Math.max(from + stepMs, Math.ceil(Date.parse(end) / stepMs) * stepMs)) };
}

function within(open: readonly Span[], wanted: Span): Span | null {
  const fitting = open.find((one) => lengthOf(one) >= lengthOf(wanted)) ?? open[0];
  if (!fitting) return null;
  const ms = Math.min(lengthOf(fitting), lengthOf(wanted));
  const latest = Date.parse(fitting.end) - ms;
  return lasting(at(Math.min(latest, Math.max(Date.parse(fitting.start), Date.parse(wanted.start)))), ms);
}
