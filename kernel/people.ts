import type { PersonKeys } from './audit/person-keys.ts';
import type { KernelModels } from './models.ts';
import type { EventConsumer, Tx } from './types.ts';

/** A room that keeps personal data of accounts: what it shows to the person, and how it forgets it. */
export interface PersonalRoom {
  /** What is kept, in the export: `bookings`. Stable: a cursor is kept under it. */
  readonly name: string;
  /** All that is kept of the person, as JSON. */
  export(personId: string): Promise<readonly object[]>;
  /** Blanks what was copied of the person; records stay. May run again. */
  erase(personId: string, tx: Tx): Promise<void>;
}

/** Personal data of one person across the rooms of a platform (PIPL art. 45 and 47). */
export interface People {
  /** Registers a room; it follows `account.erased` from then on. */
  keep(room: PersonalRoom): void;
  /** What every room keeps of the person, by the room's name. */
  export(personId: string): Promise<Readonly<Record<string, readonly object[]>>>;
  /** Destroys the person's key and tells every room by `account.erased`, with the transaction. The id stays, as a pseudonym. */
  erase(tx: Tx, personId: string): Promise<void>;
}

const ERASED_EVENT = 'account.erased';

export function createPeople(keys: PersonKeys, consume: (consumer: EventConsumer) => void): People {
  const rooms: PersonalRoom[] = [];
  return {
    keep: (room) => {
      rooms.push(room);
      consume({
        name: `personal.${room.name}`,
        types: [ERASED_EVENT],
        handle: ({ recordId }, tx) => room.erase(recordId, tx),
      });
    },
    export: async (personId) => {
      const kept = await Promise.all(rooms.map(async (room) => [room.name, await room.export(personId)] as const));
      return Object.fromEntries(kept);
    },
    erase: async (tx, personId) => {
      await keys.destroy(personId, tx.session, tx.now);
      tx.emit({ type: ERASED_EVENT, recordId: personId, version: 1, payload: { id: personId } });
    },
  };
}

/** The kernel's own room: what the person was told. */
export function noticesOf({ notices }: Pick<KernelModels, 'notices'>): PersonalRoom {
  return {
    name: 'notices',
    export: (to) => notices.find({ to }).sort({ _id: 1 }).lean<object[]>(),
    erase: async (to, { session }) => {
      await notices.deleteMany({ to: [to] }, { session });
    },
  };
}
