import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { AuthError } from '../../auth/errors.ts';
import { configurationUrl, STATEMENT_TYP } from '../../auth/federation/entity.ts';
import { createStatementFetcher } from '../../auth/federation/fetch.ts';
import { resolveChain } from '../../auth/federation/resolver.ts';
import type { TrustedPlatform } from '../../auth/federation/trust.ts';
import { MEMBERSHIP, TRUST_MARK_TYP } from '../../auth/federation/trust-mark.ts';
import { signJwt } from '../../auth/tokens/jwt.ts';
import type { Attack } from './world.ts';

/** One made-up platform of a made-up network: what it would serve. */
interface Entity {
  readonly base: string;
  readonly key: { readonly kid: string; readonly privateKey: CryptoKey };
  readonly jwk: JWK;
}

async function entity(name: string): Promise<Entity> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const bare = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(bare);
  return { base: `https://${name}`, key: { kid, privateKey }, jwk: { ...bare, kid, alg: 'ES256', use: 'sig' } };
}

/** The pages of a network, by URL; what is not there cannot be fetched. */
class Network {
  readonly pages = new Map<string, string>();
  readonly now = new Date();
  fetches = 0;

  async configuration(
    of: Entity,
    hints: readonly string[],
    extra: Record<string, unknown> = {},
    keys: readonly JWK[] = [of.jwk],
  ): Promise<void> {
    const metadata = {
      federation_entity: { federation_fetch_endpoint: `${of.base}/federation/fetch` },
      mudan_platform: {
        platform: 'leaf',
        level: 'CITY',
        contract_endpoint: `${of.base}/partner/v1`,
        token_endpoint: `${of.base}/partner/token`,
        contract_versions: [1],
        jwks: { keys: [of.jwk] },
      },
    };
    const claims = {
      iss: of.base,
      sub: of.base,
      jwks: { keys },
      metadata,
      ...(hints.length ? { authority_hints: hints } : {}),
      ...extra,
    };
    this.pages.set(configurationUrl(of.base), await signJwt(of.key, STATEMENT_TYP, claims, 3600, this.now));
  }

  async statement(
    superior: Entity,
    about: Entity,
    extra: Record<string, unknown> = {},
    key = superior.key,
  ): Promise<void> {
    const claims = { iss: superior.base, sub: about.base, jwks: { keys: [about.jwk] }, ...extra };
    this.pages.set(
      `${superior.base}/federation/fetch?sub=${encodeURIComponent(about.base)}`,
      await signJwt(key, STATEMENT_TYP, claims, 3600, this.now),
    );
  }

  async mark(issuer: Entity, about: Entity): Promise<Record<string, unknown>> {
    const token = await signJwt(
      issuer.key,
      TRUST_MARK_TYP,
      { iss: issuer.base, sub: about.base, trust_mark_type: MEMBERSHIP },
      3600,
      this.now,
    );
    return { trust_marks: [{ trust_mark_type: MEMBERSHIP, trust_mark: token }] };
  }

  resolve(leaf: Entity, anchor: Entity): Promise<TrustedPlatform> {
    const fetcher = async (url: string): Promise<string> => {
      this.fetches += 1;
      const page = this.pages.get(url);
      if (page === undefined) throw new AuthError('CHAIN_INVALID', `${url} cannot be fetched`);
      return page;
    };
    const anchors = async () => [{ base: anchor.base, keys: { keys: [anchor.jwk] } }];
    return resolveChain(leaf.base, { fetcher, anchors, clock: { now: () => this.now } });
  }
}

interface Family {
  readonly network: Network;
  readonly anchor: Entity;
  readonly middle: Entity;
  readonly leaf: Entity;
  readonly stranger: Entity;
}

