import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { ExpertRecord, ExpertStore } from './expert-store.ts';
import type { ExpertRequestRow } from './request-model.ts';
import type { ExpertRequestStore } from './request-store.ts';

export interface ExpertStores {
  readonly experts: ExpertStore;
  readonly requests: ExpertRequestStore;
}

/** One operation's context. */
export interface Context extends ExpertStores {
  readonly caller: Caller;
  readonly expert: DataLoader<string, ExpertRecord | null>;
  readonly expertRequest: DataLoader<string, ExpertRequestRow | null>;
}

export function contextFor(stores: ExpertStores, caller: Caller): Context {
  return {
    ...stores,
    caller,
    expert: new DataLoader((ids) => stores.experts.records.visibleByIds(caller, ids)),
    expertRequest: new DataLoader((ids) => stores.requests.visibleByIds(caller, ids)),
  };
}
