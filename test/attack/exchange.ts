import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CryptoKey } from 'jose';
import { ASSERTION_TYPE } from '../../auth/exchange/client-assertion.ts';
import { JWT_BEARER } from '../../auth/exchange/partner.ts';
import { CROSSING_SCOPES } from '../../auth/policy.ts';
import { createProofKey, type ProofKey } from '../../auth/tokens/dpop.ts';
import type { AuthServer } from '../harness/auth-server.ts';
import {
  type Attack,
  type Forgery,
  forge,
  privateKey,
  RESEARCHER,
  refused,
  refusedByHttp,
  type World,
} from './world.ts';

interface Request {
  readonly assertion?: Forgery;
  readonly grant?: Forgery;
  readonly form?: Record<string, string>;
  /** Another proof than the right one; null: none. */
  readonly proof?: string | null;
  /** Who asks; default mdj. */
  readonly as?: AuthServer;
}

const seconds = (world: World): number => Math.floor(world.clock.now().getTime() / 1000);

async function clientAssertion(world: World, from: AuthServer, forgery: Forgery = {}): Promise<string> {
  const { key, kid } = await privateKey(from, 'partner');
  const now = seconds(world);
  const claims = {
    iss: from.base,
    sub: from.base,
    aud: `${world.hlj.base}/partner/token`,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
  };
  return forge({ key, header: { alg: 'ES256', typ: 'client-authentication+jwt', kid }, claims }, forgery);
}

async function grantOf(world: World, from: AuthServer, forgery: Forgery = {}): Promise<string> {
  const { key, kid } = await privateKey(from, 'partner');
  const now = seconds(world);
  const claims = {
    iss: from.base,
    sub: 'pairwise-of-r',
    aud: world.hlj.base,
    client_id: from.base,
    jti: randomUUID(),
    iat: now,
    exp: now + 60,
    scope: CROSSING_SCOPES.join(' '),
    home: from.id,
    name: '陈思远',
    user_class: 'RESEARCHER',
    unit: 'mdj:unit:1',
  };
  return forge({ key, header: { alg: 'ES256', typ: 'oauth-id-jag+jwt', kid }, claims }, forgery);
}

/** One request to hlj's token endpoint, right but for what `request` says. */
async function exchange(
  world: World,
  request: Request = {},
  at: AuthServer = world.hlj,
  proofKey?: ProofKey,
): Promise<Response> {
  const from = request.as ?? world.mdj;
  const endpoint = `${world.hlj.base}/partner/token`;
  const body = new URLSearchParams({
    grant_type: JWT_BEARER,
    assertion: await grantOf(world, from, request.grant),
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: await clientAssertion(world, from, request.assertion),
    ...request.form,
  });
  const key = proofKey ?? (await createProofKey());
  const proof =
    request.proof === undefined ? await key.proof({ method: 'POST', url: endpoint }, world.clock.now()) : request.proof;
  return fetch(`${at.address}/partner/token`, { method: 'POST', body, headers: proof === null ? {} : { dpop: proof } });
}

function byHttp(
  name: string,
  code: Parameters<typeof refusedByHttp>[1],
  oauthError: string,
  request: Request | ((world: World) => Request | Promise<Request>),
): Attack {
  return {
    name,
    run: async (world) => {
      const made = typeof request === 'function' ? await request(world) : request;
      await refusedByHttp(world, code, oauthError, () => exchange(world, made));
    },
  };
}

const attacker = (world: World): CryptoKey => world.attackerKey.privateKey;

