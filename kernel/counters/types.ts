/** Figures that the platform counts as they happen (domain.md §1). `machineMinutes` in minutes, all others in pieces. */
export type CounterName =
  | 'visits'
  | 'catalogueQueries'
  | 'opacQueries'
  | 'fullTextPages'
  | 'documentDeliveries'
  | 'trackingItems'
  | 'machineMinutes'
  | 'externalMachineMinutes'
  | 'servicesProvided'
  | 'servicesReceived';

/** A counted figure of one unit (null: the platform itself) in one month (`2011-08`, in the platform's zone). */
export interface CountedMonth {
  readonly unitId: string | null;
  readonly month: string;
  readonly counter: CounterName;
  readonly amount: number;
}
