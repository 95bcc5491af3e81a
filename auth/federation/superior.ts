import { AuthError } from '../errors.ts';
import type { AuthClock, PartnerRecord, PartnerStore } from '../ports.ts';
import { signJwt } from '../tokens/jwt.ts';
import type { KeyRing } from '../tokens/keys.ts';
import { PLATFORM_METADATA, STATEMENT_SECONDS, STATEMENT_TYP } from './entity.ts';
import { signTrustMark } from './trust-mark.ts';

/** How many levels may lie between a platform of the level and a leaf below it. */
const PATH_BELOW: Readonly<Record<string, number>> = { NATION: 2, PROVINCE: 2, CITY: 1, COUNTY: 0 };
const LEVELS_BELOW: Readonly<Record<string, readonly string[]>> = {
  NATION: ['PROVINCE', 'CITY', 'COUNTY'],
  PROVINCE: ['CITY', 'COUNTY'],
  CITY: ['COUNTY'],
  COUNTY: [],
};

export interface SuperiorOptions {
  readonly platform: string;
  readonly level: string;
  readonly base: string;
  readonly keys: KeyRing;
  readonly partners: PartnerStore;
  readonly clock: AuthClock;
}

/** What a platform says about those directly below it: the other half of every chain. */
export interface Superior {
  /** OpenID Federation 1.0 §8.2: base URLs of the subordinates. */
  list(): Promise<readonly string[]>;
  /** §8.1: the statement about one subordinate. @throws {AuthError} PARTNER_UNKNOWN, PARTNER_BLOCKED */
  statement(subject: string): Promise<string>;
  /** §8.6: its membership mark. */
  trustMark(subject: string): Promise<string>;
}

export function createSuperior(options: SuperiorOptions): Superior {
  const subordinate = async (subject: string): Promise<PartnerRecord> => {
    const partner = await options.partners.findByBaseUrl(subject);
    if (!partner || partner.parent !== options.platform || partner.pinnedKeys.length === 0) {
      throw new AuthError('PARTNER_UNKNOWN', 'not a subordinate of this platform');
    }
    if (partner.blocked) throw new AuthError('PARTNER_BLOCKED', 'blocked here');
    return partner;
  };
  return {
    list: async () => {
      const partners = await options.partners.list();
      return partners
        .filter((one) => one.parent === options.platform && one.pinnedKeys.length > 0 && !one.blocked)
        .map((one) => one.baseUrl);
    },
    statement: async (subject) => signStatement(options, await subordinate(subject)),
    trustMark: async (subject) =>
      signTrustMark(options.base, (await subordinate(subject)).baseUrl, options.keys, options.clock.now()),
  };
}

function signStatement(options: SuperiorOptions, partner: PartnerRecord): Promise<string> {
  const host = new URL(partner.baseUrl).hostname;
  const claims = {
    iss: options.base,
    sub: partner.baseUrl,
    jwks: { keys: partner.pinnedKeys },
    constraints: {
      max_path_length: PATH_BELOW[partner.level] ?? 0,
      naming_constraints: { permitted: partner.domains ?? [host, `.${host}`] },
    },
    metadata_policy: {
      [PLATFORM_METADATA]: {
        contract_versions: { subset_of: [1], essential: true },
        level: { one_of: LEVELS_BELOW[options.level] ?? [] },
      },
    },
    // §6.1: what the immediate superior says overrides what its subordinate says of itself: no platform goes by another's id.
    metadata: { [PLATFORM_METADATA]: { platform: partner.platform, parent: options.platform } },
  };
  return signJwt(options.keys.current(), STATEMENT_TYP, claims, STATEMENT_SECONDS, options.clock.now());
}