const GRANTS: readonly Attack[] = [
  {
    name: 'the right exchange works (so that the attacks fail for their own reason)',
    run: async (world) => {
      const answer = (await (await exchange(world)).json()) as Record<string, unknown>;
      assert.equal(answer.token_type, 'DPoP', JSON.stringify(answer));
      assert.equal(answer.expires_in, 300);
    },
  },
  {
    name: 'one grant at two replicas at once: one token',
    run: async (world) => {
      const assertion = await grantOf(world, world.mdj);
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          exchange(world, { form: { assertion } }, index % 2 ? world.replica : world.hlj),
        ),
      );
      const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as Record<string, unknown>[];
      assert.equal(bodies.filter((body) => body.access_token).length, 1);
      assert(
        bodies.every(
          (body) => body.access_token || (body.error === 'invalid_grant' && body.error_description === 'REPLAYED'),
        ),
      );
      assert.equal(world.hlj.ports.rows.filter((row) => row.code === 'REPLAYED').length, 9);
      assert.equal(world.hlj.ports.accountMap.size, 1);
    },
  },
  byHttp('grant for another platform', 'GRANT_INVALID', 'invalid_grant', (world) => ({
    grant: { claims: { aud: `${world.hlj.base}.evil.example` } },
  })),
  byHttp('grant for two platforms', 'GRANT_INVALID', 'invalid_grant', (world) => ({
    grant: { claims: { aud: [world.hlj.base, 'https://jl.example'] } },
  })),
  byHttp('expired grant', 'GRANT_INVALID', 'invalid_grant', (world) => ({
    grant: { claims: { iat: seconds(world) - 120, exp: seconds(world) - 60 } },
  })),
  byHttp('grant that lives an hour', 'GRANT_INVALID', 'invalid_grant', (world) => ({
    grant: { claims: { exp: seconds(world) + 3600 } },
  })),
  byHttp('access token in the place of a grant', 'GRANT_INVALID', 'invalid_grant', {
    grant: { header: { typ: 'at+jwt' } },
  }),
  byHttp("grant signed by somebody else's key", 'GRANT_INVALID', 'invalid_grant', (world) => ({
    grant: { key: attacker(world) },
  })),
  byHttp('grant issued to another client (confused deputy)', 'GRANT_INVALID', 'invalid_grant', {
    grant: { claims: { client_id: 'https://jl.example' } },
  }),
  byHttp('grant without jti', 'GRANT_INVALID', 'invalid_grant', { grant: { without: ['jti'] } }),
  byHttp("partner A asserts B's user: home of another platform", 'GRANT_INVALID', 'invalid_grant', {
    grant: { claims: { home: 'jl' } },
  }),
  byHttp("partner A asserts B's user: iss of another platform", 'GRANT_INVALID', 'invalid_grant', {
    grant: { claims: { iss: 'https://jl.example' } },
  }),
  {
    name: 'two platforms with one sub are two users; a unit of another platform is not believed',
    run: async (world) => {
      await exchange(world, { grant: { claims: { unit: 'hlj:unit:9' } } });
      const [account] = [...world.hlj.ports.accountMap.values()];
      assert.deepEqual(account?.origin, { issuer: world.mdj.base, sub: 'pairwise-of-r' });
      assert.equal(account?.unitId, null);
    },
  },
];

const ROLES_AND_SCOPES: readonly Attack[] = [
  ...[
    'PLATFORM_ADMINISTRATOR',
    'UNIT_ADMINISTRATOR',
    'INSTRUMENT_ADMINISTRATOR',
    'PLATFORM_STAFF',
    'AUDITOR',
    'nonsense',
  ].map((role) =>
    byHttp(`partner asserts the role ${role}`, 'ROLE_DENIED', 'invalid_grant', {
      grant: { claims: { user_class: role } },
    }),
  ),
  byHttp('partner asserts grants of its own making', 'ROLE_DENIED', 'invalid_grant', {
    grant: { claims: { grants: [{ role: 'PLATFORM_ADMINISTRATOR', path: ['hlj'] }] } },
  }),
  byHttp('only scopes that never cross', 'SCOPE_DENIED', 'invalid_scope', {
    grant: { claims: { scope: 'platform:administer audit:read' } },
  }),
  {
    name: 'scope escalation at the endpoint: more asked than granted',
    run: async (world) => {
      const answer = await exchange(world, {
        grant: { claims: { scope: 'bookings:request' } },
        form: { scope: 'bookings:request services:request platform:administer' },
      });
      assert.equal(((await answer.json()) as { scope: string }).scope, 'bookings:request');
    },
  },
  {
    name: "scopes that the partner's policy does not have are cut",
    run: async (world) => {
      world.hlj.ports.partnerList.splice(0, 1, world.mdj.asPartner({ scopes: ['services:request'] }));
      assert.equal(((await (await exchange(world)).json()) as { scope: string }).scope, 'services:request');
    },
  },
];

