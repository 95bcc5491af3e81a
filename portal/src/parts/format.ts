import { currentLanguage, type Language } from '../i18n/i18n.ts';
import * as formats from './formats.ts';

/** The formats of formats.ts in the language that is shown now. */
export const money = (fen: number): string => formats.money(fen);
export const hours = (minutes: number, language: Language = currentLanguage()): string =>
  formats.hours(minutes, language);
export const count = (value: number, language: Language = currentLanguage()): string => formats.count(value, language);
export const instant = (iso: string, timeZone: string): string => formats.instant(iso, timeZone, currentLanguage());
export const day = (iso: string, timeZone: string): string => formats.day(iso, timeZone, currentLanguage());
export const time = (iso: string, timeZone: string): string => formats.time(iso, timeZone);
export const span = (start: string, end: string, timeZone: string): string =>
  formats.span(start, end, timeZone, currentLanguage());
export const ago = (iso: string): string => formats.ago(iso, Date.now(), currentLanguage());
