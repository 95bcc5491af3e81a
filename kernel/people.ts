import { openSealed, type PersonKeys } from './audit/person-keys.ts';
import { ERASED } from './audit/personal.ts';
import { encrypt, type Sealed } from './audit/sealing.ts';
import { systemCaller } from './caller.ts';
import type { EventConsumer } from './events/types.ts';
import { kindOf } from './ids.ts';
import type { Job } from './jobs/types.ts';
import type { IdempotencyRow, KernelModels } from './models.ts';
import type { Notices } from './notices/notices.ts';
import { type TypedText, withErased } from './typed-text.ts';
import type { Tx } from './types.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** A room that keeps personal data of accounts: what it shows to the person, and how it forgets it. */
export interface PersonalRoom {
  /** What is kept, in the export: `bookings`. Stable: a cursor is kept under it. */
  readonly name: string;
  /** All that is kept of the person, as JSON. */
  export(personId: string): Promise<readonly object[]>;
  /** Blanks what was copied of the person; records stay. May run again. */
  erase(personId: string, tx: Tx): Promise<void>;
  /** What has to be settled before a person who asks for it is erased, at most some dozens; absent: nothing ever. Cost: indexed reads. */
  readonly unsettled?: (personId: string) => Promise<readonly UnsettledMatter[]>;
}

/** Something that others still wait for from a person, or the person from them. */
export interface UnsettledMatter {
  /** What it is: the kind in its id, or a word of the room's own (`debt`). */
  readonly kind: string;
  /** The record that it is about. */
  readonly id: string;
  /** What the record is called. */
  readonly title: string;
  /** Money that is open, in fen. */
  readonly fen?: number;
}

/** As many of one kind as a person is told at once. */
export const UNSETTLED_AT_ONCE = 20;

/** What became of a wish to erase typed text; `fields`: those that the kind has. */
export type Redaction =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'noRecord' }
  | { readonly outcome: 'noField'; readonly fields: readonly string[] };

/** Personal data of one person across the rooms of a platform (PIPL art. 45 and 47). */
export interface People {
  /** Registers a room; it follows `account.erased` from then on. */
  keep(room: PersonalRoom): void;
  /** What every room keeps of the person, by the room's name. */
  export(personId: string): Promise<Readonly<Record<string, readonly object[]>>>;
  /** What has to be settled before the person is erased at their own wish. */
  unsettled(personId: string): Promise<readonly UnsettledMatter[]>;
  /** Destroys the person's key and tells every room by `account.erased`, with the transaction. The id stays, as a pseudonym. */
  erase(tx: Tx, personId: string): Promise<void>;
  /**
   * Seals personal data of somebody who need not have an account (`person` is any global id), under a key of that person alone; with the transaction. What was
   * sealed cannot be read any more once the person is forgotten.
   */
  seal(tx: Tx, person: string, value: unknown): Promise<Sealed>;
  /** What was sealed; null once the person is forgotten. Cost: one read. */
  open(sealed: Sealed): Promise<unknown>;
  /** Destroys the person's key with the transaction, and mails to the person that still lie here. For accounts use `erase`, which tells every room. */
  forget(tx: Tx, person: string): Promise<void>;
  /** Registers fields into which names are typed without an account. */
  typed(text: TypedText): void;
  /**
   * Erases such a field of a record: in the record, in events and notices about it, and in the audit trail, whose chain still verifies. There the key of the
   * record's personal values is destroyed, so that all of them, and all reasons given for it, read `[erased]` from then on. Cost: reads all events and notices.
   */
  redact(tx: Tx, recordId: string, field: string, reason: string): Promise<Redaction>;
  /**
   * Erases texts of a record where the kernel copied them: in events, which projections are rebuilt from (`title` is there what the record is called), and in
   * answers kept for repeated requests. Cost: reads every event and every kept answer.
   */
  eraseCopies(tx: Tx, recordId: string, paths: readonly string[]): Promise<void>;
  /** `kernel.retention`: erases typed text whose time is over. */
  readonly retention: Job;
}

const ERASED_EVENT = 'account.erased';
const DAY_SECONDS = 86_400;

export interface PeopleParts {
  readonly keys: PersonKeys;
  readonly models: Pick<KernelModels, 'outbox' | 'idempotency'>;
  readonly notices: Pick<Notices, 'blank' | 'forget'>;
  readonly unit: UnitOfWork;
  readonly platform: string;
  consume(consumer: EventConsumer): void;
}

