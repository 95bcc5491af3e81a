import { Timestamp } from 'bson';
import { MongoServerFault } from '../errors.ts';
import { deadline } from '../planner/deadline.ts';
import type { Store } from '../store.ts';
import { ioFault, isSqliteError } from '../transactions/group-commit.ts';
import { LockWait, type Transaction } from '../transactions/transaction.ts';
import { TransactionWriter } from '../transactions/transaction-writer.ts';
import type { Request } from '../wire/frames.ts';
import { RawValue } from '../wire/raw.ts';
import { encodeReply } from '../wire/reply-writer.ts';
import { checkReadConcern, writeConcernError } from './concerns.ts';
import type { Command, Connection, Context, Reply } from './context.ts';
import { readCount, refuseUnknown } from './options.ts';
import { commandFor } from './registry.ts';
import { sessionKey, txnNumberOf } from './session.ts';

/** Fields that every command takes. */
const GENERIC = [
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  '$audit',
  '$client',
  '$configServerState',
  'databaseVersion',
  'maxTimeMSOpOnly',
];
/** After these a transaction can be tried again as a whole. The second kind means that the node is going: not for a commit, whose outcome is then unknown. */
const TRANSIENT = new Set([112, 246, 251, 24]);
const TRANSIENT_BEFORE_COMMIT = new Set([10107, 11600, 11602, 13435, 13436, 189, 91, 7, 6, 89, 9001, 262]);
/** Codes after which a driver may send a retryable write again. */
export const RETRYABLE_WRITE = new Set([11600, 11602, 10107, 13435, 13436, 189, 91, 7, 6, 89, 9001, 262]);

/**
 * Runs one command to its end, synchronously. Throws {@link LockWait} where it must wait for a transaction: it has then changed nothing and is
 * to be run again. Any other failure is an answer with `ok: 0`.
 */
export function dispatch(store: Store, connection: Connection, request: Request): Reply {
  let transaction: Transaction | undefined;
  try {
    if (request.refusal) throw request.refusal;
    const answer = store.lookUps.answer(request.content);
    if (answer) return finish(store, answer);
    const command = commandFor(request.command);
    refuseUnknown(request.body, request.command, fieldsOf(request.command, command));
    const session = sessionKey(request);
    const txnNumber = txnNumberOf(request);
    if (session !== undefined && txnNumber !== undefined) {
      if (request.body.autocommit === false) transaction = enter(store, request, command, session, txnNumber);
      else return retryable(store, connection, request, command, session, txnNumber);
    }
    return finish(store, run(store, connection, request, command, session, transaction));
  } catch (error) {
    if (error instanceof LockWait && !transaction) throw error;
    if (transaction?.state === 'open') store.sessions.abort(transaction);
    return failure(store, request, asFault(store, error), transaction !== undefined);
  }
}

const fieldSets = new Map<string, ReadonlySet<string>>();

function fieldsOf(name: string, command: Command): ReadonlySet<string> {
  let fields = fieldSets.get(name);
  if (!fields) {
    fields = new Set([...GENERIC, ...command.fields, name]);
    fieldSets.set(name, fields);
  }
  return fields;
}

/** A command inside a transaction: opens it or goes on in it. */
function enter(
  store: Store,
  request: Request,
  command: Command,
  session: string,
  txnNumber: bigint,
): Transaction | undefined {
  const starts = request.body.startTransaction === true;
  if (request.command === 'commitTransaction' || request.command === 'abortTransaction') return undefined;
  const transaction = starts ? store.sessions.start(session, txnNumber) : store.sessions.continue(session, txnNumber);
  try {
    if (!command.transactional)
      throw new MongoServerFault(
        'OperationNotSupportedInTransaction',
        `Cannot run '${request.command}' in a multi-document transaction.`,
      );
    if (request.body.writeConcern !== undefined)
      throw new MongoServerFault('InvalidOptions', 'writeConcern is not allowed within a multi-statement transaction');
    checkReadConcern(request.body, true, starts);
  } catch (error) {
    store.sessions.abort(transaction);
    throw error;
  }
  return transaction;
}

