import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { AuthError } from '../errors.ts';
import type { AuthClock } from '../ports.ts';

/** Life of a token between gateway and subgraph. */
const LIFETIME_SECONDS = 30;
/** Keys change by themselves every hour; the one before is accepted for the life of what it signed. */
const WINDOW_SECONDS = 3600;

/** The secret of one subgraph, derived from the platform's: a subgraph that runs elsewhere gets its own and cannot speak to the others. */
export function subgraphRoot(master: Buffer, subgraph: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `mudan internal token 1: ${subgraph}`, 32));
}

/** The gateway's end: one token per request to a subgraph. Cost: one HMAC, some 6 µs. */
export interface InternalSigner {
  /** `claims` is any plain JSON (a kernel `Caller`); `body` the request's exact bytes. */
  seal(subgraph: string, claims: object, body: string | Buffer): string;
}

export function createInternalSigner(master: Buffer, clock: AuthClock): InternalSigner {
  const roots = new Map<string, Buffer>();
  const rootOf = (subgraph: string): Buffer => {
    const root = roots.get(subgraph) ?? subgraphRoot(master, subgraph);
    roots.set(subgraph, root);
    return root;
  };
  return {
    seal: (subgraph, claims, body) => {
      const now = Math.floor(clock.now().getTime() / 1000);
      const window = Math.floor(now / WINDOW_SECONDS);
      const payload = Buffer.from(
        JSON.stringify({ sub: subgraph, exp: now + LIFETIME_SECONDS, body: digest(body), claims }),
      ).toString('base64url');
      const signed = `m1.${window}.${payload}`;
      return `${signed}.${mac(rootOf(subgraph), window, signed).toString('base64url')}`;
    },
  };
}

/** A subgraph's end. */
export interface InternalVerifier {
  /**
   * The claims, if the token is for this subgraph and this body, from the last 30 s.
   * @throws {AuthError} INTERNAL_TOKEN
   */
  open(token: string, body: string | Buffer): unknown;
}

export function createInternalVerifier(root: Buffer, subgraph: string, clock: AuthClock): InternalVerifier {
  return {
    open: (token, body) => {
      const [version, windowText = '', payload = '', tag = '', ...rest] = token.split('.');
      const now = Math.floor(clock.now().getTime() / 1000);
      const window = Number(windowText);
      if (version !== 'm1' || rest.length > 0 || !/^\d{1,12}$/.test(windowText)) throw refused('malformed');
      if (Math.abs(Math.floor(now / WINDOW_SECONDS) - window) > 1) throw refused('of another hour');
      const expected = mac(root, window, `m1.${windowText}.${payload}`);
      const given = Buffer.from(tag, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused('signature is wrong');
      return checked(payload, subgraph, body, now);
    },
  };
}

function checked(payload: string, subgraph: string, body: string | Buffer, now: number): unknown {
  const content = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  if (content.sub !== subgraph) throw refused('is for another subgraph');
  if (typeof content.exp !== 'number' || content.exp <= now) throw refused('has expired');
  if (content.exp > now + 2 * LIFETIME_SECONDS) throw refused('is from the future');
  if (content.body !== digest(body)) throw refused('is for another body');
  return content.claims;
}

function mac(root: Buffer, window: number, signed: string): Buffer {
  const key = createHmac('sha256', root).update(`window ${window}`).digest();
  return createHmac('sha256', key).update(signed).digest();
}

function digest(body: string | Buffer): string {
  return createHash('sha256').update(body).digest('base64url');
}

function refused(why: string): AuthError {
  return new AuthError('INTERNAL_TOKEN', `internal token ${why}`);
}
