import type { InstrumentPageQuery } from '../generated.ts';

export type InstrumentRecord = NonNullable<InstrumentPageQuery['instrument']>;
export type Rules = NonNullable<InstrumentRecord['bookingPolicy']>;

/** The instrument whose time is booked, as far as booking it needs. */
export interface Bookable {
  readonly id: string;
  readonly name: string;
  readonly home: string;
  readonly zone: string;
  /** Null for another platform's instrument. */
  readonly rules: Rules | null;
}
