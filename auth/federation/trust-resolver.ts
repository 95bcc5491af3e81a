import type { JWK } from 'jose';
import type { AuthClock, PartnerRecord, PartnerStore } from '../ports.ts';
import type { KeyRing } from '../tokens/keys.ts';
import { configurationUrl, platformMetadata, verifyStatement } from './entity.ts';
import type { StatementFetcher } from './fetch.ts';
import { resolveChain, type TrustAnchor } from './resolver.ts';
import type { TrustResolver } from './trust.ts';

export interface TrustOptions {
  readonly platform: string;
  /** This platform as the anchor of those below it: its own address and federation keys. */
  readonly self: { readonly base: string; readonly keys: KeyRing };
  readonly fetcher: StatementFetcher;
  readonly partners: PartnerStore;
  readonly clock: AuthClock;
}

/**
 * Trust in a partner: by its pinned federation key when there is one (an anchor, or a platform directly below ours whose key we
 * registered), else along its chain to one of our anchors.
 */
export function createTrustResolver(options: TrustOptions): TrustResolver {
  return async (partner) => {
    if (partner.pinnedKeys.length > 0) return resolvePinned(options, partner);
    return resolveChain(partner.baseUrl, {
      fetcher: options.fetcher,
      clock: options.clock,
      anchors: () => anchors(options),
    });
  };
}

/** A chain of length one: the entity configuration must be signed by the pinned key. */
async function resolvePinned({ fetcher, clock }: TrustOptions, partner: PartnerRecord) {
  const token = await fetcher(configurationUrl(partner.baseUrl));
  const statement = await verifyStatement(token.trim(), partner.baseUrl, partner.baseUrl, pins(partner), clock.now());
  return { base: partner.baseUrl, metadata: platformMetadata(statement.metadata), expires: statement.exp };
}

/** The platforms above us whose keys are pinned, and ourselves; those below us vouch for nobody but their own. */
async function anchors({ partners, platform, self }: TrustOptions): Promise<readonly TrustAnchor[]> {
  const pinned = (await partners.list()).filter(
    (one) => one.pinnedKeys.length > 0 && one.parent !== platform && !one.blocked,
  );
  const above = pinned.map((one) => ({ base: one.baseUrl, keys: pins(one) }));
  return [...above, { base: self.base, keys: self.keys.publicJwks() }];
}

function pins(partner: PartnerRecord): { readonly keys: readonly JWK[] } {
  return { keys: partner.pinnedKeys as readonly JWK[] };
}
