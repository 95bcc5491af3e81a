import type { JWK } from 'jose';
import { AuthError } from '../errors.ts';
import type { AuthClock } from '../ports.ts';
import { configurationUrl, platformMetadata, verifyStatement } from './entity.ts';
import type { StatementFetcher } from './fetch.ts';
import type { TrustResolver } from './trust.ts';

/** Trust in a partner whose federation key is pinned: its entity configuration must be signed by that key. A chain of length one. */
export function createPinnedResolver(fetcher: StatementFetcher, clock: AuthClock): TrustResolver {
  return async (partner) => {
    if (partner.pinnedKeys.length === 0) throw new AuthError('CHAIN_INVALID', `${partner.platform} has no pinned key`);
    const token = await fetcher(configurationUrl(partner.baseUrl));
    const pinned = { keys: partner.pinnedKeys as readonly JWK[] };
    const statement = await verifyStatement(token.trim(), partner.baseUrl, partner.baseUrl, pinned, clock.now());
    return { base: partner.baseUrl, metadata: platformMetadata(statement.metadata), expires: statement.exp };
  };
}