/** A write that may be sent twice: the second time it gets the first answer. */
function retryable(
  store: Store,
  connection: Connection,
  request: Request,
  command: Command,
  session: string,
  txnNumber: bigint,
): Reply {
  if (!command.retryable)
    throw new MongoServerFault(
      50768,
      `txnNumber may only be provided for multi-document transactions and retryable write commands. autocommit:false was not provided, and ${request.command} is not a retryable write command.`,
    );
  store.sessions.refuseOld(session, txnNumber);
  const record = store.retries.find(session);
  if (record?.txnNumber === txnNumber && record.kind === 'write' && record.reply) return new RawValue(3, record.reply);
  store.sessions.supersede(session, txnNumber);
  const reply = finish(store, run(store, connection, request, command, session, undefined));
  const encoded = reply instanceof RawValue ? reply.bytes : encodeReply(reply);
  store.retries.save(session, { txnNumber, kind: 'write', reply: encoded });
  return new RawValue(3, encoded);
}

function run(
  store: Store,
  connection: Connection,
  request: Request,
  command: Command,
  session: string | undefined,
  transaction: Transaction | undefined,
): Record<string, unknown> {
  if (!transaction) checkReadConcern(request.body, false, false);
  const concern = command.writes ? writeConcernError(request.body) : undefined;
  const writer = transaction ? new TransactionWriter(transaction) : store.directWriter;
  const context: Context = {
    store,
    request,
    body: request.body,
    db: request.db,
    connection,
    session,
    transaction,
    writer,
    now: new Date(),
  };
  deadline.begin(readCount(request.body, 'maxTimeMS'));
  if (command.writes) store.history.tick();
  const mayWait = command.writes === true && !command.neverWaits && !transaction && store.sessions.openCount > 0;
  const reply = mayWait ? store.group.atomically(() => command.run(context)) : command.run(context);
  if (transaction && reply.writeErrors !== undefined) store.sessions.abort(transaction);
  return concern ? { ...reply, writeConcernError: concern } : reply;
}

function finish(store: Store, reply: Record<string, unknown>): Record<string, unknown> {
  return { ...reply, ok: 1, operationTime: operationTime(store) };
}

let lastSecond = 0;
let lastTs = -1;
let step = 0;

/** The cluster's time: seconds and a counter of commits within the second. Never goes back. */
function operationTime(store: Store): Timestamp {
  const second = Math.floor(Date.now() / 1000);
  if (second > lastSecond) {
    lastSecond = second;
    step = 0;
  }
  if (store.history.now !== lastTs) {
    lastTs = store.history.now;
    step++;
  }
  return new Timestamp({ t: lastSecond, i: step });
}

/** Every error as an answer. What SQLite failed at takes the turn's other writes down as well: nothing of them was acknowledged yet. */
function asFault(store: Store, error: unknown): MongoServerFault {
  if (error instanceof MongoServerFault) return error;
  if (error instanceof LockWait)
    return new MongoServerFault('WriteConflict', 'another transaction is changing the schema of this collection', {
      labels: ['TransientTransactionError'],
    });
  if (isSqliteError(error)) {
    store.failTurn(error);
    return ioFault(error);
  }
  return new MongoServerFault('InternalError', error instanceof Error ? error.message : String(error));
}

/** The reply for an error, with the labels that drivers decide by. */
export function failure(
  store: Store,
  request: Request,
  fault: MongoServerFault,
  inTransaction: boolean,
): Record<string, unknown> {
  const errorLabels = labelsFor(request, fault, inTransaction);
  const { errmsg, code, codeName, extra } = fault;
  return {
    ...(errorLabels.length > 0 && { errorLabels }),
    ok: 0,
    errmsg,
    code,
    codeName,
    ...extra,
    operationTime: operationTime(store),
  };
}

export function labelsFor(
  request: Request,
  fault: Pick<MongoServerFault, 'code' | 'labels'>,
  inTransaction: boolean,
): string[] {
  const labels = new Set(fault.labels);
  const ends = request.command === 'commitTransaction' || request.command === 'abortTransaction';
  const within = inTransaction || request.body.autocommit === false;
  labels.delete('TransientTransactionError');
  if (within && (TRANSIENT.has(fault.code) || (!ends && TRANSIENT_BEFORE_COMMIT.has(fault.code))))
    labels.add('TransientTransactionError');
  if (mayRetryWrite(request) && RETRYABLE_WRITE.has(fault.code)) labels.add('RetryableWriteError');
  return [...labels];
}

/** Whether the driver may send this very command again: numbered, and not inside a transaction. */
export function mayRetryWrite({ command, content, body }: Request): boolean {
  if (content.txnNumber === undefined && body.txnNumber === undefined) return false;
  return body.autocommit !== false || command === 'commitTransaction' || command === 'abortTransaction';
}
