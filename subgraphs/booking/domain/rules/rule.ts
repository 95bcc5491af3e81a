import type { Interval } from '../interval.ts';
import type { HolidayCalendar } from '../opening.ts';
import type { BookingPolicy, Quota, UserClass } from '../policy.ts';

/** A broken rule, as a member of the SDL's interface `RuleViolation`. */
export interface Violation {
  readonly __typename: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

export interface OutageFact extends Omit<Interval, 'end'> {
  /** Null when its end is not known. */
  readonly end: Date | null;
}

/** What a user has of a quota's period already, the wanted booking not included. */
export interface QuotaUse {
  readonly quota: Quota;
  readonly minutes: number;
  readonly bookings: number;
  /** Part of the wanted booking that falls into the period. */
  readonly wantedMinutes: number;
  readonly periodStart: string;
}

export interface HeldQualification {
  readonly code: string;
  readonly level: number;
  readonly validTo: Date | null;
}

/** All that the rules look at: gathered by the store, so that the rules stay pure. */
export interface RuleFacts {
  readonly locale: 'zh' | 'en';
  readonly now: Date;
  readonly slot: Interval;
  readonly policy: BookingPolicy;
  readonly holidays: HolidayCalendar;
  readonly outages: readonly OutageFact[];
  readonly instrument: { readonly sharing: string; readonly status: string; readonly inReach: boolean };
  readonly user: {
    readonly userClass: UserClass;
    readonly openBookings: number;
    readonly qualifications: readonly HeldQualification[];
    readonly suspendedUntil: Date | null;
    /** Authorised by the tutor of the research group and with a fund card to pay from. */
    readonly authorisedByTutor: boolean;
  };
  readonly quotaUse: readonly QuotaUse[];
  readonly forms: readonly string[];
  /** An operator was asked for or named. */
  readonly operator: boolean;
}

/** One rule: its name, the violation type it answers with, and whether staff may set it aside with a reason. */
export interface BookingRule {
  readonly name: string;
  /** What a booking must be, for the documentation's table. */
  readonly asks: string;
  readonly violation: string;
  readonly overridable: boolean;
  check(facts: RuleFacts): readonly Violation[];
}

/** The sentence in the caller's language. */
export function say(facts: Pick<RuleFacts, 'locale'>, zh: string, en: string): string {
  return facts.locale === 'zh' ? zh : en;
}

export function violation(
  facts: RuleFacts,
  __typename: string,
  text: readonly [zh: string, en: string],
  fields: Readonly<Record<string, unknown>> = {},
): Violation[] {
  return [{ __typename, message: say(facts, ...text), ...fields }];
}
