/** Basis points (hundredths of a percent) as percent: 4525 → `45.25%`; a dash when nothing is known. */
export function percent(basisPoints: number | null | undefined): string {
  if (basisPoints === null || basisPoints === undefined) return '—';
  return `${Math.trunc(basisPoints / 100)}.${String(basisPoints % 100).padStart(2, '0')}%`;
}

/** Hundredths as a number with two places: 8250 → `82.50`. */
export function hundredths(value: number | null | undefined): string {
  return value === null || value === undefined ? '—' : percent(value).replace('%', '');
}
