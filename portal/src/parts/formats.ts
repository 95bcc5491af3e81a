export type FormatLanguage = 'zh' | 'en';

const LOCALE = { zh: 'zh-CN', en: 'en-GB' } as const;
const FEN_IN_YUAN = 100;
const MINUTES_IN_HOUR = 60;

/** Whole fen as yuan with two places: 1234500 → `¥12,345.00`. Exact: no floats are involved. */
export function money(fen: number): string {
  const amount = Math.abs(fen);
  const yuan = Math.trunc(amount / FEN_IN_YUAN).toLocaleString('en-US');
  return `${fen < 0 ? '−' : ''}¥${yuan}.${String(amount % FEN_IN_YUAN).padStart(2, '0')}`;
}

/** Whole minutes as hours and minutes: 95 → `1 小时 35 分`, `1 h 35 min`. */
export function hours(minutes: number, language: FormatLanguage): string {
  const amount = Math.abs(minutes);
  const whole = Math.trunc(amount / MINUTES_IN_HOUR);
  const rest = amount % MINUTES_IN_HOUR;
  const [hour, minute] = language === 'zh' ? ['小时', '分'] : ['h', 'min'];
  const parts = [
    ...(whole > 0 ? [`${whole.toLocaleString(LOCALE[language])} ${hour}`] : []),
    ...(rest > 0 || whole === 0 ? [`${rest} ${minute}`] : []),
  ];
  return `${minutes < 0 ? '−' : ''}${parts.join(' ')}`;
}

/** A number of things, with thousands separators. */
export function count(value: number, language: FormatLanguage): string {
  return value.toLocaleString(LOCALE[language]);
}

/** An instant on the clocks of a zone: `2026年7月20日 09:00`, `20 Jul 2026, 09:00`. */
export function instant(iso: string, timeZone: string, language: FormatLanguage): string {
  return `${day(iso, timeZone, language)}${language === 'zh' ? ' ' : ', '}${time(iso, timeZone)}`;
}

/** The day of an instant in a zone, or a `YYYY-MM-DD` as it is. */
export function day(iso: string, timeZone: string, language: FormatLanguage): string {
  const isDay = iso.length === 'YYYY-MM-DD'.length;
  const style: Intl.DateTimeFormatOptions =
    language === 'zh'
      ? { year: 'numeric', month: 'long', day: 'numeric' }
      : { year: 'numeric', month: 'short', day: 'numeric' };
  return format(isDay ? `${iso}T00:00:00Z` : iso, isDay ? 'UTC' : timeZone, language, style);
}

/** The wall-clock time of an instant in a zone, `09:00`. */
export function time(iso: string, timeZone: string): string {
  return format(iso, timeZone, 'en', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** From–to in a zone; the day is named once when both lie on it. */
export function span(start: string, end: string, timeZone: string, language: FormatLanguage): string {
  const isOneDay = day(start, timeZone, language) === day(end, timeZone, language);
  return `${instant(start, timeZone, language)}–${isOneDay ? time(end, timeZone) : instant(end, timeZone, language)}`;
}

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long ago, in the largest unit that fits: `3 小时前`, `3 hours ago`. */
export function ago(iso: string, now: number, language: FormatLanguage): string {
  const passed = now - Date.parse(iso);
  if (Math.abs(passed) < 60_000) return language === 'zh' ? '刚刚' : 'just now';
  const [unit, size] = STEPS.find(([, step]) => Math.abs(passed) >= step) ?? ['minute', 60_000];
  return new Intl.RelativeTimeFormat(LOCALE[language], { numeric: 'auto' }).format(-Math.trunc(passed / size), unit);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function format(iso: string, timeZone: string, language: FormatLanguage, style: Intl.DateTimeFormatOptions): string {
  const key = `${timeZone} ${language} ${JSON.stringify(style)}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(LOCALE[language], { ...style, timeZone });
  formatters.set(key, formatter);
  return formatter.format(new Date(iso));
}
