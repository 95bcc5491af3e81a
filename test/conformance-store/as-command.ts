import type { Collection, Entities } from './entities.ts';
import type { Json, Operation } from './spec.ts';

/** An operation written as the server's command, and its reply read as the result that the driver's method would give. */
interface Wording {
  command(target: string, args: Json): Json;
  result(reply: Json, args: Json): unknown;
}

const insert = (target: string, documents: readonly Json[], { bypassDocumentValidation }: Json): Json => ({
  insert: target,
  documents,
  ...(bypassDocumentValidation === undefined ? {} : { bypassDocumentValidation }),
});

const findAndModify = (change: 'update' | 'replacement'): Wording => ({
  command: (target, { filter, [change]: update, ...options }) => ({
    findAndModify: target,
    query: filter,
    update,
    ...options,
  }),
  result: (reply) => reply.value,
});

/** The words of each operation that a test listed in `SENT_AS_COMMANDS` uses and the driver would change. */
const WORDINGS: Readonly<Record<string, Wording>> = {
  insertOne: {
    command: (target, args) => insert(target, [args.document as Json], args),
    result: (_reply, args) => ({ insertedId: (args.document as Json)._id }),
  },
  insertMany: {
    command: (target, args) => insert(target, args.documents as Json[], args),
    result: (reply, args) => ({
      insertedCount: reply.n,
      insertedIds: Object.fromEntries((args.documents as Json[]).map((document, index) => [index, document._id])),
    }),
  },
  bulkWrite: {
    command: (target, args) =>
      insert(
        target,
        insertsOf(args.requests).map(({ document }) => document as Json),
        args,
      ),
    result: (reply) => ({ insertedCount: reply.n }),
  },
  clientBulkWrite: {
    command(_target, { models, ...options }) {
      const inserts = insertsOf(models);
      const namespaces = [...new Set(inserts.map((model) => String(model.namespace)))];
      return {
        bulkWrite: 1,
        ops: inserts.map((model) => ({
          insert: namespaces.indexOf(String(model.namespace)),
          document: model.document,
        })),
        nsInfo: namespaces.map((ns) => ({ ns })),
        ...options,
      };
    },
    result: (reply) => ({ insertedCount: reply.nInserted }),
  },
  aggregate: {
    command: (target, { pipeline, ...options }) => ({ aggregate: target, pipeline, cursor: {}, ...options }),
    result: (reply) => (reply.cursor as Json).firstBatch,
  },
  findOneAndUpdate: findAndModify('update'),
  findOneAndReplace: findAndModify('replacement'),
};

/** True where {@link sendAsCommand} has words for the operation; any other goes through the driver's method. */
export function hasWording({ name }: Operation): boolean {
  return Object.hasOwn(WORDINGS, name);
}

/** Sends an operation on a collection or a client with `db.command`; throws where the reply tells of a failed write, as the driver's method would. */
export async function sendAsCommand(
  { name, object, arguments: args = {} }: Operation,
  entities: Entities,
): Promise<unknown> {
  const wording = WORDINGS[name];
  if (!wording) throw new Error(`the runner has no command for the operation '${name}'`);
  const reply = await (entities.kindOf(object) === 'client'
    ? entities.client(object).db('admin').command(wording.command('', args))
    : onCollection(entities.collection(object), wording, args));
  refuseFailedWrites(reply);
  return wording.result(reply, args);
}

function onCollection({ db, collectionName }: Collection, wording: Wording, args: Json): Promise<Json> {
  return db.command(wording.command(collectionName, args));
}

function refuseFailedWrites(reply: Json): void {
  const failed = reply.writeErrors ?? reply.writeConcernError;
  if (failed !== undefined || Number(reply.nErrors ?? 0) > 0)
    throw new Error(`a write failed: ${JSON.stringify(failed ?? reply.cursor)}`);
}

function insertsOf(requests: unknown): Json[] {
  return (requests as Json[]).map((request) => {
    if (!request.insertOne) throw new Error(`the runner has no command for ${Object.keys(request).join()}`);
    const { insertOne } = request as { insertOne: Json };
    return insertOne;
  });
}
