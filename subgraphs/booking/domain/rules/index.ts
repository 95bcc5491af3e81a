import type { BookingRule, RuleFacts, Violation } from './rule.ts';
import { timeRules } from './time-rules.ts';
import { userRules } from './user-rules.ts';

export type { BookingRule, HeldQualification, OutageFact, QuotaUse, RuleFacts, Violation } from './rule.ts';

/** Every rule of a booking, in the order in which violations are listed. docs/booking.md's table is drawn from it. */
export const bookingRules: readonly BookingRule[] = [...userRules, ...timeRules];

export interface RuleOptions {
  /** Staff sets aside the rules that may be set aside. */
  readonly overridden?: boolean;
  /** Names of rules that do not apply. */
  readonly without?: readonly string[];
}

/** All violations at once. Pure; cost: microseconds. */
export function violationsOf(facts: RuleFacts, options: RuleOptions = {}): Violation[] {
  return bookingRules
    .filter((rule) => !(options.overridden && rule.overridable) && !options.without?.includes(rule.name))
    .flatMap((rule) => rule.check(facts));
}
