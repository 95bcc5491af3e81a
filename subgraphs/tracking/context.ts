import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { ItemRecord, TopicRow, TrackingStore } from './store.ts';

/** One operation's context. */
export interface Context {
  readonly caller: Caller;
  readonly store: TrackingStore;
  readonly item: DataLoader<string, ItemRecord | null>;
  readonly topic: DataLoader<string, TopicRow | null>;
}

export function contextFor(store: TrackingStore, caller: Caller): Context {
  return {
    caller,
    store,
    item: new DataLoader((ids) => store.records.visibleByIds(caller, ids)),
    topic: new DataLoader((ids) => store.topicsByIds(ids)),
  };
}
