import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import type { GroupCommit } from './group-commit.ts';
import type { History } from './history.ts';
import type { Retries } from './retries.ts';
import { MAX_TRANSACTION_AGE_MS, Transaction } from './transaction.ts';
import { applyWrites } from './writer.ts';

/** The transactions of all sessions: at most one open per session, the latest one remembered. */
export class Sessions {
  private readonly latest = new Map<string, Transaction>();
  private readonly open = new Set<Transaction>();
  private readonly catalogue: Catalogue;
  private readonly group: GroupCommit;
  private readonly history: History;
  private readonly retries: Retries;

  constructor(catalogue: Catalogue, group: GroupCommit, history: History, retries: Retries) {
    this.catalogue = catalogue;
    this.group = group;
    this.history = history;
    this.retries = retries;
  }

  get openCount(): number {
    return this.open.size;
  }

  /** First command of a transaction. A newer number aborts what the session had open; an older one is refused (225). */
  start(session: string, txnNumber: bigint): Transaction {
    this.refuseOld(session, txnNumber);
    const previous = this.latest.get(session);
    if (previous?.txnNumber === txnNumber || this.retries.find(session)?.txnNumber === txnNumber) {
      throw new MongoServerFault(50911, `Transaction ${txnNumber} has already been started`);
    }
    if (previous?.state === 'open') this.abort(previous);
    const transaction = new Transaction(session, txnNumber, this.history.now);
    this.latest.set(session, transaction);
    this.open.add(transaction);
    this.history.needed = true;
    return transaction;
  }

  /** The open transaction that a later command belongs to. */
  continue(session: string, txnNumber: bigint): Transaction {
    this.refuseOld(session, txnNumber);
    const transaction = this.latest.get(session);
    if (transaction?.txnNumber !== txnNumber)
      throw noSuchTransaction(`Given transaction number ${txnNumber} does not match any in-progress transactions.`);
    if (transaction.state === 'committed')
      throw new MongoServerFault('TransactionCommitted', `Transaction ${txnNumber} has been committed.`);
    if (transaction.state === 'aborted') throw noSuchTransaction(`Transaction ${txnNumber} has been aborted.`);
    return transaction;
  }

  /** Refuses a number that the session has left behind. */
  refuseOld(session: string, txnNumber: bigint): void {
    this.refuseBefore(this.latest.get(session)?.txnNumber, txnNumber);
    this.refuseBefore(this.retries.find(session)?.txnNumber, txnNumber);
  }

  private refuseBefore(newer: bigint | undefined, txnNumber: bigint): void {
    if (newer === undefined || txnNumber >= newer) return;
    throw new MongoServerFault(
      'TransactionTooOld',
      `Cannot start transaction ${txnNumber} on session because a newer transaction ${newer} has already started.`,
    );
  }

  /** A retryable write with a newer number ends what the session had open. */
  supersede(session: string, txnNumber: bigint): void {
    const previous = this.latest.get(session);
    if (previous && previous.state === 'open' && previous.txnNumber < txnNumber) this.abort(previous);
  }

  use(transaction: Transaction, collection: Collection): void {
    transaction.touched.add(collection);
    collection.users.add(transaction);
  }

  /** Commits, or confirms a commit whose answer was lost, also after a restart. */
  commit(session: string, txnNumber: bigint): void {
    const known = this.latest.get(session);
    if (known?.txnNumber === txnNumber && known.state === 'committed') return;
    const record = this.retries.find(session);
    if (record?.kind === 'commit' && record.txnNumber === txnNumber) return;
    const transaction = this.continue(session, txnNumber);
    this.history.tick();
    if (transaction.created.size > 0) this.group.begin();
    for (const collection of transaction.created) if (!collection.dropped) this.catalogue.persist(collection);
    applyWrites(transaction, this.group, this.history);
    if (transaction.writes.size > 0 || transaction.created.size > 0)
      this.retries.save(session, { txnNumber, kind: 'commit', reply: undefined });
    this.end(transaction, 'committed');
  }

  abort(transaction: Transaction): void {
    for (const collection of transaction.created) this.catalogue.drop(collection);
    this.end(transaction, 'aborted');
  }

  private end(transaction: Transaction, state: 'committed' | 'aborted'): void {
    if (transaction.state !== 'open') return;
    transaction.state = state;
    this.open.delete(transaction);
    for (const [collection, writes] of transaction.writes) {
      for (const rid of writes.keys()) if (collection.locks.get(rid) === transaction) collection.locks.delete(rid);
    }
    for (const { collection, key } of transaction.keyLocks) collection.keyLocks.delete(key);
    for (const collection of transaction.touched) collection.users.delete(transaction);
    transaction.release();
    this.history.prune(this.oldestSnapshot());
    for (const wake of transaction.waiters.splice(0)) wake();
  }

  private oldestSnapshot(): number | undefined {
    let oldest: number | undefined;
    for (const { snapshotTs } of this.open) if (oldest === undefined || snapshotTs < oldest) oldest = snapshotTs;
    return oldest;
  }

  /** Aborts what is older than 60 seconds. */
  abortExpired(now = performance.now()): void {
    const limit = now - MAX_TRANSACTION_AGE_MS;
    for (const transaction of this.open) if (transaction.startedAt < limit) this.abort(transaction);
  }

  /** Forgets the ended transactions of sessions that have been silent for `ageMs`. */
  prune(ageMs: number): void {
    const limit = performance.now() - ageMs;
    for (const [session, { state, startedAt }] of this.latest)
      if (state !== 'open' && startedAt < limit) this.latest.delete(session);
  }

  abortAll(): void {
    for (const transaction of this.open) this.abort(transaction);
  }

  /** After a turn's writes were lost: a commit in it has not happened, so nothing in memory may confirm it. */
  forgetAll(): void {
    this.abortAll();
    this.latest.clear();
  }

  /** `endSessions`, `killSessions`. */
  forget(session: string): void {
    const transaction = this.latest.get(session);
    if (transaction?.state === 'open') this.abort(transaction);
    this.latest.delete(session);
  }
}

export function noSuchTransaction(message: string): MongoServerFault {
  return new MongoServerFault('NoSuchTransaction', message, { labels: ['TransientTransactionError'] });
}
