import type { ClientSession, Connection } from 'mongoose';
import type { Caller } from './caller.ts';
import { TxBuffer, type TxParts } from './tx-buffer.ts';
import type { Clock, Tx } from './types.ts';

/** What the kernel needs of the storage room: a connection, and transactions that retry write conflicts with jitter and a cap. */
export interface TransactionalStore {
  readonly connection: Connection;
  transaction<T>(work: (session: ClientSession) => Promise<T>): Promise<T>;
}

/** Runs work in transactions whose events, audit rows, counters, notices and feeds are written with the facts, once per attempt. */
export class UnitOfWork {
  readonly #store: TransactionalStore;
  readonly #parts: TxParts;
  readonly #clock: Clock;
  readonly #committed: () => void;

  constructor(store: TransactionalStore, parts: TxParts, clock: Clock, committed: () => void) {
    this.#store = store;
    this.#parts = parts;
    this.#clock = clock;
    this.#committed = committed;
  }

  /** Commits what `work` wrote and collected, and returns its result. `work` may run several times: it must change nothing outside `tx`. */
  async run<T>(caller: Caller, work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await this.#store.transaction(async (session) => {
      const tx = new TxBuffer(this.#parts, session, caller, this.#clock.now());
      const value = await work(tx);
      await tx.flush();
      return value;
    });
    this.#committed();
    return result;
  }
}
