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

/** The months (`2011-08`) in which something was counted, the newest of them; the current one when nothing was. */
export function newestMonth(
  rows: readonly { readonly month?: string | null; readonly machineMinutes: number }[],
  current: string,
): string {
  const counted = rows.flatMap(({ month, machineMinutes }) => (month && machineMinutes > 0 ? [month] : []));
  return counted.sort().at(-1) ?? current;
}

/** Years to choose from: those up to the current one, and the one that is shown. */
export function yearsToChoose(current: number, shown: number, count = 6): readonly number[] {
  const latest = Array.from({ length: count }, (_, back) => current - back);
  return [...new Set([...latest, shown])].sort((a, b) => b - a);
}

/** The first year of the school year that an instant lies in: it begins in September. */
export function schoolYearOf(now: Date, timeZone: string): number {
  return schoolYearOfMonth(lastMonths(now, timeZone)[0]);
}

/** The first year of the school year that a month (`2011-08`) lies in. */
export function schoolYearOfMonth(text: string): number {
  const [year = 0, month = 1] = text.split('-').map(Number);
  return month >= 9 ? year : year - 1;
}
