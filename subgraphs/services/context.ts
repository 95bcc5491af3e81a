import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { SampleRow, TestRequestRow } from './models.ts';
import { maySeeRequest, requestsByIds, samplesOf } from './store/reads.ts';
import type { ServicesRoom } from './store/room.ts';
import type { TestItemRecord } from './test-items.ts';

/** One operation's context: who asks, the room, and loaders that batch within the operation. */
export interface Context {
  readonly caller: Caller;
  readonly room: ServicesRoom;
  /** Null for what the caller may not see. */
  readonly testItem: DataLoader<string, TestItemRecord | null>;
  readonly testRequest: DataLoader<string, TestRequestRow | null>;
  readonly samples: DataLoader<string, SampleRow[]>;
}

export function contextFor(room: ServicesRoom, caller: Caller): Context {
  return {
    caller,
    room,
    testItem: new DataLoader((ids) => room.items.visibleByIds(caller, ids)),
    testRequest: new DataLoader(async (ids) =>
      (await requestsByIds(room, ids)).map((row) => (row && maySeeRequest(room, caller, row) ? row : null)),
    ),
    samples: new DataLoader((ids) => samplesOf(room, ids)),
  };
}
