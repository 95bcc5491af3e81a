/** An accounting period is a calendar month, `2011-08`, in the platform's time zone; statements cover one, three or six of them. */
export type Period = string;

export type Settlement = 'MONTHLY' | 'QUARTERLY' | 'HALF_YEARLY';

const MONTHS: Readonly<Record<Settlement, number>> = { MONTHLY: 1, QUARTERLY: 3, HALF_YEARLY: 6 };

/** The period after. */
export function nextPeriod(period: Period): Period {
  const [year, month] = parts(period);
  return month === 12 ? format(year + 1, 1) : format(year, month + 1);
}

/**
 * The periods of a span that people name: a month `2011-08`, a quarter `2011-Q3`, a half-year `2011-H2`. Throws a `RangeError` for anything else.
 */
export function periodsOf(span: string): readonly Period[] {
  const match = /^(\d{4})-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12]))$/.exec(span);
  if (!match) throw new RangeError(`${span} is not a month (2011-08), quarter (2011-Q3) or half-year (2011-H2)`);
  const [, year = '', month, quarter, half] = match;
  const [first, count] = quarter ? [Number(quarter) * 3 - 2, 3] : half ? [Number(half) * 6 - 5, 6] : [Number(month), 1];
  return Array.from({ length: count }, (_, index) => format(Number(year), first + index));
}

/** Does a party that settles this often get a statement when the period ends? Quarters end with March, June, September and December. */
export function settlesAfter(settlement: Settlement, period: Period): boolean {
  return parts(period)[1] % MONTHS[settlement] === 0;
}

function parts(period: Period): [number, number] {
  return [Number(period.slice(0, 4)), Number(period.slice(5, 7))];
}

function format(year: number, month: number): Period {
  return `${year}-${String(month).padStart(2, '0')}`;
}
