import type { Rules } from '../booking/bookable.ts';
import type { ApprovalStep, BookingForm, UserClass } from '../generated.ts';

/** The numbers of the rules, in the units of the graph. */
export const NUMBERS = [
  'minimumMinutes',
  'maximumMinutes',
  'granularityMinutes',
  'leadMinutes',
  'horizonDays',
  'turnaroundMinutes',
  'capacity',
  'maximumOpenBookings',
] as const;
export type NumberName = (typeof NUMBERS)[number];

/** Hours of one weekday; both empty: closed. */
export interface Hours {
  readonly opens: string;
  readonly closes: string;
}

/** The rules as they are typed. */
export interface RuleValues {
  readonly numbers: Readonly<Record<NumberName, string>>;
  /** Monday first. */
  readonly hours: readonly Hours[];
  readonly closedOnHolidays: boolean;
  readonly operatorNeeded: boolean;
  readonly tutorAuthorisation: boolean;
  readonly approval: readonly ApprovalStep[];
  readonly admits: readonly UserClass[];
  readonly forms: readonly BookingForm[];
  readonly qualificationCode: string;
  readonly qualificationLevel: string;
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export function ruleValues(rules: Rules): RuleValues {
  const number = (name: NumberName): string => String(rules[name] ?? 0);
  return {
    numbers: Object.fromEntries(NUMBERS.map((name) => [name, number(name)])) as Record<NumberName, string>,
    hours: WEEKDAYS.map((weekday) => {
      const open = rules.openingHours.find((one) => one.weekday === weekday);
      return { opens: open?.opens ?? '', closes: open?.closes ?? '' };
    }),
    closedOnHolidays: rules.closedOnHolidays,
    operatorNeeded: rules.operatorNeeded,
    tutorAuthorisation: rules.tutorAuthorisation,
    approval: rules.approval,
    admits: rules.admits,
    forms: rules.forms,
    qualificationCode: rules.qualification?.code ?? '',
    qualificationLevel: String(rules.qualification?.level ?? 1),
  };
}

/** Does a day have more than one stretch? The form shows one a day: such hours are left as they are. */
export function hasSplitDays({ openingHours }: Rules): boolean {
  return new Set(openingHours.map(({ weekday }) => weekday)).size < openingHours.length;
}

/** What `setBookingPolicy` is asked. */
export function ruleInput(instrumentId: string, rules: Rules, values: RuleValues) {
  const numbers = Object.fromEntries(NUMBERS.map((name) => [name, Number.parseInt(values.numbers[name], 10) || 0]));
  const openingHours = values.hours.flatMap(({ opens, closes }, place) =>
    opens === '' || closes === '' ? [] : [{ weekday: place + 1, opens, closes }],
  );
  return {
    instrumentId,
    ...numbers,
    ...(hasSplitDays(rules) ? {} : { openingHours }),
    closedOnHolidays: values.closedOnHolidays,
    operatorNeeded: values.operatorNeeded,
    tutorAuthorisation: values.tutorAuthorisation,
    approval: values.approval,
    admits: values.admits,
    forms: values.forms,
    qualification: {
      code: values.qualificationCode.trim(),
      level: Number.parseInt(values.qualificationLevel, 10) || 1,
    },
  };
}