/** anchor → middle → leaf, everything right. */
async function family(): Promise<Family> {
  const [anchor, middle, leaf, stranger] = await Promise.all(
    ['cn.example', 'hlj.example', 'mdj.hlj.example', 'evil.example'].map(entity),
  );
  assert(anchor && middle && leaf && stranger);
  const network = new Network();
  await network.configuration(anchor, []);
  await network.configuration(middle, [anchor.base]);
  await network.configuration(leaf, [middle.base], await network.mark(middle, leaf));
  await network.statement(anchor, middle);
  await network.statement(middle, leaf);
  return { network, anchor, middle, leaf, stranger };
}

/** The chain of a family to which `change` was done must not hold. */
function broken(name: string, reason: RegExp, change: (family: Family) => Promise<void>): Attack {
  return {
    name,
    run: async () => {
      const made = await family();
      await change(made);
      await assert.rejects(made.network.resolve(made.leaf, made.anchor), (error: unknown) => {
        assert(error instanceof AuthError && error.code === 'CHAIN_INVALID', String(error));
        assert.match(error.message, reason);
        return true;
      });
    },
  };
}

const CHAINS: readonly Attack[] = [
  {
    name: 'the right chain holds (so that the attacks fail for their own reason)',
    run: async () => {
      const { network, leaf, anchor } = await family();
      assert.equal((await network.resolve(leaf, anchor)).metadata.platform, 'leaf');
    },
  },
  broken('self-made anchor', /names no authority and is no anchor/, async ({ network, leaf, stranger, middle }) => {
    await network.configuration(stranger, []);
    await network.statement(stranger, leaf);
    await network.configuration(leaf, [stranger.base], await network.mark(middle, leaf));
  }),
  broken("the anchor's address with another key", /does not verify/, async ({ network, anchor, stranger }) => {
    await network.configuration({ ...stranger, base: anchor.base }, []);
  }),
  broken('statement about a platform signed by itself', /does not verify/, ({ network, middle, leaf }) =>
    network.statement(middle, leaf, {}, leaf.key),
  ),
  broken(
    'a key that the superior does not vouch for',
    /does not vouch/,
    async ({ network, middle, leaf, stranger }) => {
      await network.configuration({ ...leaf, key: stranger.key }, [middle.base], await network.mark(middle, leaf), [
        stranger.jwk,
      ]);
    },
  ),
  broken('path length breach', /longer than/, ({ network, anchor, middle }) =>
    network.statement(anchor, middle, { constraints: { max_path_length: 0 } }),
  ),
  broken('name outside the permitted domain', /not a permitted name/, ({ network, anchor, middle }) =>
    network.statement(anchor, middle, { constraints: { naming_constraints: { permitted: ['hlj.example'] } } }),
  ),
  broken('excluded name', /excluded name/, ({ network, middle, leaf }) =>
    network.statement(middle, leaf, { constraints: { naming_constraints: { excluded: ['.hlj.example'] } } }),
  ),
  broken('metadata against the policy', /level is not allowed/, ({ network, middle, leaf }) =>
    network.statement(middle, leaf, { metadata_policy: { mudan_platform: { level: { one_of: ['COUNTY'] } } } }),
  ),
  broken('policy with an operator that we do not know', /unknown operator/, ({ network, middle, leaf }) =>
    network.statement(middle, leaf, { metadata_policy: { mudan_platform: { level: { matches: '.*' } } } }),
  ),
  broken('no membership mark', /no membership mark/, ({ network, leaf, middle }) =>
    network.configuration(leaf, [middle.base]),
  ),
  broken('membership mark of its own making', /no membership mark/, async ({ network, leaf, middle }) =>
    network.configuration(leaf, [middle.base], await network.mark(leaf, leaf)),
  ),
  broken("another's membership mark", /no membership mark/, async ({ network, leaf, middle, stranger }) =>
    network.configuration(leaf, [middle.base], await network.mark(middle, stranger)),
  ),
  broken('loop', /loops|too many/, async ({ network, leaf, middle }) => {
    await network.configuration(middle, [leaf.base]);
    await network.statement(leaf, middle);
  }),
  broken('500 hints', /too many authorities/, async ({ network, leaf }) =>
    network.configuration(
      leaf,
      Array.from({ length: 500 }, (_, index) => `https://a${index}.cn`),
    ),
  ),
  {
    name: 'a chain of ten intermediates, and a tree of hints: a bounded number of fetches',
    run: async () => {
      const { network, anchor } = await family();
      const many = await Promise.all(Array.from({ length: 10 }, (_, index) => entity(`p${index}.example`)));
      for (const [index, one] of many.entries()) {
        const above = [many[index + 1], many[index + 2], many[index + 3]].filter((other) => other !== undefined);
        await network.configuration(
          one,
          above.map(({ base }) => base),
        );
        for (const superior of above) await network.statement(superior, one);
      }
      const [leaf] = many;
      assert(leaf);
      await assert.rejects(
        network.resolve(leaf, anchor),
        (error: unknown) => error instanceof AuthError && error.code === 'CHAIN_INVALID',
      );
      assert(network.fetches <= 24, `${network.fetches} fetches`);
    },
  },
  broken('fetch endpoint on another host', /no usable fetch endpoint/, async ({ network, middle, anchor }) =>
    network.configuration(middle, [anchor.base], {
      metadata: { federation_entity: { federation_fetch_endpoint: 'http://169.254.169.254/latest' } },
    }),
  ),
  broken('expired statement', /does not verify/, async ({ network, middle, leaf }) => {
    const before = new Date(network.now.getTime() - 2 * 3600_000);
    const claims = { iss: middle.base, sub: leaf.base, jwks: { keys: [leaf.jwk] } };
    network.pages.set(
      `${middle.base}/federation/fetch?sub=${encodeURIComponent(leaf.base)}`,
      await signJwt(middle.key, STATEMENT_TYP, claims, 3600, before),
    );
  }),
];

