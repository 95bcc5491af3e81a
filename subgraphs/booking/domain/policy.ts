/** Class of the user towards the instrument: on it depend admission and tariff. */
export type UserClass = 'OWN_UNIT' | 'MEMBER_UNIT' | 'FIRM' | 'OTHER';

export type ApprovalStep = 'PLATFORM' | 'UNIT';

/** One stretch of opening hours. `closes` `00:00` is midnight at the day's end. */
export interface OpeningHours {
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number;
  readonly opens: string;
  readonly closes: string;
}

/** At most so many minutes and bookings in a period of whole local days, per user, unit or research group. */
export interface Quota {
  readonly per: 'USER' | 'UNIT' | 'GROUP';
  readonly period: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';
  readonly maximumMinutes: number | null;
  readonly maximumBookings: number | null;
}

/** Wall-clock hours in which only some classes may book, until so many minutes before the start: then the rest is free for all. */
export interface PriorityWindow {
  readonly weekday: number;
  readonly opens: string;
  readonly closes: string;
  readonly classes: readonly UserClass[];
  readonly releasedMinutesBefore: number;
}

/** How many missed or late-cancelled bookings within `withinDays` suspend a user from booking for `suspendDays`. */
export interface Discipline {
  readonly lateCancelMinutes: number;
  readonly maximumNoShows: number;
  readonly withinDays: number;
  readonly suspendDays: number;
}

/** How an instrument may be booked: data per instrument, all of it with a default. */
export interface BookingPolicy {
  readonly timeZone: string;
  readonly minimumMinutes: number;
  readonly maximumMinutes: number;
  readonly granularityMinutes: number;
  /** A booking must be made so many minutes before its start. */
  readonly leadMinutes: number;
  /** … and not earlier than so many days before. */
  readonly horizonDays: number;
  /** Kept free after each booking. */
  readonly turnaroundMinutes: number;
  readonly capacity: number;
  readonly openingHours: readonly OpeningHours[];
  readonly closedOnHolidays: boolean;
  readonly approval: readonly ApprovalStep[];
  readonly admits: readonly UserClass[];
  readonly maximumOpenBookings: number | null;
  readonly quotas: readonly Quota[];
  readonly priorityWindows: readonly PriorityWindow[];
  /** Qualification that the user must hold, with its least level; null: none. */
  readonly qualification: { readonly code: string; readonly level: number } | null;
  /** Without an operator of the unit nobody may use it: the hours of the operator are charged as well. */
  readonly operatorNeeded: boolean;
  /** Forms that the application must carry. */
  readonly forms: readonly ('SAMPLE' | 'SAFETY')[];
  /** Members of a research group need their tutor's authorisation and a fund card. */
  readonly tutorAuthorisation: boolean;
  readonly discipline: Discipline | null;
  /** Tentative bookings lapse after so many minutes. */
  readonly tentativeMinutes: number;
  /** Requests that nobody decided are escalated after so many minutes. */
  readonly decisionMinutes: number;
}

/** No booking is longer: it bounds every index scan for overlaps. */
export const LONGEST_BOOKING_MINUTES = 14 * 24 * 60;

const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** The policy of an instrument whose owner has set none. */
export function defaultPolicy(timeZone: string): BookingPolicy {
  return {
    timeZone,
    minimumMinutes: 30,
    maximumMinutes: 12 * 60,
    granularityMinutes: 15,
    leadMinutes: 0,
    horizonDays: 90,
    turnaroundMinutes: 0,
    capacity: 1,
    openingHours: everyDay.map((weekday) => ({ weekday, opens: '08:00', closes: '20:00' })),
    closedOnHolidays: false,
    approval: ['PLATFORM', 'UNIT'],
    admits: ['OWN_UNIT', 'MEMBER_UNIT', 'FIRM', 'OTHER'],
    maximumOpenBookings: null,
    quotas: [],
    priorityWindows: [],
    qualification: null,
    operatorNeeded: false,
    forms: [],
    tutorAuthorisation: false,
    discipline: null,
    tentativeMinutes: 24 * 60,
    decisionMinutes: 3 * 24 * 60,
  };
}

/** What is wrong with a policy, field by field; empty when it can be used. */
export function policyProblems(policy: BookingPolicy): { field: string; message: string }[] {
  const problems: { field: string; message: string }[] = [];
  const need = (ok: boolean, field: string, message: string): void => {
    if (!ok) problems.push({ field, message });
  };
  need(policy.minimumMinutes > 0, 'minimumMinutes', 'must be at least 1');
  need(policy.maximumMinutes >= policy.minimumMinutes, 'maximumMinutes', 'must not be less than minimumMinutes');
  need(
    policy.maximumMinutes <= LONGEST_BOOKING_MINUTES,
    'maximumMinutes',
    `must be at most ${LONGEST_BOOKING_MINUTES}`,
  );
  need(
    policy.granularityMinutes > 0 && 1440 % policy.granularityMinutes === 0,
    'granularityMinutes',
    'must divide a day',
  );
  need(policy.leadMinutes >= 0, 'leadMinutes', 'must not be negative');
  need(policy.horizonDays > 0 && policy.horizonDays <= 400, 'horizonDays', 'must be 1 to 400');
  need(policy.turnaroundMinutes >= 0 && policy.turnaroundMinutes <= 1440, 'turnaroundMinutes', 'must be 0 to 1440');
  need(policy.capacity >= 1 && policy.capacity <= 1000, 'capacity', 'must be 1 to 1000');
  need(policy.tentativeMinutes > 0, 'tentativeMinutes', 'must be at least 1');
  need(policy.decisionMinutes > 0, 'decisionMinutes', 'must be at least 1');
  for (const [index, hours] of policy.openingHours.entries()) {
    const ends = hours.closes === '00:00' ? '24:00' : hours.closes;
    need(hours.weekday >= 1 && hours.weekday <= 7, `openingHours.${index}.weekday`, 'must be 1 (Monday) to 7 (Sunday)');
    need(hours.opens < ends, `openingHours.${index}.closes`, 'must be after opens');
  }
  return problems;
}
