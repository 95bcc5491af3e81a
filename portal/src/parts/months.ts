const MONTHS = 6;

/** The six months up to the one that an instant falls into in a zone, newest first: `2026-07`. */
export function lastMonths(now: Date, timeZone: string): readonly [string, string, string, string, string, string] {
  const [year = 0, month = 1] = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit' })
    .format(now)
    .split('-')
    .map(Number);
  const back = (steps: number): string => {
    const months = year * 12 + month - 1 - steps;
    return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
  };
  return [back(0), back(1), back(2), back(3), back(4), back(MONTHS - 1)];
}

/** The quarter and the half-year that end with a month: `2026-06` ends `2026-Q2` and `2026-H1`. */
export function spansEndingWith(month: string): readonly string[] {
  const [year = '', number = ''] = month.split('-');
  const place = Number(number);
  return [
    month,
    ...(place % 3 === 0 ? [`${year}-Q${place / 3}`] : []),
    ...(place % 6 === 0 ? [`${year}-H${place / 6}`] : []),
  ];
}

/** The first year of the school year that an instant lies in: it begins in September. */
export function schoolYearOf(now: Date, timeZone: string): number {
  const [current] = lastMonths(now, timeZone);
  const [year = 0, month = 1] = current.split('-').map(Number);
  return month >= 9 ? year : year - 1;
}
