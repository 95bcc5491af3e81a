import type { Page } from '../../kernel/records/page.ts';
import type { AchievementRecord, NeedRecord, PatentRecord } from './kinds.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type AchievementParent = AchievementRecord;
export type PatentParent = PatentRecord;
export type TechnicalNeedParent = NeedRecord;
export type AchievementConnectionParent = Page<AchievementRecord>;
export type PatentConnectionParent = Page<PatentRecord>;
export type TechnicalNeedConnectionParent = Page<NeedRecord>;
/** Entities of others, known here by their id only. */
export interface ExpertParent {
  readonly id: string;
}
export interface UnitParent {
  readonly id: string;
}
/** A search hit that fits a need. */
export interface ExpertMatchParent {
  readonly id: string;
  readonly score: number;
}
export interface AchievementMatchParent {
  readonly id: string;
  readonly score: number;
}
