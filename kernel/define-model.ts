import mongoose, {
  type ClientSession,
  type Connection,
  type IndexDefinition,
  type Model,
  type SchemaDefinition,
} from 'mongoose';

/** A stored document: `_id` is a string (a global id, or what makes the row unique). */
export interface Stored {
  readonly _id: string;
}

/** One index: its keys and, if it is unique, that. */
export interface Index {
  readonly keys: IndexDefinition;
  readonly unique?: boolean;
}

/**
 * A mongoose model of one collection on one connection. Unknown fields are an error (`strict: 'throw'`), no version key, nothing created behind
 * one's back: `createCollections` makes collections and indexes before the first transaction.
 */
export function defineModel<T extends Stored>(
  connection: Connection,
  collection: string,
  fields: SchemaDefinition,
  indexes: readonly Index[] = [],
): Model<T> {
  const existing = connection.models[collection];
  if (existing) return existing as unknown as Model<T>;
  const schema = new mongoose.Schema(
    { _id: { type: String, required: true }, ...fields },
    {
      autoCreate: false,
      autoIndex: false,
      collection,
      id: false,
      minimize: false,
      strict: 'throw',
      versionKey: false,
    },
  );
  for (const index of indexes) schema.index(index.keys, index.unique ? { unique: true } : {});
  return connection.model(collection, schema) as unknown as Model<T>;
}

/** One write of a bulk, as the driver takes it. */
export interface BulkUpdate {
  readonly updateOne: {
    readonly filter: Readonly<Record<string, unknown>>;
    readonly update: Readonly<Record<string, unknown>>;
    readonly upsert?: boolean;
  };
}

/** Many updates in one command, without mongoose's casting of each: the rows are typed, and a seed or a harvest writes a hundred thousand of them. */
export async function bulkUpdate<T extends Stored>(
  model: Model<T>,
  updates: readonly BulkUpdate[],
  session: ClientSession,
): Promise<void> {
  await model.collection.bulkWrite(updates as never, { session });
}

/** Any JSON or BSON value, kept as it is. */
export const anything = mongoose.Schema.Types.Mixed;

/** Makes the collections and indexes of the models. Idempotent; one after the other, because DDL is serialised. */
export async function createCollections<T extends Stored>(models: readonly Model<T>[]): Promise<void> {
  for (const model of models) {
    await model.createCollection();
    await model.createIndexes();
  }
}
