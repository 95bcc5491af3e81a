import type { mongo } from 'mongoose';
import { hasWording, sendAsCommand } from './as-command.ts';
import { Entities } from './entities.ts';
import { matchError } from './expect-error.ts';
import { Mismatch, match } from './match.ts';
import { runOperation } from './operations.ts';
import type { CollectionData, ExpectedEvents, Json, Operation, SpecFile, Test } from './spec.ts';

const STATES: Readonly<Record<string, readonly string[]>> = {
  none: ['NO_TRANSACTION'],
  starting: ['STARTING_TRANSACTION'],
  in_progress: ['TRANSACTION_IN_PROGRESS'],
  committed: ['TRANSACTION_COMMITTED', 'TRANSACTION_COMMITTED_EMPTY'],
  aborted: ['TRANSACTION_ABORTED'],
};

/** One server under test, with a client of our own for what the tests themselves don't do. */
export interface Bench {
  readonly uri: string;
  readonly internal: mongo.MongoClient;
}

/** Runs one test; throws what it failed by. `asCommands`: operations that the driver would change are sent with `db.command`. */
export async function runTest(bench: Bench, file: SpecFile, test: Test, asCommands: boolean): Promise<void> {
  const entities = new Entities(bench.uri);
  try {
    for (const data of file.initialData ?? []) await fill(bench, data);
    await entities.create(file.createEntities ?? []);
    for (const operation of test.operations) {
      const run = asCommands && hasWording(operation) ? sendAsCommand : runOperation;
      await step(bench, entities, operation, run);
    }
    for (const expected of test.expectEvents ?? []) matchEvents(expected, entities);
    for (const data of test.outcome ?? []) await matchOutcome(bench, data, entities);
  } finally {
    await bench.internal.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
    await entities.close();
  }
}

async function fill({ internal }: Bench, { databaseName, collectionName, documents }: CollectionData): Promise<void> {
  const db = internal.db(databaseName);
  await db.collection(collectionName).drop();
  if (documents.length === 0) await db.createCollection(collectionName);
  else await db.collection(collectionName).insertMany(structuredCopy(documents));
}

function structuredCopy(documents: readonly Json[]): Json[] {
  return documents.map((document) => ({ ...document }));
}

async function step(bench: Bench, entities: Entities, operation: Operation, run: typeof runOperation): Promise<void> {
  if (operation.object === 'testRunner') return runnerStep(bench, entities, operation);
  let result: unknown;
  try {
    result = await run(operation, entities);
  } catch (error) {
    if (operation.ignoreResultAndError) return;
    if (!operation.expectError)
      throw new Mismatch(
        `${operation.name} failed: ${error instanceof Error ? error.stack?.split('\n').slice(0, 3).join(' | ') : error}`,
      );
    return matchError(operation.expectError, error as Error, entities);
  }
  if (operation.expectError) throw new Mismatch(`${operation.name} should have failed`);
  if (operation.expectResult !== undefined) match(operation.expectResult, result, 'result', entities, true);
}

type RunnerStep = (bench: Bench, entities: Entities, args: Json) => Promise<unknown> | unknown;

const failPoint: RunnerStep = ({ internal }, _entities, args) => internal.db('admin').command(args.failPoint as Json);

const RUNNER: Readonly<Record<string, RunnerStep>> = {
  failPoint,
  targetedFailPoint: failPoint,
  createEntities: (_bench, entities, args) => entities.create(args.entities as Json[]),
  assertSessionTransactionState(_bench, entities, args) {
    const state = String(
      (entities.session(String(args.session)) as unknown as { transaction: { state: string } }).transaction.state,
    );
    if (!STATES[String(args.state)]?.includes(state))
      throw new Mismatch(`transaction is ${state}, expected ${String(args.state)}`);
  },
  assertCollectionExists: (bench, _entities, args) => requireCollection(bench, args, true),
  assertCollectionNotExists: (bench, _entities, args) => requireCollection(bench, args, false),
  assertIndexExists: (bench, _entities, args) => requireIndex(bench, args, true),
  assertIndexNotExists: (bench, _entities, args) => requireIndex(bench, args, false),
};

async function runnerStep(bench: Bench, entities: Entities, operation: Operation): Promise<void> {
  const run = RUNNER[operation.name];
  if (!run) throw new Error(`the runner doesn't know the operation '${operation.name}'`);
  await run(bench, entities, operation.arguments ?? {});
}

async function requireCollection({ internal }: Bench, args: Json, wanted: boolean): Promise<void> {
  const found = await internal
    .db(String(args.databaseName))
    .listCollections({ name: String(args.collectionName) })
    .toArray();
  if (found.length > 0 !== wanted)
    throw new Mismatch(`collection ${String(args.collectionName)} ${wanted ? 'is missing' : 'exists'}`);
}

async function requireIndex({ internal }: Bench, args: Json, wanted: boolean): Promise<void> {
  const indexes = await internal
    .db(String(args.databaseName))
    .collection(String(args.collectionName))
    .indexes()
    .catch(() => []);
  if (indexes.some((index) => index.name === args.indexName) !== wanted)
    throw new Mismatch(`index ${String(args.indexName)} ${wanted ? 'is missing' : 'exists'}`);
}

/** What each kind of event is compared by: the specification's fields that are objects of their own. */
function matchEvents(
  { client, eventType = 'command', ignoreExtraEvents, events }: ExpectedEvents,
  entities: Entities,
): void {
  const seen = (entities.observed.get(client) ?? []).filter((item) => item.kind === eventType);
  if (seen.length < events.length || (!ignoreExtraEvents && seen.length > events.length)) {
    throw new Mismatch(
      `expected ${events.length} events, saw ${seen.length}: ${seen.map((item) => (item.event as { commandName?: string }).commandName ?? item.name).join(', ')}`,
    );
  }
  for (const [i, expected] of events.entries()) {
    const [name] = Object.keys(expected);
    const actual = seen[i];
    if (!actual || actual.name !== name) throw new Mismatch(`event ${i}: expected ${name}, saw ${actual?.name}`);
    const fields = expected[String(name)] as Json;
    dropDefaultTimeout(fields, actual.event as Json);
    for (const [field, value] of Object.entries(fields))
      match(
        value,
        (actual.event as Json)[field],
        `event ${i} ${field}`,
        entities,
        field === 'command' || field === 'reply',
      );
  }
}

const ENDS = new Set<unknown>(['commitTransaction', 'abortTransaction']);

/** The Node.js driver gives every commit and abort with a writeConcern `wtimeout: 10000`; the specification does so for retries only. */
function dropDefaultTimeout(expected: Json, event: Json): void {
  const wanted = (expected.command as Json | undefined)?.writeConcern as Json | undefined;
  const concern = (event.command as Json | undefined)?.writeConcern as Json | undefined;
  if (ENDS.has(event.commandName) && wanted && wanted.wtimeout === undefined && concern?.wtimeout === 10_000)
    delete concern.wtimeout;
}

async function matchOutcome(
  { internal }: Bench,
  { databaseName, collectionName, documents }: CollectionData,
  entities: Entities,
): Promise<void> {
  const found = await internal
    .db(databaseName)
    .collection(collectionName)
    .find({}, { sort: { _id: 1 }, readConcern: { level: 'local' } })
    .toArray();
  match(documents, found, 'outcome', entities);
}
