import { decodeJwt, type JWK } from 'jose';
import { AuthError } from '../errors.ts';
import type { AuthClock } from '../ports.ts';
import { signJwt, verifyJwt } from '../tokens/jwt.ts';
import { type KeyRing, keysOf } from '../tokens/keys.ts';

/** Statements live a day and are refreshed hourly (issue 8). */
export const STATEMENT_SECONDS = 24 * 3600;
export const STATEMENT_TYP = 'entity-statement+jwt';
/** The metadata type of our own contract beside the registered ones (OpenID Federation 1.0 §5.1). */
export const PLATFORM_METADATA = 'mudan_platform';

/** Where the entity configuration of `base` is (OpenID Federation 1.0 §9). */
export function configurationUrl(base: string): string {
  return `${base}/.well-known/openid-federation`;
}

/** What a platform says about itself: `metadata.mudan_platform`. */
export interface PlatformMetadata {
  readonly platform: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly level: string;
  readonly parent: string | null;
  readonly contract_endpoint: string;
  readonly token_endpoint: string;
  readonly contract_versions: readonly number[];
  /** Keys that sign grants, client assertions and partner tokens. */
  readonly jwks: { readonly keys: readonly JWK[] };
}

export interface EntityConfigurationInput {
  readonly base: string;
  readonly federationKeys: KeyRing;
  readonly metadata: PlatformMetadata;
  readonly authorityHints: readonly string[];
  readonly trustMarks: readonly { readonly trust_mark_type: string; readonly trust_mark: string }[];
}

/** The signed entity configuration: statement of a platform about itself (OpenID Federation 1.0 §3). */
export async function signEntityConfiguration(input: EntityConfigurationInput, clock: AuthClock): Promise<string> {
  const { base, metadata } = input;
  const claims = {
    iss: base,
    sub: base,
    jwks: input.federationKeys.publicJwks(),
    metadata: {
      federation_entity: {
        organization_name: metadata.name.en,
        'organization_name#zh': metadata.name.zh,
        federation_fetch_endpoint: `${base}/federation/fetch`,
        federation_list_endpoint: `${base}/federation/list`,
        federation_trust_mark_endpoint: `${base}/federation/trust_mark`,
      },
      openid_provider: { issuer: `${base}/oidc` },
      [PLATFORM_METADATA]: metadata,
    },
    ...(input.authorityHints.length > 0 ? { authority_hints: input.authorityHints } : {}),
    ...(input.trustMarks.length > 0 ? { trust_marks: input.trustMarks } : {}),
  };
  return signJwt(input.federationKeys.current(), STATEMENT_TYP, claims, STATEMENT_SECONDS, clock.now());
}

/** A verified statement's claims, as far as we read them. */
export interface Statement {
  readonly iss: string;
  readonly sub: string;
  readonly exp: number;
  readonly jwks: { readonly keys: readonly JWK[] };
  readonly metadata: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly authorityHints: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Verifies a statement of `issuer` about `subject` with exactly the given keys (§3.2, §10.2). Statements have no `aud`, so this is the one
 * place beside `verifyJwt` that names its checks; it uses the same header rules and clock.
 * @throws {AuthError} CHAIN_INVALID
 */
export async function verifyStatement(
  token: string,
  issuer: string,
  subject: string,
  keys: { readonly keys: readonly JWK[] },
  now: Date,
): Promise<Statement> {
  try {
    const found = await keysOf(keys);
    const { payload } = await verifyJwt(
      token,
      (kid) => found.get(kid) ?? null,
      {
        typ: STATEMENT_TYP,
        issuer,
        audience: null,
        requiredClaims: ['sub', 'jwks'],
        maxAgeSeconds: STATEMENT_SECONDS,
      },
      now,
    );
    if (payload.sub !== subject) throw new AuthError('CHAIN_INVALID', 'the statement is about another entity');
    return asStatement(payload);
  } catch (error) {
    if (error instanceof AuthError && error.code === 'CHAIN_INVALID') throw error;
    throw new AuthError('CHAIN_INVALID', `the statement of ${issuer} does not verify`, { cause: error });
  }
}

/** Reads a self-signed configuration with the keys it names itself: proves only that whoever serves it holds them. Trust comes from a pin or a superior. */
export async function verifySelfSigned(token: string, entity: string, now: Date): Promise<Statement> {
  let jwks: unknown;
  try {
    jwks = decodeJwt(token).jwks;
  } catch (error) {
    throw new AuthError('CHAIN_INVALID', 'not a statement', { cause: error });
  }
  return verifyStatement(token, entity, entity, asJwks(jwks), now);
}

function asStatement(payload: Record<string, unknown> & { exp: number }): Statement {
  const hints = payload.authority_hints;
  return {
    iss: String(payload.iss),
    sub: String(payload.sub),
    exp: payload.exp,
    jwks: asJwks(payload.jwks),
    metadata: asRecord(payload.metadata) as Statement['metadata'],
    authorityHints: Array.isArray(hints) ? hints.map(String) : [],
    claims: payload,
  };
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

export function asJwks(value: unknown): { readonly keys: readonly JWK[] } {
  const keys = asRecord(value).keys;
  if (!Array.isArray(keys) || keys.length === 0) throw new AuthError('CHAIN_INVALID', 'no key set');
  return { keys: keys as JWK[] };
}

/** The platform's metadata out of a verified statement. @throws {AuthError} CHAIN_INVALID when a member is missing */
export function platformMetadata(metadata: Statement['metadata']): PlatformMetadata {
  const found = asRecord(metadata[PLATFORM_METADATA]);
  for (const name of ['platform', 'contract_endpoint', 'token_endpoint', 'level']) {
    if (typeof found[name] !== 'string') throw new AuthError('CHAIN_INVALID', `the platform's metadata has no ${name}`);
  }
  asJwks(found.jwks);
  return found as unknown as PlatformMetadata;
}
