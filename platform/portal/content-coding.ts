/** How a file's bytes are coded on the wire; `identity` is the file itself. */
export type Coding = 'br' | 'gzip' | 'identity';

/** Best first: brotli is a fifth smaller than gzip for scripts. */
export const CODINGS: readonly Exclude<Coding, 'identity'>[] = ['br', 'gzip'];

const ENTRY = /^\s*([\w*-]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i;

/** The best of the codings that there are and that `Accept-Encoding` allows (RFC 9110 §12.5.3); nothing asked for means `identity`. */
export function chooseCoding(acceptEncoding: string | undefined, available: ReadonlySet<Coding>): Coding {
  const wishes = new Map<string, number>();
  for (const entry of (acceptEncoding ?? '').split(',')) {
    const [, name, quality] = ENTRY.exec(entry) ?? [];
    if (name !== undefined) wishes.set(name.toLowerCase(), Number(quality ?? 1));
  }
  const allowed = CODINGS.filter((coding) => available.has(coding) && (wishes.get(coding) ?? wishes.get('*') ?? 0) > 0);
  const quality = (coding: Coding): number => wishes.get(coding) ?? wishes.get('*') ?? 0;
  const [best] = allowed.sort((a, b) => quality(b) - quality(a));
  return best ?? 'identity';
}
