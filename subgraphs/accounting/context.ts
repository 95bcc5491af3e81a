import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { Agreement, TariffRow } from '../../ledger/types.ts';
import type { Room } from './store/room.ts';

/** One operation's context: who asks, the room, and loaders that batch within the operation. */
export interface Context {
  readonly caller: Caller;
  readonly room: Room;
  readonly agreement: DataLoader<string, Agreement | null>;
  /** Tariff rows in force now, by subject. */
  readonly tariffsNow: DataLoader<string, readonly TariffRow[]>;
}

export function contextFor(room: Room, caller: Caller): Context {
  const { pricing } = room.ledger;
  return {
    caller,
    room,
    agreement: new DataLoader((ids) => pricing.agreementsByIds(ids)),
    tariffsNow: new DataLoader((ids) => pricing.tariffsInForce(ids)),
  };
}
