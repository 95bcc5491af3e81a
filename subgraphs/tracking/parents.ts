import type { Page } from '../../kernel/records/page.ts';
import type { ItemRecord, TopicRow } from './store.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type TrackingItemParent = ItemRecord;
export type TopicParent = TopicRow;
export type TrackingItemConnectionParent = Page<ItemRecord>;
export interface UnitParent {
  readonly id: string;
}
