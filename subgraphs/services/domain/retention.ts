/** Years that a closed request is kept, by what it came to. Six are what accreditation asks for records of tests (CMA). */
const RETENTION_YEARS = { WITH_REPORT: 6, WITHOUT_REPORT: 2 } as const;

/** A request is archived by itself so many days after it was closed. */
export const ARCHIVE_AFTER_DAYS = 30;

/** The last day of the retention, for a request archived on `day` (`YYYY-MM-DD`); the 29th of February counts as the 28th. */
export function retainUntil(day: string, withReport: boolean): string {
  const years = withReport ? RETENTION_YEARS.WITH_REPORT : RETENTION_YEARS.WITHOUT_REPORT;
  const year = Number(day.slice(0, 4)) + years;
  return `${year}${day.slice(4) === '-02-29' ? '-02-28' : day.slice(4)}`;
}
