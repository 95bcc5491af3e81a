/** The local month of an instant, `YYYY-MM`. */
export function monthOf(instant: Date, timeZone: string): string {
  return dayOf(instant, timeZone).slice(0, 7);
}

/** The local day of an instant, `YYYY-MM-DD`. */
export function dayOf(instant: Date, timeZone: string): string {
  return instant.toLocaleDateString('en-CA', { timeZone });
}
