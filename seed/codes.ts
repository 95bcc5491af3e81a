const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** A 统一社会信用代码 from its first 17 characters: adds the check character of GB 32100-2015. */
export function creditCode(first17: string): string {
  const sum = USCC_WEIGHTS.reduce(
    (total, weight, index) => total + weight * USCC_ALPHABET.indexOf(first17[index] ?? ''),
    0,
  );
  return first17 + USCC_ALPHABET[(31 - (sum % 31)) % 31];
}

const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The nine characters of an organisation code (GB 11714): eight digits and their check character, positions 9–17 of a credit code. */
export function organisationCode(serial: number): string {
  const digits = String(serial).padStart(8, '0');
  const sum = ORGANISATION_WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const check = 11 - (sum % 11);
  return digits + (check === 10 ? 'X' : check === 11 ? '0' : String(check));
}

const PATENT_WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

/** A Chinese patent number `ZL` + 12 digits + `.` + check digit (since 2003: year, kind 1–3, seven-digit serial; check modulo 11). */
export function patentNumber(year: number, kind: 1 | 2 | 3, serial: number): string {
  const digits = `${year}${kind}${String(serial).padStart(7, '0')}`;
  const remainder = PATENT_WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0) % 11;
  return `ZL${digits}.${remainder === 10 ? 'X' : remainder}`;
}
