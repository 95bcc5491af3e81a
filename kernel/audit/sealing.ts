import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A value encrypted under a person's key, as it stands in an audit row. */
export interface Sealed {
  /** Whose key it is. */
  readonly person: string;
  /** Base64url of nonce (12 bytes), tag (16 bytes) and ciphertext. */
  readonly sealed: string;
}

export function isSealed(value: object): value is Sealed {
  const { person, sealed, ...rest } = value as Partial<Sealed>;
  return typeof person === 'string' && typeof sealed === 'string' && Object.keys(rest).length === 0;
}

/** AES-256-GCM with a random nonce (NIST SP 800-38D §8.2.2); `context` is authenticated with it. */
export function encrypt(key: Buffer, context: string, plain: Buffer): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
}

/** The reverse of `encrypt`. Throws when key, context or text are not those that it was made with. */
export function decrypt(key: Buffer, context: string, text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
}
