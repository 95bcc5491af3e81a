/** Figures that the platform counts as they happen (domain.md §1). `machineMinutes` in minutes, all others in pieces. */
export const COUNTER_NAMES = [
  'visits',
  'catalogueQueries',
  'opacQueries',
  'fullTextPages',
  'documentDeliveries',
  'trackingItems',
  'machineMinutes',
  'externalMachineMinutes',
  'servicesProvided',
  'servicesReceived',
] as const;
export type CounterName = (typeof COUNTER_NAMES)[number];

/** What is counted where. */
export interface CountedAt {
  /** Absent: the platform itself. */
  readonly unitId?: string;
  /** Category of the instrument that was used; absent: none, or not about an instrument. */
  readonly category?: string;
  /** Decides the month; absent: now. */
  readonly at?: Date;
}

/** A counted figure of one unit (null: the platform itself) and one category of instruments (null: none) in one month (`2011-08`, in the platform's zone). */
export interface CountedMonth {
  readonly unitId: string | null;
  readonly month: string;
  readonly counter: CounterName;
  readonly category: string | null;
  readonly amount: number;
}
