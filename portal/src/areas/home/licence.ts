/** Kinds of file that a licence may be. */
export const LICENCE_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const;
/** The graph takes at most this in a form that needs no login. */
const LICENCE_BYTES = 512 * 1024;

export interface Licence {
  readonly name: string;
  readonly mediaType: string;
  readonly base64: string;
}

/** Reads a business licence for the form; null when it is too large or of another kind. */
export async function readLicence(file: File): Promise<Licence | null> {
  if (file.size > LICENCE_BYTES || !LICENCE_TYPES.some((type) => type === file.type)) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return { name: file.name, mediaType: file.type, base64: btoa(text) };
}
