import type { BookingRule, RuleFacts, Violation } from './rule.ts';
import { timeRules } from './time-rules.ts';
import { userRules } from './user-rules.ts';

export type { BookingRule, HeldQualification, OutageFact, QuotaUse, RuleFacts, Violation } from './rule.ts';

/** Every rule of a booking, in the order in which violations are listed. docs/booking.md's table is drawn from it. */
export const bookingRules: readonly BookingRule[] = [...userRules, ...timeRules];

/** All violations at once. With `overridden`, the rules that staff may set aside are left out. Pure; cost: microseconds. */
export function violationsOf(facts: RuleFacts, overridden = false): Violation[] {
  return bookingRules.filter((rule) => !(overridden && rule.overridable)).flatMap((rule) => rule.check(facts));
}
