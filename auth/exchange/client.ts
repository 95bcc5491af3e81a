import { randomUUID } from 'node:crypto';
import { Agent, request } from 'undici';
import { AuthError } from '../errors.ts';
import type { TrustCache } from '../federation/trust.ts';
import { LOOK_SCOPE } from '../policy.ts';
import type { AuthClock, PartnerRecord } from '../ports.ts';
import { createProofKey } from '../tokens/dpop.ts';
import { signJwt } from '../tokens/jwt.ts';
import type { KeyRing } from '../tokens/keys.ts';
import { ASSERTION_SECONDS, ASSERTION_TYP, ASSERTION_TYPE } from './client-assertion.ts';
import type { HomeExchange, HomeUser } from './home.ts';
import { JWT_BEARER } from './partner.ts';

/** The partner could not be asked: no answer, or not one of its own. Nothing is known about what it did. */
export class PartnerUnreachable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PartnerUnreachable';
  }
}

/** The calling side of the exchange: tokens at partners, bound to this process's key. */
export interface ExchangeClient {
  /** Headers for one request to the partner as this user. @throws {PartnerUnreachable} @throws {AuthError} */
  userHeaders(
    user: HomeUser,
    partner: PartnerRecord,
    scopes: readonly string[],
    target: { method: string; url: string },
  ): Promise<Record<string, string>>;
  /** The same as this platform itself. */
  platformHeaders(partner: PartnerRecord, target: { method: string; url: string }): Promise<Record<string, string>>;
  /** Where the partner serves the contract, from its verified metadata. */
  contractUrl(partner: PartnerRecord): Promise<string>;
  /** Drops cached tokens for a partner, after it refused one. */
  forget(partner: PartnerRecord): void;
}

export interface ExchangeClientOptions {
  readonly base: string;
  readonly keys: KeyRing;
  readonly home: HomeExchange;
  readonly trust: TrustCache;
  readonly clock: AuthClock;
  /** Longest wait for a token endpoint. Default 5 s. */
  readonly timeoutMilliseconds?: number;
}

/** A token is not used in its last seconds: it could expire on the way. */
const SPARE_MILLISECONDS = 30_000;
const CACHED_TOKENS = 5_000;

interface HeldToken {
  readonly token: string;
  readonly until: number;
}

export async function createExchangeClient(options: ExchangeClientOptions): Promise<ExchangeClient> {
  const proofKey = await createProofKey();
  const tokens = new Map<string, Promise<HeldToken>>();
  const agent = new Agent({ connections: 16, connect: { timeout: 2000 } });
  const held = async (key: string, get: () => Promise<HeldToken>): Promise<string> => {
    const known = await tokens.get(key);
    if (known && known.until > options.clock.now().getTime()) return known.token;
    if (tokens.size >= CACHED_TOKENS) tokens.clear();
    const getting = get();
    tokens.set(key, getting);
    getting.catch(() => tokens.delete(key));
    return (await getting).token;
  };
  const obtain = async (partner: PartnerRecord, parameters: Readonly<Record<string, string>>): Promise<HeldToken> => {
    const { metadata } = await trusted(options.trust, partner);
    const endpoint = metadata.token_endpoint;
    const now = options.clock.now();
    const assertion = { iss: options.base, sub: options.base, aud: endpoint, jti: randomUUID() };
    const form = new URLSearchParams({
      ...parameters,
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: await signJwt(options.keys.current(), ASSERTION_TYP, assertion, ASSERTION_SECONDS, now),
    });
    const proof = await proofKey.proof({ method: 'POST', url: endpoint }, now);
    return askForToken(agent, endpoint, form, proof, options);
  };
  const headers = async (token: string, target: { method: string; url: string }): Promise<Record<string, string>> => ({
    authorization: `DPoP ${token}`,
    dpop: await proofKey.proof({ ...target, accessToken: token }, options.clock.now()),
  });
  return {
    userHeaders: async (user, partner, scopes, target) => {
      const key = JSON.stringify(['user', partner.baseUrl, user.subject, ...scopes]);
      const token = await held(key, async () => {
        const grant = await options.home.issueGrant(user, partner, scopes);
        return obtain(partner, { grant_type: JWT_BEARER, assertion: grant });
      });
      return headers(token, target);
    },
    platformHeaders: async (partner, target) => {
      const token = await held(JSON.stringify(['platform', partner.baseUrl]), () =>
        obtain(partner, { grant_type: 'client_credentials' }),
      );
      return headers(token, target);
    },
    contractUrl: async (partner) => (await trusted(options.trust, partner)).metadata.contract_endpoint,
    forget: (partner) => {
      for (const key of tokens.keys()) if ((JSON.parse(key) as string[])[1] === partner.baseUrl) tokens.delete(key);
    },
  };
}

/** A chain that cannot be fetched is a partner that is away; one that is wrong is a refusal. */
async function trusted(trust: TrustCache, partner: PartnerRecord) {
  if (partner.blocked) throw new AuthError('PARTNER_BLOCKED', `${partner.platform} is blocked here`);
  try {
    return await trust.platform(partner);
  } catch (error) {
    if (error instanceof AuthError && error.code === 'CHAIN_UNREACHABLE')
      throw new PartnerUnreachable(`${partner.platform} does not answer`, { cause: error });
    throw error;
  }
}

async function askForToken(
  agent: Agent,
  endpoint: string,
  form: URLSearchParams,
  proof: string,
  options: ExchangeClientOptions,
): Promise<HeldToken> {
  let status: number;
  let body: unknown;
  try {
    const response = await request(endpoint, {
      dispatcher: agent,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json', dpop: proof },
      body: form.toString(),
      signal: AbortSignal.timeout(options.timeoutMilliseconds ?? 5000),
    });
    status = response.statusCode;
    body = await response.body.json();
  } catch (error) {
    throw new PartnerUnreachable('the token endpoint does not answer', { cause: error });
  }
  return readAnswer(status, body as Record<string, unknown>, options.clock.now());
}

function readAnswer(status: number, body: Record<string, unknown>, now: Date): HeldToken {
  if (status >= 500) throw new PartnerUnreachable(`the token endpoint answers ${status}`);
  const { access_token: token, expires_in: seconds, token_type: type } = body;
  if (status !== 200)
    throw new AuthError(
      'GRANT_INVALID',
      `the partner refused the exchange: ${String(body.error_description ?? body.error)}`,
    );
  if (typeof token !== 'string' || typeof seconds !== 'number' || String(type).toLowerCase() !== 'dpop') {
    throw new PartnerUnreachable('the token endpoint answers something else');
  }
  // Only to look: used once, so that an admission counts at once.
  if (body.scope === LOOK_SCOPE) return { token, until: now.getTime() };
  return { token, until: now.getTime() + seconds * 1000 - SPARE_MILLISECONDS };
}
