import type { Page } from '../../kernel/records/page.ts';
import type { ExpertRecord } from './expert-store.ts';
import type { ExpertRequestRow } from './request-model.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type ExpertParent = ExpertRecord;
export type ExpertConnectionParent = Page<ExpertRecord>;
export type ExpertRequestParent = ExpertRequestRow;
export type ExpertRequestConnectionParent = Page<ExpertRequestRow>;
export interface AccountParent {
  readonly id: string;
}
export interface UnitParent {
  readonly id: string;
}
