import type { Notice } from './types.ts';
import { WORDINGS, type Wording } from './wordings.ts';

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/**
 * A notice in words. Instants are told in the platform's time zone. A template that has no wording is written out as its name with all values, so that
 * nothing is withheld.
 */
export function worded(
  notice: Pick<Notice, 'template' | 'about' | 'values'>,
  locale: 'zh' | 'en',
  timeZone: string,
): Wording {
  const values: Record<string, string | number> = { ...notice.values, about: notice.about };
  const told = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tell(value, timeZone)]));
  const wording = WORDINGS[notice.template]?.[locale];
  if (wording) return { subject: filled(wording.subject, told), text: filled(wording.text, told) };
  const lines = Object.entries(told).map(([name, value]) => `${name}: ${value}`);
  return { subject: notice.template, text: lines.join('\n') };
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '—');
}

function tell(value: string | number, timeZone: string): string {
  if (typeof value === 'number' || !INSTANT.test(value)) return String(value);
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return format.format(new Date(value));
}
