import type { Page } from '../../kernel/records/page.ts';
import type { ExpertRecord } from './expert-store.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type ExpertParent = ExpertRecord;
export type ExpertConnectionParent = Page<ExpertRecord>;
export interface UnitParent {
  readonly id: string;
}
