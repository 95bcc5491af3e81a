import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { DeliveryRow, DeliveryStore } from './delivery-store.ts';
import type { DocumentStore } from './document-store.ts';
import type { DocumentRecord } from './documents.ts';

export interface LiteratureStores {
  readonly documents: DocumentStore;
  readonly deliveries: DeliveryStore;
}

/** One operation's context. */
export interface Context extends LiteratureStores {
  readonly caller: Caller;
  readonly document: DataLoader<string, DocumentRecord | null>;
  readonly delivery: DataLoader<string, DeliveryRow | null>;
}

export function contextFor(stores: LiteratureStores, caller: Caller): Context {
  return {
    ...stores,
    caller,
    document: new DataLoader((ids) => stores.documents.records.visibleByIds(caller, ids)),
    delivery: new DataLoader((ids) => stores.deliveries.visibleByIds(caller, ids)),
  };
}
