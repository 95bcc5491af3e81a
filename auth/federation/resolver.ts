import type { JWK } from 'jose';
import { AuthError } from '../errors.ts';
import type { AuthClock } from '../ports.ts';
import { checkConstraints } from './constraints.ts';
import {
  asRecord,
  configurationUrl,
  platformMetadata,
  type Statement,
  verifySelfSigned,
  verifyStatement,
} from './entity.ts';
import type { StatementFetcher } from './fetch.ts';
import { applyPolicy, type MetadataPolicy, mergePolicies } from './policy.ts';
import type { TrustedPlatform } from './trust.ts';
import { checkTrustMark } from './trust-mark.ts';

/** Hard limits of one resolution (issue 8). */
const MAX_INTERMEDIATES = 2;
const MAX_HINTS = 3;
const MAX_FETCHES = 24;

/** A platform whose federation keys we know beforehand. */
export interface TrustAnchor {
  readonly base: string;
  readonly keys: { readonly keys: readonly JWK[] };
}

export interface ResolverOptions {
  readonly fetcher: StatementFetcher;
  readonly anchors: () => Promise<readonly TrustAnchor[]>;
  readonly clock: AuthClock;
}

interface Search {
  readonly anchors: readonly TrustAnchor[];
  readonly fetch: (url: string) => Promise<string>;
  readonly now: Date;
}

/** A found way up: subordinate statements from the one about the leaf to the anchor's, and the anchor's own configuration. */
interface Chain {
  readonly statements: readonly Statement[];
  readonly anchor: Statement;
}

/**
 * Finds and verifies a chain from `base` to one of the anchors (OpenID Federation 1.0 §10): signatures, constraints, metadata policy, membership mark.
 * @throws {AuthError} CHAIN_INVALID
 */
export async function resolveChain(base: string, options: ResolverOptions): Promise<TrustedPlatform> {
  const search = await newSearch(options);
  const leaf = await verifySelfSigned(await search.fetch(configurationUrl(base)), base, search.now);
  const chain = await wayUp(search, leaf, [base]);
  checkConstraints(chain.statements);
  await checkTrustMark(leaf, superiorsOf(chain), search.now);
  const policies = chain.statements.map((statement) => asRecord(statement.claims.metadata_policy) as MetadataPolicy);
  const metadata = applyPolicy(overridden(leaf, chain), mergePolicies(policies.reverse()));
  const expires = Math.min(leaf.exp, chain.anchor.exp, ...chain.statements.map((statement) => statement.exp));
  return { base, metadata: platformMetadata(metadata), expires };
}

/** §6.1.4: metadata of the immediate superior's statement takes the place of what the leaf says. */
function overridden(leaf: Statement, chain: Chain): Statement['metadata'] {
  const above = chain.statements[0]?.metadata ?? {};
  const types = Object.keys(leaf.metadata);
  return Object.fromEntries(types.map((type) => [type, { ...leaf.metadata[type], ...above[type] }]));
}

async function newSearch(options: ResolverOptions): Promise<Search> {
  let fetches = 0;
  return {
    anchors: await options.anchors(),
    now: options.clock.now(),
    fetch: async (url) => {
      fetches += 1;
      if (fetches > MAX_FETCHES) throw new AuthError('CHAIN_INVALID', 'too many fetches for one chain');
      return (await options.fetcher(url)).trim();
    },
  };
}

/** Depth first over the hints; the first chain that verifies wins. `seen` keeps loops out. */
async function wayUp(search: Search, entity: Statement, seen: readonly string[]): Promise<Chain> {
  // The leaf, two intermediates and the anchor above them.
  if (seen.length > MAX_INTERMEDIATES + 1) throw new AuthError('CHAIN_INVALID', 'too many intermediates');
  const hints = entity.authorityHints;
  if (hints.length === 0)
    throw new AuthError('CHAIN_INVALID', `${entity.sub} names no authority and is no anchor of ours`);
  if (hints.length > MAX_HINTS) throw new AuthError('CHAIN_INVALID', `${entity.sub} names too many authorities`);
  let last: unknown = null;
  for (const hint of hints) {
    if (seen.includes(hint)) {
      last = new AuthError('CHAIN_INVALID', 'the chain loops');
      continue;
    }
    try {
      return await through(search, entity, hint, seen);
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      last = error;
    }
  }
  throw last;
}

/** One step up: the superior's configuration, its statement about `entity`, and on to an anchor. */
async function through(search: Search, entity: Statement, hint: string, seen: readonly string[]): Promise<Chain> {
  const anchor = search.anchors.find((one) => one.base === hint);
  const token = await search.fetch(configurationUrl(hint));
  const superior = anchor
    ? await verifyStatement(token, hint, hint, anchor.keys, search.now)
    : await verifySelfSigned(token, hint, search.now);
  const about = await search.fetch(fetchUrl(superior, entity.sub));
  const statement = await verifyStatement(about, hint, entity.sub, superior.jwks, search.now);
  await mustBeSignedBy(entity, statement);
  if (anchor) return { statements: [statement], anchor: superior };
  const above = await wayUp(search, superior, [...seen, hint]);
  return { statements: [statement, ...above.statements], anchor: above.anchor };
}

/** §8.1: the fetch endpoint of the superior; only on its own origin, so that metadata cannot send us elsewhere. */
function fetchUrl(superior: Statement, subject: string): string {
  const endpoint = asRecord(superior.metadata.federation_entity).federation_fetch_endpoint;
  const url = typeof endpoint === 'string' ? URL.parse(endpoint) : null;
  if (!url || url.origin !== new URL(superior.sub).origin)
    throw new AuthError('CHAIN_INVALID', `${superior.sub} has no usable fetch endpoint`);
  url.searchParams.set('sub', subject);
  return url.href;
}

/** §10.2: the keys that an entity uses must be those that its superior vouches for. */
async function mustBeSignedBy(entity: Statement, statement: Statement): Promise<void> {
  const vouched = new Set(statement.jwks.keys.map((key) => `${key.kid} ${key.x} ${key.y}`));
  const strange = entity.jwks.keys.find((key) => !vouched.has(`${key.kid} ${key.x} ${key.y}`));
  if (strange)
    throw new AuthError('CHAIN_INVALID', `${entity.sub} uses a key that ${statement.iss} does not vouch for`);
}

/** For the membership mark: each superior with the keys by which it was verified in this chain. */
function superiorsOf(chain: Chain): readonly Statement[] {
  return [...chain.statements.slice(1), chain.anchor];
}