/** A server for the fetcher's own limits. */
async function served(
  answer: (path: string, response: ServerResponse) => void,
  run: (base: string) => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => answer(request.url ?? '', response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const FETCHES: readonly Attack[] = [
  {
    name: 'SSRF: private, loopback, link-local and disguised addresses are not connected to',
    run: async () => {
      const fetcher = createStatementFetcher(false);
      let reached = 0;
      await served(
        (_path, response) => {
          reached += 1;
          response.end('x');
        },
        async (base) => {
          const port = new URL(base).port;
          const hosts = [
            '127.0.0.1',
            'localhost',
            '[::1]',
            '[::ffff:127.0.0.1]',
            '0.0.0.0',
            '2130706433',
            '0x7f.1',
            '10.0.0.1',
            '169.254.169.254',
            '192.168.1.1',
            '[fd00::1]',
          ];
          for (const host of hosts) {
            for (const scheme of ['https', 'http'])
              await assert.rejects(fetcher(`${scheme}://${host}:${port}/`), AuthError, host);
          }
          for (const url of ['file:///etc/passwd', 'gopher://x', 'https://user:pass@example.com/', 'nonsense'])
            await assert.rejects(fetcher(url), AuthError, url);
        },
      );
      assert.equal(reached, 0);
    },
  },
  {
    name: 'redirects are not followed',
    run: () =>
      served(
        (path, response) =>
          path === '/' ? response.writeHead(302, { location: '/secret' }).end() : response.end('secret'),
        async (base) => assert.rejects(createStatementFetcher(true)(`${base}/`), AuthError),
      ),
  },
  {
    name: 'more than 64 KB is not read',
    run: () =>
      served(
        (_path, response) => response.end('x'.repeat(70 * 1024)),
        async (base) => assert.rejects(createStatementFetcher(true)(base), AuthError),
      ),
  },
  {
    name: 'an answer that never ends is given up',
    run: () =>
      served(
        (_path, response) => void response.write('x'),
        async (base) => assert.rejects(createStatementFetcher(true)(base), AuthError),
      ),
  },
];

export const FEDERATION_ATTACKS: readonly Attack[] = [...CHAINS, ...FETCHES];
