import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { type AuthCode, AuthError } from '../../auth/errors.ts';
import type { KeyPurpose } from '../../auth/ports.ts';
import { type AuthServer, movableClock, startAuthServer } from '../harness/auth-server.ts';

/** One attack: it must be refused with the right code, leave an audit row, and change nothing. */
export interface Attack {
  readonly name: string;
  run(world: World): Promise<void>;
}

/** Two linked platforms, hlj as two replicas on one store, and somebody with a key of their own. */
export interface World {
  readonly mdj: AuthServer;
  readonly hlj: AuthServer;
  /** The second replica of hlj: same ports, same base URL. */
  readonly replica: AuthServer;
  readonly attackerKey: { readonly privateKey: CryptoKey; readonly jwk: JWK };
  readonly clock: ReturnType<typeof movableClock>;
  close(): Promise<void>;
}

export const RESEARCHER = 'mdj:account:R';
export const PASSWORD = 'correct horse battery';

export async function createWorld(): Promise<World> {
  const clock = movableClock();
  const mdj = await startAuthServer('mdj', { parent: 'hlj', clock });
  const hlj = await startAuthServer('hlj', { level: 'PROVINCE', clock });
  const replica = await startAuthServer('hlj', { level: 'PROVINCE', clock, ports: hlj.ports, base: hlj.base });
  mdj.ports.partnerList.push(hlj.asPartner());
  hlj.ports.partnerList.push(mdj.asPartner({ parent: 'hlj' }));
  await mdj.auth.accounts.create({
    id: RESEARCHER,
    logins: ['researcher'],
    name: '陈思远',
    password: PASSWORD,
    unitId: 'mdj:unit:1',
    grants: [{ role: 'RESEARCHER', path: ['mdj', 'mdj:unit:1'] }],
  });
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return {
    mdj,
    hlj,
    replica,
    clock,
    attackerKey: { privateKey, jwk: await exportJWK(publicKey) },
    close: async () => {
      await Promise.all([mdj.close(), replica.close(), hlj.close()]);
    },
  };
}

/** The private key of a platform, as only the platform has it: for tokens that are right in all but one thing. */
export async function privateKey(server: AuthServer, purpose: KeyPurpose): Promise<{ key: CryptoKey; kid: string }> {
  const [newest] = [...(await server.ports.keys.list(purpose))].sort(
    (a, b) => b.createdAt.getTime() - a.createdAt.getTime(),
  );
  assert(newest);
  return { key: (await importJWK(newest.jwk as JWK, 'ES256')) as CryptoKey, kid: newest.kid };
}

export interface Forgery {
  readonly header?: Record<string, unknown>;
  readonly claims?: Record<string, unknown>;
  /** Claims to leave out. */
  readonly without?: readonly string[];
  readonly key?: CryptoKey | Uint8Array;
}

/** Signs a token that is right but for what `forgery` says. */
export async function forge(
  right: {
    readonly header: Record<string, unknown>;
    readonly claims: Record<string, unknown>;
    readonly key: CryptoKey;
  },
  forgery: Forgery = {},
): Promise<string> {
  const claims = { ...right.claims, ...forgery.claims };
  for (const name of forgery.without ?? []) delete claims[name];
  const header = { ...right.header, ...forgery.header };
  for (const [name, value] of Object.entries(header))
    if (value === undefined) delete (header as Record<string, unknown>)[name];
  return new SignJWT(claims).setProtectedHeader(header as { alg: string }).sign(forgery.key ?? right.key);
}

/** An access token of mdj's researcher as mdj issues it. */
export async function userToken(world: World, forgery: Forgery = {}): Promise<string> {
  const { mdj, clock } = world;
  const { key, kid } = await privateKey(mdj, 'oidc');
  const now = Math.floor(clock.now().getTime() / 1000);
  return forge(
    {
      key,
      header: { alg: 'ES256', typ: 'at+jwt', kid },
      claims: {
        iss: `${mdj.base}/oidc`,
        aud: `${mdj.base}/graphql`,
        sub: RESEARCHER,
        client_id: 'mudan-portal',
        jti: randomUUID(),
        iat: now,
        exp: now + 600,
        av: mdj.ports.accountMap.get(RESEARCHER)?.authorisationVersion,
        scopes: ['bookings:request'],
      },
    },
    forgery,
  );
}

/** What the platforms hold that an attack could have changed. */
function holdings(world: World): string {
  return JSON.stringify([world.mdj, world.hlj].map(({ ports }) => [[...ports.accountMap.values()], ports.partnerList]));
}

/** The action must be refused with one of the codes; exactly such an audit row appears at `server`; no account or partner changes. */
export async function refused(
  world: World,
  server: AuthServer,
  code: AuthCode,
  action: () => Promise<unknown>,
): Promise<void> {
  const rows = server.ports.rows.length;
  const before = holdings(world);
  const error = await action().then(
    (value) => assert.fail(`accepted: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  );
  assert(error instanceof AuthError, `not a refusal but ${String(error)}`);
  assert.equal(error.code, code);
  const denied = server.ports.rows.slice(rows).filter((row) => row.outcome === 'denied');
  assert(
    denied.some((row) => row.code === code),
    `no audit row with ${code}, but ${JSON.stringify(denied)}`,
  );
  assert.equal(holdings(world), before, 'something changed');
}

/** The same for an attack on the token endpoint over HTTP: the OAuth error, and the code in its description. */
export async function refusedByHttp(
  world: World,
  code: AuthCode,
  oauthError: string,
  action: () => Promise<Response>,
): Promise<void> {
  const rows = world.hlj.ports.rows.length;
  const before = holdings(world);
  const response = await action();
  const body = (await response.json()) as Record<string, unknown>;
  assert.equal(body.error, oauthError, JSON.stringify(body));
  assert.equal(body.error_description, code);
  assert.equal(body.access_token, undefined);
  const denied = world.hlj.ports.rows.slice(rows).filter((row) => row.outcome === 'denied' && row.code === code);
  assert.equal(denied.length, 1, `no audit row with ${code}`);
  assert.equal(holdings(world), before, 'something changed');
}

/** Runs `action` while counting requests that reach an own web server: for headers that try to make us fetch. */
export async function withoutRequests(action: (url: string) => Promise<void>): Promise<void> {
  const { createServer } = await import('node:http');
  let requests = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end('{"keys":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert(address && typeof address === 'object');
  try {
    await action(`http://127.0.0.1:${address.port}/`);
    assert.equal(requests, 0, 'the token made us fetch something');
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}
