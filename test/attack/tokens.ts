import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { base64url, type CryptoKey, type JWK, SignJWT } from 'jose';
import type { AuthCode } from '../../auth/errors.ts';
import { type Attack, type Forgery, privateKey, refused, userToken, type World, withoutRequests } from './world.ts';

async function present(world: World, token: string): Promise<unknown> {
  return world.mdj.auth.verify.verifyUser({ scheme: 'Bearer', token });
}

/** An attack with a token that is right but for one thing. */
function forged(
  name: string,
  code: AuthCode,
  forgery: Forgery | ((world: World) => Forgery | Promise<Forgery>),
): Attack {
  return {
    name,
    run: async (world) => {
      const made = typeof forgery === 'function' ? await forgery(world) : forgery;
      const token = await userToken(world, made);
      await refused(world, world.mdj, code, () => present(world, token));
    },
  };
}

const seconds = (world: World): number => Math.floor(world.clock.now().getTime() / 1000);
const attacker = (world: World): CryptoKey => world.attackerKey.privateKey;

/** RFC 8725 §2.1: algorithm attacks. */
const ALGORITHMS: readonly Attack[] = [
  {
    name: 'alg none',
    run: async (world) => {
      const [, payload = ''] = (await userToken(world)).split('.');
      for (const alg of ['none', 'None', 'NONE']) {
        const header = base64url.encode(
          JSON.stringify({ alg, typ: 'at+jwt', kid: (await privateKey(world.mdj, 'oidc')).kid }),
        );
        await refused(world, world.mdj, 'TOKEN_MALFORMED', () => present(world, `${header}.${payload}.`));
      }
    },
  },
  {
    name: 'HS256 with the public key as the secret',
    run: async (world) => {
      const jwk = world.mdj.auth.keys.oidc.publicJwks().keys[0] as JWK;
      const pem = createPublicKey({ key: jwk as never, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
      for (const secret of [Buffer.from(pem), Buffer.from(JSON.stringify(jwk))]) {
        const token = await userToken(world, { header: { alg: 'HS256' }, key: secret });
        await refused(world, world.mdj, 'TOKEN_MALFORMED', () => present(world, token));
      }
    },
  },
  {
    name: 'PS256 and RS256 with an RSA key under our kid',
    run: async (world) => {
      const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const { kid } = await privateKey(world.mdj, 'oidc');
      for (const alg of ['PS256', 'RS256']) {
        const token = await new SignJWT({ sub: 'x' }).setProtectedHeader({ alg, typ: 'at+jwt', kid }).sign(rsa);
        await refused(world, world.mdj, 'TOKEN_MALFORMED', () => present(world, token));
      }
    },
  },
  forged("another's signature under our kid", 'TOKEN_SIGNATURE', (world) => ({ key: attacker(world) })),
  {
    name: 'a changed payload under the old signature',
    run: async (world) => {
      const [header, payload = '', signature] = (await userToken(world)).split('.');
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
      const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'mdj:account:A' })).toString('base64url');
      await refused(world, world.mdj, 'TOKEN_SIGNATURE', () => present(world, `${header}.${changed}.${signature}`));
    },
  },
];

const TIMES: readonly Attack[] = [
  forged('expired', 'TOKEN_EXPIRED', (world) => ({ claims: { iat: seconds(world) - 400, exp: seconds(world) - 100 } })),
  forged('no exp', 'TOKEN_CLAIM', { without: ['exp'] }),
  forged('exp that is no number', 'TOKEN_CLAIM', { claims: { exp: '9999999999' } }),
  forged('a life of a year', 'TOKEN_CLAIM', (world) => ({ claims: { exp: seconds(world) + 31_536_000 } })),
  forged('nbf in the future', 'TOKEN_NOT_YET_VALID', (world) => ({ claims: { nbf: seconds(world) + 60 } })),
  forged('iat in the future', 'TOKEN_NOT_YET_VALID', (world) => ({ claims: { iat: seconds(world) + 60 } })),
  forged('no iat', 'TOKEN_CLAIM', { without: ['iat'] }),
  forged('expired for 31 s', 'TOKEN_EXPIRED', (world) => ({
    claims: { iat: seconds(world) - 100, exp: seconds(world) - 31 },
  })),
  forged('issued 31 s in the future', 'TOKEN_NOT_YET_VALID', (world) => ({
    claims: { iat: seconds(world) + 31, exp: seconds(world) + 300 },
  })),
  {
    name: 'a skew of 29 s is no attack: accepted either way',
    run: async (world) => {
      const late = await userToken(world, { claims: { iat: seconds(world) - 100, exp: seconds(world) - 29 } });
      await present(world, late);
      const early = await userToken(world, { claims: { iat: seconds(world) + 29, nbf: seconds(world) + 29 } });
      await present(world, early);
    },
  },
];

