import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { AchievementRecord, NeedRecord, PatentRecord } from './kinds.ts';
import type { KnowledgeStore } from './store.ts';

/** One operation's context. */
export interface Context {
  readonly caller: Caller;
  readonly store: KnowledgeStore;
  readonly achievement: DataLoader<string, AchievementRecord | null>;
  readonly patent: DataLoader<string, PatentRecord | null>;
  readonly need: DataLoader<string, NeedRecord | null>;
}

export function contextFor(store: KnowledgeStore, caller: Caller): Context {
  return {
    caller,
    store,
    achievement: new DataLoader((ids) => store.achievements.visibleByIds(caller, ids)),
    patent: new DataLoader((ids) => store.patents.visibleByIds(caller, ids)),
    need: new DataLoader((ids) => store.needs.visibleByIds(caller, ids)),
  };
}
