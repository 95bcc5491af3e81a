import { createHash, randomBytes } from 'node:crypto';

/** Codes made at once, each for one login without the authenticator. */
const RECOVERY_CODES = 10;
/** Crockford's base32: no character is taken for another one. 16 of them are 80 bits, so that a plain hash cannot be searched. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 16;
const GROUP = 4;

/** Fresh codes as a person writes them down: `7K2M-9QXA-…`. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const characters = [...randomBytes(CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
    return (characters.match(new RegExp(`.{${GROUP}}`, 'g')) ?? []).join('-');
  });
}

/** What is stored of a code, and looked up when it is typed: in any case, with or without hyphens. Null: not a recovery code at all. */
export function recoveryHash(accountId: string, typed: string): string | null {
  const plain = typed.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
  const code = plain.replaceAll('O', '0').replace(/[IL]/g, '1');
  if (code.length !== CHARACTERS || [...code].some((character) => !ALPHABET.includes(character))) return null;
  return createHash('sha256')
    .update(JSON.stringify([accountId, code]))
    .digest('base64url');
}

/** The hashes of codes that were just made. */
export function recoveryHashes(accountId: string, codes: readonly string[]): readonly string[] {
  return codes.flatMap((code) => recoveryHash(accountId, code) ?? []);
}
