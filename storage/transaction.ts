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
      try {
        return await attemptOnce(session, work);
      } catch (error) {
        if (!hasLabel(error, 'TransientTransactionError') && !isBrokenConnection(error)) throw error;
        if (attempt >= maxAttempts || performance.now() >= deadline) throw new TransactionContention(attempt, error);
        await sleep(pauseBefore(attempt));
      }
    }
  } finally {
    await session.endSession();
  }
}

async function attemptOnce<T>(session: ClientSession, work: (session: ClientSession) => Promise<T>): Promise<T> {
  session.startTransaction({ readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority' } });
  try {
    const result = await work(session);
    await commit(session);
    return result;
  } catch (error) {
    // The first error is the one to tell; an abort that fails as well changes nothing: the server forgets the transaction by itself.
    if (session.inTransaction()) await session.abortTransaction().catch(() => undefined);
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
  if (!(error instanceof mongo.MongoError)) return true;
  return error.hasErrorLabel('UnknownTransactionCommitResult') && !error.hasErrorLabel('TransientTransactionError');
}

/** The socket's own error, which the driver passes on as it is, without labels, when the server was gone before anybody noticed. */
export function isBrokenConnection(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'EPIPE' || code === 'ECONNRESET';
}

/** Full jitter: contenders that collided don't meet again at once. */
function pauseBefore(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
}

function hasLabel(error: unknown, label: string): boolean {
  const labels = (error as { errorLabels?: readonly string[] } | null)?.errorLabels;
  return labels?.includes(label) ?? false;
}
