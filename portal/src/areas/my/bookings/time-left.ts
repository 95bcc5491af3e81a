const SECOND_MS = 1000;
const HOUR_SECONDS = 3600;
const MINUTE_SECONDS = 60;

/** How long is left until an instant, `23:59:07`; null when it has passed. */
export function timeLeft(until: string, nowMs: number): string | null {
  const seconds = Math.floor((Date.parse(until) - nowMs) / SECOND_MS);
  if (seconds < 0) return null;
  const parts = [
    Math.floor(seconds / HOUR_SECONDS),
    Math.floor((seconds % HOUR_SECONDS) / MINUTE_SECONDS),
    seconds % MINUTE_SECONDS,
  ];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}
