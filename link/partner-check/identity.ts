import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWK } from 'jose';
import { ASSERTION_TYP, ASSERTION_TYPE } from '../../auth/exchange/client-assertion.ts';
import { GRANT_TYP } from '../../auth/exchange/home.ts';
import { JWT_BEARER } from '../../auth/exchange/partner.ts';
import { signEntityConfiguration } from '../../auth/federation/entity.ts';
import type { KeyRecord, KeyStore } from '../../auth/ports.ts';
import { createProofKey, type ProofKey } from '../../auth/tokens/dpop.ts';
import { signJwt } from '../../auth/tokens/jwt.ts';
import { type KeyRing, openKeyRing } from '../../auth/tokens/keys.ts';

/** The platform as which the check asks: a base URL that serves its entity configuration, and keys of its own. */
export interface CheckIdentity {
  readonly platform: string;
  readonly base: string;
  /** To be pinned by the candidate before the checks that need a registration. */
  readonly federationKeys: readonly JWK[];
  readonly partnerKeys: KeyRing;
  readonly proofKey: ProofKey;
  close(): Promise<void>;
}

const clock = { now: () => new Date() };

/** Serves the check's own entity configuration on a port (0: any). */
export async function openIdentity(port: number, platform = 'check'): Promise<CheckIdentity> {
  const store = memoryKeys();
  const [federation, partner] = await Promise.all([
    openKeyRing(store, 'federation', clock),
    openKeyRing(store, 'partner', clock),
  ]);
  let base = '';
  const server = createServer((_request, response) => {
    void configuration(platform, base, federation, partner).then((token) =>
      response.writeHead(200, { 'content-type': 'application/entity-statement+jwt' }).end(token),
    );
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  base = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    platform,
    base,
    federationKeys: federation.publicJwks().keys,
    partnerKeys: partner,
    proofKey: await createProofKey(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function configuration(platform: string, base: string, federationKeys: KeyRing, partner: KeyRing): Promise<string> {
  const metadata = {
    platform,
    name: { zh: '合作平台检查', en: 'partner check' },
    level: 'CITY',
    parent: null,
    contract_endpoint: `${base}/partner/v1`,
    token_endpoint: `${base}/partner/token`,
    contract_versions: [1],
    jwks: partner.publicJwks(),
  };
  return signEntityConfiguration({ base, federationKeys, metadata, authorityHints: [], trustMarks: [] }, clock);
}

/** Keys that live as long as the check. */
function memoryKeys(): KeyStore {
  const keys: KeyRecord[] = [];
  return {
    list: async (purpose) => keys.filter((key) => key.purpose === purpose),
    rotate: async (key) => void keys.push(key),
    removeRetired: async () => undefined,
  };
}

/** What a token request of the check may say differently. */
export interface TokenWish {
  readonly grantType?: 'user' | 'platform';
  readonly grant?: Readonly<Record<string, unknown>>;
  readonly assertion?: Readonly<Record<string, unknown>>;
  /** A grant that was made before. */
  readonly reuse?: string;
  readonly withoutProof?: boolean;
}

/** A grant for a made-up user of the check. */
export function checkGrant(
  identity: CheckIdentity,
  candidate: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const claims = {
    iss: identity.base,
    sub: 'check-user',
    aud: candidate,
    client_id: identity.base,
    jti: randomUUID(),
    scope: 'bookings:request services:request knowledge:request',
    home: identity.platform,
    name: 'Check',
    user_class: 'RESEARCHER',
    unit: null,
    ...changes,
  };
  return signJwt(identity.partnerKeys.current(), GRANT_TYP, claims, 60, clock.now());
}

/** Asks the candidate's token endpoint. */
export async function askToken(
  identity: CheckIdentity,
  candidate: string,
  endpoint: string,
  wish: TokenWish = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const assertion = { iss: identity.base, sub: identity.base, aud: endpoint, jti: randomUUID(), ...wish.assertion };
  const form = new URLSearchParams({
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await signJwt(identity.partnerKeys.current(), ASSERTION_TYP, assertion, 60, clock.now()),
  });
  if (wish.grantType === 'platform') form.set('grant_type', 'client_credentials');
  else {
    form.set('grant_type', JWT_BEARER);
    form.set('assertion', wish.reuse ?? (await checkGrant(identity, candidate, wish.grant)));
  }
  const proof = await identity.proofKey.proof({ method: 'POST', url: endpoint }, clock.now());
  const response = await fetch(endpoint, {
    method: 'POST',
    body: form,
    headers: wish.withoutProof ? {} : { dpop: proof },
    redirect: 'manual',
  });
  const text = await response.text();
  return { status: response.status, body: parsed(text) };
}

/** Asks the candidate's contract with a token. */
export async function askContract(
  identity: CheckIdentity,
  url: string,
  token: string,
  query: string,
  variables: object = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const proof = await identity.proofKey.proof({ method: 'POST', url, accessToken: token }, clock.now());
  const headers = { authorization: `DPoP ${token}`, dpop: proof, 'content-type': 'application/json' };
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
    redirect: 'manual',
  });
  return { status: response.status, body: parsed(await response.text()) };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { unreadable: text.slice(0, 200) };
  }
}