const NAMES: readonly Attack[] = [
  forged('aud of another service', 'TOKEN_CLAIM', (world) => ({ claims: { aud: `${world.hlj.base}/graphql` } })),
  forged('several aud, ours among them', 'TOKEN_CLAIM', (world) => ({
    claims: { aud: [`${world.mdj.base}/graphql`, 'https://evil.example'] },
  })),
  forged('aud as a list of one', 'TOKEN_CLAIM', (world) => ({ claims: { aud: [`${world.mdj.base}/graphql`] } })),
  forged('no aud', 'TOKEN_CLAIM', { without: ['aud'] }),
  forged('iss of another platform', 'TOKEN_CLAIM', (world) => ({ claims: { iss: `${world.hlj.base}/oidc` } })),
  forged('iss that only begins like ours', 'TOKEN_CLAIM', (world) => ({
    claims: { iss: `${world.mdj.base}/oidc.evil.example` },
  })),
  forged('iss with a trailing slash', 'TOKEN_CLAIM', (world) => ({ claims: { iss: `${world.mdj.base}/oidc/` } })),
  forged('typ JWT', 'TOKEN_MALFORMED', { header: { typ: 'JWT' } }),
  forged('typ of a grant', 'TOKEN_MALFORMED', { header: { typ: 'oauth-id-jag+jwt' } }),
  forged('no typ', 'TOKEN_MALFORMED', { header: { typ: undefined } }),
  forged('no sub', 'TOKEN_CLAIM', { without: ['sub'] }),
  forged('somebody who does not exist', 'TOKEN_REVOKED', { claims: { sub: 'mdj:account:NOBODY' } }),
  forged('an older authorisation version', 'TOKEN_REVOKED', { claims: { av: 0 } }),
  forged('a session that has ended', 'TOKEN_REVOKED', { claims: { sid: 'gone' } }),
  {
    name: 'more scopes in the token than the roles give',
    run: async (world) => {
      const token = await userToken(world, {
        claims: {
          scopes: ['bookings:request', 'platform:administer'],
          grants: [{ role: 'PLATFORM_ADMINISTRATOR', path: ['mdj'] }],
        },
      });
      const claims = (await present(world, token)) as { scopes: string[]; grants: { role: string }[] };
      assert.deepEqual(claims.scopes, ['bookings:request']);
      assert.deepEqual(
        claims.grants.map((grant) => grant.role),
        ['RESEARCHER'],
      );
    },
  },
];

const KEYS: readonly Attack[] = [
  forged('kid of a path', 'TOKEN_UNKNOWN_KEY', { header: { kid: '../../../../dev/null' } }),
  forged('kid with a query in it', 'TOKEN_UNKNOWN_KEY', { header: { kid: "x' OR '1'='1" } }),
  forged('kid that is an object', 'TOKEN_MALFORMED', { header: { kid: { $ne: null } } }),
  forged('no kid', 'TOKEN_MALFORMED', { header: { kid: undefined } }),
  {
    name: 'two keys of one kid in a key set',
    run: async (world) => {
      const { keysOf } = await import('../../auth/tokens/keys.ts');
      const ours = world.mdj.auth.keys.oidc.publicJwks().keys[0] as JWK;
      await assert.rejects(keysOf({ keys: [ours, { ...world.attackerKey.jwk, kid: ours.kid ?? '' }] }), /two keys/);
    },
  },
  {
    name: 'jku, x5u and embedded jwk: refused, nothing is fetched',
    run: (world) =>
      withoutRequests(async (url) => {
        const kid = 'mine';
        const { jwk } = world.attackerKey;
        for (const header of [{ jku: url }, { x5u: url }, { jwk }, { x5c: ['MIIB'] }]) {
          const token = await userToken(world, { header: { ...header, kid }, key: attacker(world) });
          await refused(world, world.mdj, 'TOKEN_MALFORMED', () => present(world, token));
        }
      }),
  },
  {
    name: 'unknown crit',
    run: async (world) => {
      const { key, kid } = await privateKey(world.mdj, 'oidc');
      const token = await new SignJWT({ sub: 'x' })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, crit: ['exp2'], exp2: 1 })
        .sign(key, { crit: { exp2: true } });
      await refused(world, world.mdj, 'TOKEN_MALFORMED', () => present(world, token));
    },
  },
  {
    name: 'the key of another purpose of the same platform',
    run: async (world) => {
      const { key, kid } = await privateKey(world.mdj, 'partner');
      const token = await userToken(world, { header: { kid }, key });
      await refused(world, world.mdj, 'TOKEN_UNKNOWN_KEY', () => present(world, token));
    },
  },
  {
    name: 'a rotated key inside its overlap is accepted, outside it is not',
    run: async (world) => {
      const before = await privateKey(world.mdj, 'oidc');
      await world.mdj.auth.keys.oidc.rotate();
      const old = { header: { kid: before.kid }, key: before.key };
      await present(world, await userToken(world, old));
      world.clock.move(24 * 3600 + 1);
      try {
        const token = await userToken(world, old);
        await refused(world, world.mdj, 'TOKEN_UNKNOWN_KEY', () => present(world, token));
      } finally {
        world.clock.move(-(24 * 3600 + 1));
      }
    },
  },
  {
    name: 'a token of ten thousand characters too many',
    run: async (world) => {
      const token = await userToken(world, { claims: { padding: 'x'.repeat(20_000) } });
      await refused(world, world.mdj, 'TOKEN_MALFORMED', () => present(world, token));
    },
  },
  {
    name: 'an ID token as an access token',
    run: async (world) => {
      const token = await userToken(world, { header: { typ: 'JWT' }, claims: { aud: 'mudan-portal' } });
      await refused(world, world.mdj, 'TOKEN_MALFORMED', () => present(world, token));
    },
  },
];

export const TOKEN_ATTACKS: readonly Attack[] = [...ALGORITHMS, ...TIMES, ...NAMES, ...KEYS];
