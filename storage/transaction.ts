import { setTimeout as sleep } from 'node:timers/promises';
import { type ClientSession, mongo } from 'mongoose';

/** What sessions come from: a mongoose connection or the driver's client. */
export interface SessionSource {
  startSession(): ClientSession | Promise<ClientSession>;
}

export interface TransactionOptions {
  /** How often the work is run at most; default 30. */
  readonly maxAttempts?: number;
  /** No new attempt is begun after this long; default 30,000 ms. */
  readonly maxMilliseconds?: number;
}

const MAX_ATTEMPTS = 30;
const MAX_MILLISECONDS = 30_000;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 250;
const MAX_COMMIT_ATTEMPTS = 10;

/** The work collided with others too often; nothing of it was kept. */
export class TransactionContention extends Error {
  readonly attempts: number;

  constructor(attempts: number, cause: unknown) {
    super(`a transaction was given up after ${attempts} attempts`, { cause });
    this.name = 'TransactionContention';
    this.attempts = attempts;
  }
}

/**
 * Runs `work` in a transaction with snapshot reads and commits it. `work` may run several times and must change nothing but the database, through
 * the session it is given. Write conflicts and broken connections are retried with jitter; after the cap {@link TransactionContention} is thrown.
 */
export async function runTransaction<T>(
  connection: SessionSource,
  work: (session: ClientSession) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const { maxAttempts = MAX_ATTEMPTS, maxMilliseconds = MAX_MILLISECONDS } = options;
  const deadline = performance.now() + maxMilliseconds;
  const session = await connection.startSession();
  try {
    for (let attempt = 1; ; attempt++) {
      const { result, again } = await attemptOnce(session, work);
      if (again === undefined) return result as T;
      if (attempt >= maxAttempts || performance.now() >= deadline) throw new TransactionContention(attempt, again);
      await sleep(pauseBefore(attempt));
    }
  } finally {
    await session.endSession();
  }
}

/** What the work returned, once it is committed; or why it has to be done again, of which nothing was kept. */
async function attemptOnce<T>(
  session: ClientSession,
  work: (session: ClientSession) => Promise<T>,
): Promise<{ readonly result?: T; readonly again?: unknown }> {
  session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } });
  let result: T;
  try {
    result = await work(session);
  } catch (error) {
    // The first error is the one to tell; an abort that fails as well changes nothing: the server forgets the transaction by itself.
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
    if (isTransient(error) || isBrokenConnection(error)) return { again: error };
    throw error;
  }
  try {
    await commit(session);
    return { result };
  } catch (error) {
    if (saysThatNothingWasKept(error)) return { again: error };
    throw error;
  }
}

/**
 * A commit whose outcome is unknown is sent again: the server answers a second commit as it answered the first, also after a restart. Unknown is also
 * what isn't the driver's own error: it stumbles (`TypeError`) over the socket's when the server is gone before the commit is written.
 */
async function commit(session: ClientSession): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!isUnknownOutcome(error) || attempt >= MAX_COMMIT_ATTEMPTS) throw error;
      await sleep(pauseBefore(attempt));
    }
  }
}

function isUnknownOutcome(error: unknown): boolean {
  if (saysThatNothingWasKept(error)) return false;
  if (!(error instanceof mongo.MongoError) || error instanceof mongo.MongoNetworkError) return true;
  return error.hasErrorLabel('UnknownTransactionCommitResult');
}

/** Of a commit only the server's own answer says so, not a connection that broke. */
function saysThatNothingWasKept(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && isTransient(error);
}

function isTransient(error: unknown): boolean {
  return error instanceof mongo.MongoError && error.hasErrorLabel('TransientTransactionError');
}

/**
 * The server is gone: the driver's error, or the socket's own, which the driver passes on as it is where nobody had noticed before. Neither has
 * labels in all cases.
 */
export function isBrokenConnection(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return error instanceof mongo.MongoNetworkError || code === 'EPIPE' || code === 'ECONNRESET';
}

/** Full jitter: contenders that collided don't meet again at once. */
function pauseBefore(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
}