const CLIENTS: readonly Attack[] = [
  byHttp('unregistered partner', 'PARTNER_UNKNOWN', 'invalid_client', (world) => {
    world.hlj.ports.partnerList.length = 0;
    return {};
  }),
  byHttp('blocked partner', 'PARTNER_BLOCKED', 'invalid_client', (world) => {
    world.hlj.ports.partnerList.splice(0, 1, world.mdj.asPartner({ blocked: true }));
    return {};
  }),
  byHttp('no client assertion', 'CLIENT_INVALID', 'invalid_client', { form: { client_assertion: '' } }),
  byHttp('assertion signed by somebody else', 'CLIENT_INVALID', 'invalid_client', (world) => ({
    assertion: { key: attacker(world) },
  })),
  byHttp('assertion for another endpoint', 'CLIENT_INVALID', 'invalid_client', (world) => ({
    assertion: { claims: { aud: `${world.hlj.base}/oidc/token` } },
  })),
  byHttp('assertion whose sub is another client', 'CLIENT_INVALID', 'invalid_client', {
    assertion: { claims: { sub: 'https://jl.example' } },
  }),
  byHttp('grant in the place of the assertion', 'CLIENT_INVALID', 'invalid_client', {
    assertion: { header: { typ: 'oauth-id-jag+jwt' } },
  }),
  {
    name: 'assertion used twice',
    run: async (world) => {
      const client_assertion = await clientAssertion(world, world.mdj);
      assert.equal((await exchange(world, { form: { client_assertion } })).status, 200);
      await refusedByHttp(world, 'CLIENT_INVALID', 'invalid_client', () =>
        exchange(world, { form: { client_assertion } }),
      );
    },
  },
  byHttp('a grant type of old', 'GRANT_TYPE_UNSUPPORTED', 'unsupported_grant_type', {
    form: { grant_type: 'password' },
  }),
  {
    name: 'the replay store is down: denied, not let through',
    run: async (world) => {
      world.hlj.ports.replayDown = true;
      await refusedByHttp(world, 'STORE_DOWN', 'temporarily_unavailable', () => exchange(world));
    },
  },
  {
    name: 'a flood of unknown kids makes at most one look-up',
    run: async (world) => {
      assert.equal((await exchange(world)).status, 200);
      let fetched = 0;
      world.mdj.onRequest = (path) => {
        if (path === '/.well-known/openid-federation') fetched += 1;
      };
      world.clock.move(31);
      for (let index = 0; index < 20; index += 1) {
        const response = await exchange(world, { assertion: { header: { kid: `unknown-${index}` } } });
        assert.equal(response.status, 401);
      }
      assert(fetched <= 1, `${fetched} look-ups`);
    },
  },
  {
    name: 'a key rotated at home is found at the next look, the old one holds in its overlap',
    run: async (world) => {
      const old = await privateKey(world.mdj, 'partner');
      assert.equal((await exchange(world)).status, 200);
      await world.mdj.auth.keys.partner.rotate();
      world.clock.move(31);
      assert.equal((await exchange(world)).status, 200, 'the new key');
      const signedByOld = { header: { kid: old.kid }, key: old.key };
      assert.equal((await exchange(world, { assertion: signedByOld, grant: signedByOld })).status, 200, 'the old key');
    },
  },
];

async function tokenFor(world: World, key: ProofKey): Promise<string> {
  const answer = (await (await exchange(world, {}, world.hlj, key)).json()) as { access_token: string };
  return answer.access_token;
}

const contractUrl = (world: World): string => `${world.hlj.base}/partner/v1`;

/** Presents a partner token to hlj with what the attack changes. */
async function use(world: World, token: string, proof: string, server = world.hlj, method = 'POST'): Promise<unknown> {
  return server.auth.verify.verifyPartner({ scheme: 'DPoP', token, dpop: { proof, method, url: contractUrl(world) } });
}

