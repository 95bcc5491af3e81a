import { createHmac, timingSafeEqual } from 'node:crypto';
import { GatewayError } from '../../gateway/errors.ts';
import type { Authenticate, Identity } from '../../gateway/types.ts';

const SECRET = 'bench';

/** A token as gateways see them: claims and a signature that is checked for every request. */
export function benchToken(): string {
  const claims = Buffer.from(JSON.stringify({ sub: 'bench', scope: ['user'] })).toString('base64url');
  return `${claims}.${sign(claims)}`;
}

export function createVerifier(): Authenticate {
  return async (headers) => {
    const [claims = '', signature = ''] = String(headers.authorization ?? '')
      .replace('Bearer ', '')
      .split('.');
    const [given, wanted] = [Buffer.from(signature), Buffer.from(sign(claims))];
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new GatewayError('UNAUTHENTICATED');
    const { sub, scope } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string; scope: string[] };
    return { key: sub, scopes: new Set(scope), anonymous: false, claims: undefined } satisfies Identity;
  };
}

function sign(claims: string): string {
  return createHmac('sha256', SECRET).update(claims).digest('base64url');
}