export function createPeople(parts: PeopleParts): People {
  const { keys } = parts;
  const rooms: PersonalRoom[] = [];
  const texts = new Map<string, TypedText>();
  const redact: People['redact'] = async (tx, recordId, field, reason) => {
    const text = texts.get(kindOf(recordId));
    const paths = text?.paths[field];
    if (!text || !paths) return { outcome: 'noField', fields: Object.keys(text?.paths ?? {}) };
    if (!(await text.redact(tx, recordId, field))) return { outcome: 'noRecord' };
    await eraseCopies(parts, tx, recordId, [field, ...paths]);
    await parts.notices.blank(tx, [recordId], field);
    await keys.destroy(recordId, tx.session, tx.now);
    tx.audit({ action: 'redactPersonalText', recordId, after: { field, why: reason } });
    return { outcome: 'done' };
  };
  return {
    seal: async (tx, person, value) => {
      const key = (await keys.forWriting([person], tx.session, tx.now)).get(person);
      if (!key) throw new Error(`${person} was forgotten: nothing more is kept of them`);
      return { person, sealed: encrypt(key, person, Buffer.from(JSON.stringify(value))) };
    },
    open: (sealed) => openSealed(keys, sealed),
    forget: async (tx, person) => {
      await keys.destroy(person, tx.session, tx.now);
      await parts.notices.forget({ receiver: person });
    },
    keep: (room) => {
      rooms.push(room);
      parts.consume({
        name: `personal.${room.name}`,
        types: [ERASED_EVENT],
        handle: ({ recordId }, tx) => room.erase(recordId, tx),
      });
    },
    export: async (personId) => {
      const kept = await Promise.all(rooms.map(async (room) => [room.name, await room.export(personId)] as const));
      return Object.fromEntries(kept);
    },
    unsettled: async (personId) => (await Promise.all(rooms.map((room) => room.unsettled?.(personId) ?? []))).flat(),
    erase: async (tx, personId) => {
      await keys.destroy(personId, tx.session, tx.now);
      tx.emit({ type: ERASED_EVENT, recordId: personId, version: 1, payload: { id: personId } });
    },
    typed: (text) => {
      if (texts.has(text.kind)) throw new Error(`the typed text of ${text.kind} is registered already`);
      texts.set(text.kind, text);
    },
    redact,
    eraseCopies: (tx, recordId, paths) => eraseCopies(parts, tx, recordId, paths),
    retention: {
      name: 'kernel.retention',
      everySeconds: DAY_SECONDS,
      run: async ({ now }) => {
        const caller = systemCaller(parts.platform, 'kernel.retention');
        for (const { expired } of texts.values())
          for (const { recordId, field } of (await expired?.(now)) ?? [])
            await parts.unit.run(caller, (tx) => redact(tx, recordId, field, 'retention'));
      },
    },
  };
}

async function eraseCopies({ models }: PeopleParts, tx: Tx, recordId: string, paths: readonly string[]): Promise<void> {
  const { session } = tx;
  for (const path of paths) {
    const name = `payload.${path}`;
    const where = { recordId, [name]: { $type: 'string' as const } };
    await models.outbox.updateMany(where, { $set: { [name]: ERASED } }, { session });
  }
  for await (const row of models.idempotency.find().session(session).lean<IdempotencyRow[]>().cursor()) {
    const { _id, outcome } = row as unknown as IdempotencyRow;
    const erased = withoutTexts(outcome, recordId, paths);
    if (erased !== outcome) await models.idempotency.updateOne({ _id }, { $set: { outcome: erased } }, { session });
  }
}

/** The answer with the texts of the record erased wherever it is in it; the same value when it is not. */
function withoutTexts(value: unknown, recordId: string, paths: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  if ((value as { readonly _id?: unknown })._id === recordId) return withErased(value, paths);
  const members = Object.entries(value).map(([name, member]) => [name, withoutTexts(member, recordId, paths)] as const);
  const changed = members.some(([name, member]) => member !== (value as Readonly<Record<string, unknown>>)[name]);
  return changed ? Object.fromEntries(members) : value;
}

/** The kernel's own room: what the person was told, on the platform and in mails that still lie in a folder here. */
export function noticesOf({ notices }: Pick<KernelModels, 'notices'>, sender: Pick<Notices, 'forget'>): PersonalRoom {
  return {
    name: 'notices',
    export: (to) => notices.find({ to }).sort({ _id: 1 }).lean<object[]>(),
    erase: async (to, { session }) => {
      await notices.deleteMany({ to: [to] }, { session });
      await notices.updateMany({ to }, { $pull: { to } }, { session });
      await sender.forget({ receiver: to });
    },
  };
}