function withProof(name: string, make: (world: World, key: ProofKey, token: string) => Promise<string>): Attack {
  return {
    name,
    run: async (world) => {
      const key = await createProofKey();
      const token = await tokenFor(world, key);
      const proof = await make(world, key, token);
      await refused(world, world.hlj, 'DPOP_INVALID', () => use(world, token, proof));
    },
  };
}

const PROOFS: readonly Attack[] = [
  {
    name: 'DPoP proof used twice, at two replicas',
    run: async (world) => {
      const key = await createProofKey();
      const token = await tokenFor(world, key);
      const proof = await key.proof({ method: 'POST', url: contractUrl(world), accessToken: token }, world.clock.now());
      await use(world, token, proof);
      await refused(world, world.hlj, 'DPOP_INVALID', () => use(world, token, proof, world.replica));
    },
  },
  withProof('proof for another address (htu)', (world, key, accessToken) =>
    key.proof({ method: 'POST', url: `${world.hlj.base}/graphql`, accessToken }, world.clock.now()),
  ),
  withProof('proof for another method (htm)', (world, key, accessToken) =>
    key.proof({ method: 'GET', url: contractUrl(world), accessToken }, world.clock.now()),
  ),
  withProof('proof for another token (ath)', (world, key) =>
    key.proof({ method: 'POST', url: contractUrl(world), accessToken: 'another' }, world.clock.now()),
  ),
  withProof('proof without ath', (world, key) =>
    key.proof({ method: 'POST', url: contractUrl(world) }, world.clock.now()),
  ),
  withProof('proof of two minutes ago', (world, key, accessToken) =>
    key.proof(
      { method: 'POST', url: contractUrl(world), accessToken },
      new Date(world.clock.now().getTime() - 120_000),
    ),
  ),
  withProof("stolen token with the thief's own key", async (world, _key, accessToken) =>
    (await createProofKey()).proof({ method: 'POST', url: contractUrl(world), accessToken }, world.clock.now()),
  ),
  {
    name: 'stolen token as a bearer token',
    run: async (world) => {
      const token = await tokenFor(world, await createProofKey());
      await refused(world, world.hlj, 'DPOP_REQUIRED', () =>
        world.hlj.auth.verify.verifyPartner({ scheme: 'Bearer', token }),
      );
    },
  },
  {
    name: "a partner's token at the platform's own graph",
    run: async (world) => {
      const token = await tokenFor(world, await createProofKey());
      await refused(world, world.hlj, 'TOKEN_UNKNOWN_KEY', () =>
        world.hlj.auth.verify.verifyUser({ scheme: 'Bearer', token }),
      );
    },
  },
  byHttp('token request without a proof', 'DPOP_INVALID', 'invalid_dpop_proof', { proof: null }),
  {
    name: 'partner revoked in mid-session: its tokens end at once',
    run: async (world) => {
      const key = await createProofKey();
      const token = await tokenFor(world, key);
      world.hlj.ports.partnerList.splice(0, 1, world.mdj.asPartner({ blocked: true }));
      const proof = await key.proof({ method: 'POST', url: contractUrl(world), accessToken: token }, world.clock.now());
      await refused(world, world.hlj, 'PARTNER_BLOCKED', () => use(world, token, proof));
    },
  },
  {
    name: 'token used after six minutes',
    run: async (world) => {
      const key = await createProofKey();
      const token = await tokenFor(world, key);
      world.clock.move(360);
      const proof = await key.proof({ method: 'POST', url: contractUrl(world), accessToken: token }, world.clock.now());
      await refused(world, world.hlj, 'TOKEN_EXPIRED', () => use(world, token, proof));
    },
  },
  {
    name: "a partner's user is not passed on to a third platform",
    run: async (world) => {
      const guest = { kind: 'user', subject: RESEARCHER, home: 'mdj', scopes: CROSSING_SCOPES };
      await assert.rejects(
        world.hlj.auth.exchange.home.issueGrant(guest, world.mdj.asPartner(), CROSSING_SCOPES),
        /not a user of this platform/,
      );
    },
  },
];

export const EXCHANGE_ATTACKS: readonly Attack[] = [...GRANTS, ...ROLES_AND_SCOPES, ...CLIENTS, ...PROOFS];
