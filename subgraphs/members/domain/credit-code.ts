/** GB 32100-2015 §4.2: the 31 characters of a 统一社会信用代码 (no I, O, S, V, Z), in the order of their values. */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
/** GB 32100-2015 §5: weight of position i is 3^(i-1) mod 31. */
const weights = Array.from({ length: 17 }, (_, position) => modularPower(3, position, 31));

function modularPower(base: number, exponent: number, modulus: number): number {
  let result = 1;
  for (let step = 0; step < exponent; step += 1) result = (result * base) % modulus;
  return result;
}

/** The 18th character for the first 17; null when one of them is not of the alphabet. */
export function creditCodeCheckCharacter(first17: string): string | null {
  if (first17.length !== 17) return null;
  const values = [...first17].map((character) => alphabet.indexOf(character));
  if (values.includes(-1)) return null;
  const sum = values.reduce((total, value, position) => total + value * (weights[position] ?? 0), 0);
  return alphabet[(31 - (sum % 31)) % 31] ?? null;
}

/** Has the code 18 characters of the alphabet and the right check character (GB 32100-2015)? */
export function isCreditCode(code: string): boolean {
  return code.length === 18 && creditCodeCheckCharacter(code.slice(0, 17)) === code[17];
}
