import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { ExpertRecord, ExpertStore } from './expert-store.ts';

/** One operation's context. */
export interface Context {
  readonly caller: Caller;
  readonly experts: ExpertStore;
  readonly expert: DataLoader<string, ExpertRecord | null>;
}

export function contextFor(experts: ExpertStore, caller: Caller): Context {
  return { caller, experts, expert: new DataLoader((ids) => experts.records.visibleByIds(caller, ids)) };
}
