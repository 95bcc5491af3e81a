/** Bodies that give standard numbers, as they stand before the number. */
const BODIES =
  'GB|GBZ|GJB|JJG|JJF|DB|YB|YY|SH|HG|NB|NY|LY|SN|QB|JB|HJ|DL|CJ|JG|JT|MT|SY|TB|WS|GA|ISO|IEC|ASTM|EN|DIN|JIS|BS|ANSI|IEEE';
const NUMBER = new RegExp(`^(?:${BODIES})[\\s/]*(?:[A-Z]{1,2}[\\s/]*)?\\d`, 'i');

/** Does a search look for a standard by its number (`GB/T 228.1`, `iso 6892-1:2019`)? Then the labs that work by it come first. */
export function looksLikeStandard(text: string): boolean {
  return NUMBER.test(text.trim());
}
