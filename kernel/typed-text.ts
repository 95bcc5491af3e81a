import type { ClientSession, Model } from 'mongoose';
import { ERASED } from './audit/personal.ts';
import type { Stored } from './define-model.ts';
import { amended, type RecordStore } from './records/record-store.ts';
import type { SharedFields } from './records/shared-fields.ts';
import type { Tx } from './types.ts';

/** Fields of one kind of record into which people's names are typed without an account: what staff may erase on request (PIPL art. 47). */
export interface TypedText {
  /** Kind in global ids: `trainingSession`. */
  readonly kind: string;
  /** By field: where its texts stand. */
  readonly paths: TextPaths;
  /** Erases the field of an own record. False: there is none. May run again. */
  redact(tx: Tx, recordId: string, field: string): Promise<boolean>;
  /** Fields whose time is over at `now`: erased by `kernel.retention`. Cost: one indexed read. */
  readonly expired?: (now: Date) => Promise<readonly { readonly recordId: string; readonly field: string }[]>;
}

/** By field: where its text stands in a row, as dotted paths through objects and lists (`history.reason`). */
export type TextPaths = Readonly<Record<string, readonly string[]>>;

/** A value with the texts at the paths replaced by `[erased]`; what is empty stays so. */
export function withErased<T>(value: T, paths: readonly string[]): T {
  return paths.reduce((erased, path) => eraseAt(erased, path.split('.')) as T, value);
}

function eraseAt(value: unknown, [first, ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => eraseAt(item, first === undefined ? [] : [first, ...rest]));
  if (first === undefined) return value === null || value === undefined || value === '' ? value : ERASED;
  if (typeof value !== 'object' || value === null || !(first in value)) return value;
  return { ...value, [first]: eraseAt((value as Readonly<Record<string, unknown>>)[first], rest) };
}

interface RowWithVersion extends Stored {
  readonly version: number;
}

/** Typed text in the rows of a model. `own` says whether the platform is the row's home; `tell` whom else it concerns. */
export function typedInRows<T extends RowWithVersion>(
  model: Model<T>,
  kind: string,
  paths: TextPaths,
  more: Pick<TypedText, 'expired'> & {
    readonly own?: (row: T) => boolean;
    readonly tell?: (tx: Tx, row: T) => Promise<void>;
  } = {},
): TypedText {
  return {
    ...described(kind, paths, more),
    redact: async (tx, recordId, field) => {
      const before = await rowOf(model, recordId, tx.session);
      if (!before || more.own?.(before) === false) return false;
      const after = { ...withErased(before, paths[field] ?? []), version: before.version + 1 };
      const where = { _id: recordId, version: before.version } as never;
      const { matchedCount } = await model.replaceOne(where, after as never, { session: tx.session });
      if (matchedCount !== 1) throw new Error(`${recordId} is no longer at version ${before.version}`);
      await more.tell?.(tx, after);
      return true;
    },
  };
}

function described(kind: string, paths: TextPaths, { expired }: Pick<TypedText, 'expired'>): Omit<TypedText, 'redact'> {
  return expired ? { kind, paths, expired } : { kind, paths };
}

async function rowOf<T>(model: Model<T>, id: string, session: ClientSession): Promise<T | null> {
  return (await model.findById(id).session(session).lean()) as T | null;
}

/** Typed text in shared records: search, feed and the partners' copies follow. `also` erases what else keeps it, such as a history. */
export function typedInRecords<T extends SharedFields>(
  store: RecordStore<T>,
  platform: string,
  kind: string,
  paths: TextPaths,
  more: Pick<TypedText, 'expired'> & {
    readonly also?: (tx: Tx, recordId: string, field: string) => Promise<void>;
  } = {},
): TypedText {
  return {
    ...described(kind, paths, more),
    redact: async (tx, recordId, field) => {
      const before = await store.byId(recordId, tx.session);
      if (!before || before.home !== platform) return false;
      const after = amended(withErased(before, paths[field] ?? []), {});
      await store.save(tx, [{ action: 'redactPersonalText', happened: 'amended', before, after }]);
      await more.also?.(tx, recordId, field);
      return true;
    },
  };
}
