import type { mongo } from 'mongoose';
import type { Entities } from './entities.ts';
import type { Json, Operation } from './spec.ts';

type Run<T> = (target: T, args: Json, options: Json) => unknown;

/** Arguments that are positional in the driver; what remains are options. */
const POSITIONAL = new Set([
  'document',
  'documents',
  'filter',
  'update',
  'replacement',
  'pipeline',
  'fieldName',
  'requests',
  'models',
  'command',
  'commandName',
  'keys',
  'collection',
]);

const COLLECTION: Readonly<Record<string, Run<mongo.Collection>>> = {
  insertOne: (target, args, options) => target.insertOne(args.document as Json, options),
  insertMany: (target, args, options) => target.insertMany(args.documents as Json[], options),
  find: (target, args, options) => target.find(args.filter as Json, options).toArray(),
  findOne: (target, args, options) => target.findOne(args.filter as Json, options),
  aggregate: (target, args, options) => target.aggregate(args.pipeline as Json[], options).toArray(),
  countDocuments: (target, args, options) => target.countDocuments(args.filter as Json, options),
  estimatedDocumentCount: (target, _args, options) => target.estimatedDocumentCount(options),
  count: (target, args, options) => target.count(args.filter as Json, options),
  distinct: (target, args, options) => target.distinct(String(args.fieldName), args.filter as Json, options),
  updateOne: (target, args, options) => target.updateOne(args.filter as Json, args.update as Json, options),
  updateMany: (target, args, options) => target.updateMany(args.filter as Json, args.update as Json, options),
  replaceOne: (target, args, options) => target.replaceOne(args.filter as Json, args.replacement as Json, options),
  deleteOne: (target, args, options) => target.deleteOne(args.filter as Json, options),
  deleteMany: (target, args, options) => target.deleteMany(args.filter as Json, options),
  findOneAndUpdate: (target, args, options) =>
    target.findOneAndUpdate(args.filter as Json, args.update as Json, lowered(options)),
  findOneAndReplace: (target, args, options) =>
    target.findOneAndReplace(args.filter as Json, args.replacement as Json, lowered(options)),
  findOneAndDelete: (target, args, options) => target.findOneAndDelete(args.filter as Json, options),
  bulkWrite: async (target, args, options) =>
    bulkResult(await target.bulkWrite(args.requests as mongo.AnyBulkWriteOperation[], options)),
  createIndex: (target, args, options) => target.createIndex(args.keys as mongo.IndexSpecification, options),
};

const DATABASE: Readonly<Record<string, Run<mongo.Db>>> = {
  runCommand: (target, args, options) => target.command(args.command as Json, options),
  aggregate: (target, args, options) => target.aggregate(args.pipeline as Json[], options).toArray(),
  createCollection: (target, args, options) => target.createCollection(String(args.collection), options),
  dropCollection: (target, args, options) => target.dropCollection(String(args.collection), options),
  modifyCollection: (target, args, options) => target.command({ collMod: String(args.collection), ...options }),
};

const CLIENT: Readonly<Record<string, Run<mongo.MongoClient>>> = {
  clientBulkWrite: async (target, args, options) =>
    clientBulkResult(await target.bulkWrite(models(args.models as Json[]), options)),
};

const SESSION: Readonly<Record<string, Run<mongo.ClientSession>>> = {
  startTransaction: (target, _args, options) => target.startTransaction(options as mongo.TransactionOptions),
  commitTransaction: (target, _args, options) => target.commitTransaction(options as { timeoutMS?: number }),
  abortTransaction: (target) => target.abortTransaction(),
  endSession: (target) => target.endSession(),
};

/** Runs an operation on an entity with the driver's method of that name. */
export async function runOperation(operation: Operation, entities: Entities): Promise<unknown> {
  const { args, options } = split(operation, entities);
  const { object, name } = operation;
  switch (entities.kindOf(object)) {
    case 'collection':
      return known(COLLECTION, name)(entities.collection(object), args, options);
    case 'database':
      return known(DATABASE, name)(entities.database(object), args, options);
    case 'client':
      return known(CLIENT, name)(entities.client(object), args, options);
    case 'session':
      return known(SESSION, name)(entities.session(object), args, options);
    default:
      throw new Error(`no entity '${object}'`);
  }
}

function known<T>(table: Readonly<Record<string, Run<T>>>, name: string): Run<T> {
  const run = table[name];
  if (!run) throw new Error(`the runner doesn't know the operation '${name}'`);
  return run;
}

function split(operation: Operation, entities: Entities): { args: Json; options: Json } {
  const args: Json = {};
  const options: Json = {};
  for (const [name, value] of Object.entries(operation.arguments ?? {})) {
    if (POSITIONAL.has(name)) args[name] = value;
    else options[name] = name === 'session' ? entities.session(String(value)) : value;
  }
  return { args, options };
}

function lowered(options: Json): mongo.FindOneAndUpdateOptions {
  const { returnDocument, ...rest } = options;
  return returnDocument === undefined
    ? rest
    : { ...rest, returnDocument: String(returnDocument).toLowerCase() as 'before' | 'after' };
}

function models(specs: readonly Json[]): mongo.AnyClientBulkWriteModel<mongo.Document>[] {
  return specs.map((spec) => {
    const [name] = Object.keys(spec);
    return { name, ...(spec[String(name)] as Json) } as unknown as mongo.AnyClientBulkWriteModel<mongo.Document>;
  });
}

/** The fields of a bulk result by the specification's names. */
export function bulkResult(result: mongo.BulkWriteResult): Json {
  const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds, insertedIds } = result;
  return { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount, upsertedIds, insertedIds };
}

/** The same for a client's bulk write; undefined where nothing was done, for which the driver shows a result of zeros. */
export function clientBulkResult(result: mongo.ClientBulkWriteResult): Json | undefined {
  const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount } = result;
  const counts = { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedCount };
  const details = {
    insertResults: result.insertResults,
    updateResults: withoutFlag(result.updateResults),
    deleteResults: result.deleteResults,
  };
  const done =
    Object.values(counts).some((count) => count > 0) || Object.values(details).some((map) => (map?.size ?? 0) > 0);
  return done ? { ...counts, ...details } : undefined;
}

/** `didUpsert` is the driver's own addition. */
function withoutFlag(
  results: ReadonlyMap<number, mongo.ClientUpdateResult> | undefined,
): ReadonlyMap<number, Json> | undefined {
  return results && new Map([...results].map(([index, { didUpsert: _own, ...result }]) => [index, result]));
}
