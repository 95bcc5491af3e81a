import type { BSON } from 'bson';
import { checkNamespace } from '../catalogue/catalogue.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Transaction } from '../transactions/transaction.ts';
import type { Writer } from '../transactions/writer.ts';
import type { Request } from '../wire/frames.ts';
import type { RawValue } from '../wire/raw.ts';

/** What is known about the client behind a connection. */
export interface Connection {
  readonly id: number;
  appName: string | undefined;
}

/** One command on its way: what it may use and who asks. */
export interface Context {
  readonly store: Store;
  readonly request: Request;
  readonly body: BSON.Document;
  readonly db: string;
  readonly connection: Connection;
  readonly session: string | undefined;
  readonly transaction: Transaction | undefined;
  readonly writer: Writer;
  readonly now: Date;
}

/** A reply without `ok`, which the dispatcher adds. Values may be encoded already. */
export type Reply = Record<string, unknown> | RawValue;

export interface Command {
  readonly run: (context: Context) => Record<string, unknown>;
  /** Fields besides those that every command takes. Others are refused by name (40415), as MongoDB does. */
  readonly fields: readonly string[];
  /** May stand inside a transaction. */
  readonly transactional?: boolean;
  /** Is kept with its answer when it carries a `txnNumber`. */
  readonly retryable?: boolean;
  /** Takes a writeConcern; what it wrote is taken back if it has to wait. */
  readonly writes?: boolean;
  /** Writes, but can't meet a lock that it would have to wait for. */
  readonly neverWaits?: boolean;
}

/** The collection named by the command's first field, as the caller's transaction sees it. */
export function collectionName(context: Context): string {
  const name: unknown = context.body[context.request.command];
  if (typeof name !== 'string')
    throw new MongoServerFault('InvalidNamespace', `collection name has invalid type ${typeof name}`);
  if (!context.store.catalogue.find(context.db, name)) checkNamespace(context.db, name);
  return name;
}

export function findCollection(context: Context, name = collectionName(context)): Collection | undefined {
  const collection = context.store.catalogue.find(context.db, name, context.transaction);
  if (collection && context.transaction) context.store.sessions.use(context.transaction, collection);
  return collection;
}

/** The collection for a write that makes it if need be. */
export function obtainCollection(context: Context, name = collectionName(context)): Collection {
  const collection =
    findCollection(context, name) ?? context.store.catalogue.create(context.db, name, {}, context.transaction);
  if (context.transaction) context.store.sessions.use(context.transaction, collection);
  return collection;
}
