import { dayOf } from './calendar.ts';

/** What decides by which day a report was promised. */
export interface Promised {
  readonly wantedBy: string | null;
  readonly takenBy: string | null;
  readonly agreement: { readonly agreedAt: Date } | null;
  readonly dispatches: readonly {
    readonly unitId: string;
    readonly quote: { readonly turnaroundDays: number } | null;
  }[];
}

const DAY_MS = 86_400_000;

/** The local day by which the report was promised: the accepted quote's turnaround, else the wanted day; null without either. */
export function promisedDay(request: Promised, timeZone: string): string | null {
  const quote = request.dispatches.find(({ unitId }) => unitId === request.takenBy)?.quote;
  if (!request.agreement || !quote) return request.wantedBy;
  return dayOf(new Date(request.agreement.agreedAt.getTime() + quote.turnaroundDays * DAY_MS), timeZone);
}
