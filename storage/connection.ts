import { type ClientSession, type Connection, createConnection } from 'mongoose';
import { runTransaction, type TransactionOptions } from './transaction.ts';

/** An open database of one platform. */
export interface Storage {
  readonly connection: Connection;
  /** See {@link runTransaction}. */
  transaction<T>(work: (session: ClientSession) => Promise<T>, options?: TransactionOptions): Promise<T>;
  close(): Promise<void>;
}

export interface StorageOptions {
  /** A MongoDB replica set or the embedded store. */
  readonly uri: string;
  readonly dbName: string;
  /** Connections at most; default 50. */
  readonly maxPoolSize?: number;
}

const SERVER_SELECTION_MS = 5_000;

/** Connects to a database. Throws the driver's error if nobody answers within 5 seconds. Models make their indexes only when asked to (`init`). */
export async function openStorage({ uri, dbName, maxPoolSize = 50 }: StorageOptions): Promise<Storage> {
  const connection = await createConnection(uri, {
    dbName,
    maxPoolSize,
    serverSelectionTimeoutMS: SERVER_SELECTION_MS,
    autoIndex: false,
    autoCreate: false,
  }).asPromise();
  return {
    connection,
    transaction: (work, options) => runTransaction(connection, work, options),
    close: () => connection.close(),
  };
}
