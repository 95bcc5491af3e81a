export type PatentKindName = 'INVENTION' | 'UTILITY_MODEL' | 'DESIGN';

/** ZC 0006-2003 §5: the digit for the kind of application, before (place 3 of 8) and since October 2003 (place 5 of 12). 8 and 9: PCT applications. */
const kinds: Readonly<Record<string, PatentKindName>> = {
  '1': 'INVENTION',
  '2': 'UTILITY_MODEL',
  '3': 'DESIGN',
  '8': 'INVENTION',
  '9': 'UTILITY_MODEL',
};

/** A Chinese patent or application number in its parts. */
export interface PatentNumber {
  /** In the usual form: `ZL201110123456.7`. */
  readonly text: string;
  readonly kind: PatentKindName;
  readonly year: number;
}

/**
 * Reads `ZL` or `CN` (or neither) and 8 or 12 digits with their check character (ZC 0007-2004: weights 2–9 repeated, modulo 11, 10 is X).
 * Null when it is none or the check character is wrong.
 */
export function readPatentNumber(text: string): PatentNumber | null {
  const match = /^(?:ZL|CN)?\s*(\d{8}|\d{12})\.?([\dX])$/i.exec(text.normalize('NFKC').trim());
  const [, digits = '', check = ''] = match ?? [];
  const kind = kinds[digits.length === 12 ? (digits[4] ?? '') : (digits[2] ?? '')];
  if (!kind || patentCheckCharacter(digits) !== check.toUpperCase()) return null;
  const year = digits.length === 12 ? Number(digits.slice(0, 4)) : 1900 + Number(digits.slice(0, 2));
  return { text: `ZL${digits}.${check.toUpperCase()}`, kind, year: year < 1985 ? year + 100 : year };
}

/** The check character of 8 or 12 digits. */
export function patentCheckCharacter(digits: string): string {
  const sum = [...digits].reduce((total, digit, place) => total + Number(digit) * (2 + (place % 8)), 0);
  return sum % 11 === 10 ? 'X' : String(sum % 11);
}
