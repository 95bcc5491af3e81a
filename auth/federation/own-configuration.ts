import type { AuthClock, PartnerStore } from '../ports.ts';
import type { KeyRing } from '../tokens/keys.ts';
import { signEntityConfiguration } from './entity.ts';
import type { StatementFetcher } from './fetch.ts';
import { MEMBERSHIP } from './trust-mark.ts';

export interface OwnConfigurationOptions {
  readonly platform: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly level: string;
  readonly parent: string | null;
  readonly base: string;
  readonly federationKeys: KeyRing;
  readonly partnerKeys: KeyRing;
  readonly partners: PartnerStore;
  readonly fetcher: StatementFetcher;
  readonly clock: AuthClock;
}

/** The membership mark is asked for again after an hour; it lives for a day. */
const MARK_REFRESH_MILLISECONDS = 3600_000;
/** A parent that does not answer is asked again after this. */
const MARK_RETRY_MILLISECONDS = 10_000;

/** Makes this platform's entity configuration, with its parent as authority hint and the parent's membership mark. */
export function createOwnConfiguration(options: OwnConfigurationOptions): () => Promise<string> {
  const { base, partners, clock } = options;
  let mark: { readonly token: string | null; readonly askAgainAt: number } = { token: null, askAgainAt: 0 };
  const membership = async (parentBase: string): Promise<string | null> => {
    const now = clock.now().getTime();
    if (now < mark.askAgainAt) return mark.token;
    try {
      const token = await options.fetcher(
        `${parentBase}/federation/trust_mark?sub=${encodeURIComponent(base)}&trust_mark_type=${MEMBERSHIP}`,
      );
      mark = { token: token.trim(), askAgainAt: now + MARK_REFRESH_MILLISECONDS };
    } catch {
      // The parent is away: the mark in hand is good until it expires, and the one who checks the chain decides.
      mark = { token: mark.token, askAgainAt: now + MARK_RETRY_MILLISECONDS };
    }
    return mark.token;
  };
  return async () => {
    const parent = options.parent === null ? null : await partners.findByPlatform(options.parent);
    const token = parent ? await membership(parent.baseUrl) : null;
    const metadata = {
      platform: options.platform,
      name: options.name,
      level: options.level,
      parent: options.parent,
      contract_endpoint: `${base}/partner/v1`,
      token_endpoint: `${base}/partner/token`,
      contract_versions: [1],
      jwks: options.partnerKeys.publicJwks(),
    };
    return signEntityConfiguration(
      {
        base,
        federationKeys: options.federationKeys,
        metadata,
        authorityHints: parent ? [parent.baseUrl] : [],
        trustMarks: token ? [{ trust_mark_type: MEMBERSHIP, trust_mark: token }] : [],
      },
      clock,
    );
  };
}
