import type { PartnerInfo } from '../../kernel/partner-types.ts';
import type { PlatformInfo } from '../../kernel/types.ts';

export type { StatisticsRowParent } from './statistics.ts';
export type { SearchHitParent } from './store.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type PlatformParent = PlatformInfo;
export type PartnerParent = PartnerInfo;
export interface BlockPartnerSuccessParent {
  readonly __typename: string;
  readonly platform: string;
}
export interface SearchRecordParent {
  readonly __typename: string;
  readonly id: string;
}
