import { dayOf } from './calendar.ts';

/** What decides by which day a report was promised. */
export interface Promised {
  readonly wantedBy: string | null;
  readonly deadlines: { readonly reportBy: Date | null };
}

/** The local day by which the report was promised: its deadline, moved by holds, else the wanted day; null without either. */
export function promisedDay({ wantedBy, deadlines }: Promised, timeZone: string): string | null {
  return deadlines.reportBy ? dayOf(deadlines.reportBy, timeZone) : wantedBy;
}
