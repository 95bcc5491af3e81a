import type { Caller } from '../caller.ts';
import type { KernelModels, OutboxRow } from '../models.ts';
import { Loop } from '../signal.ts';
import type { Logger, Tx } from '../types.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { OutboxReader } from './reader.ts';
import type { DeliveredEvent, EventConsumer } from './types.ts';

const ATTEMPTS = 6;
const FIRST_BACKOFF_MILLISECONDS = 50;
const IDLE_MILLISECONDS = 250;
/** A cursor that only skipped foreign events is written every so many events: re-skipping them after a restart costs nothing. */
const SKIPPED_BEFORE_SAVING = 2_000;

export interface RunnerParts {
  readonly models: KernelModels;
  readonly unit: UnitOfWork;
  readonly reader: OutboxReader;
  readonly caller: Caller;
  readonly log: Logger;
  /** Events are handled by the holder of the leader lease. */
  readonly active: () => boolean;
}

/**
 * Feeds one consumer: in order of `seq`, a page per transaction together with the cursor, so that each event takes effect once. When a page
 * fails its events are tried one by one; one that keeps failing becomes a dead letter, is logged, and the next one follows.
 */
export class ConsumerRunner {
  readonly name: string;
  readonly #parts: RunnerParts;
  readonly #consumer: EventConsumer;
  readonly #loop: Loop;
  #cursor = 0;
  #saved = 0;
  #loaded = false;

  constructor(parts: RunnerParts, consumer: EventConsumer) {
    this.name = consumer.name;
    this.#parts = parts;
    this.#consumer = consumer;
    this.#loop = new Loop(
      () => this.#step(),
      IDLE_MILLISECONDS,
      (error) => {
        this.#loaded = false;
        parts.log.warn({ consumer: consumer.name, error: String(error) }, 'consumer will try again');
      },
    );
  }

  /** The last event that took effect or was not for this consumer. */
  get cursor(): number {
    return this.#loaded ? this.#cursor : -1;
  }

  start(): void {
    this.#loop.start();
  }

  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Sets the cursor back, so that events are delivered again from after `seq`: rebuilds a projection. */
  async rewind(seq: number): Promise<void> {
    await this.#parts.models.cursors.updateOne({ _id: this.name }, { $set: { seq } }, { upsert: true });
    this.#loaded = false;
    this.wake();
  }

  /** Is there an event for this consumer after `seq`? Reads pages until it finds one. */
  async hasWorkAfter(seq: number): Promise<boolean> {
    for (let at = seq; ; ) {
      const page = await this.#parts.reader.after(at);
      const last = page.at(-1);
      if (!last) return false;
      if (page.some((event) => wants(this.#consumer.types, event.type))) return true;
      at = last.seq;
    }
  }

  async #step(): Promise<boolean> {
    if (!this.#parts.active()) {
      this.#loaded = false;
      return false;
    }
    if (!this.#loaded) await this.#load();
    const page = await this.#parts.reader.after(this.#cursor);
    const last = page.at(-1);
    if (!last) return false;
    const wanted = page.filter((event) => wants(this.#consumer.types, event.type));
    if (wanted.length > 0) await this.#deliver(wanted, last.seq);
    else if (last.seq - this.#saved >= SKIPPED_BEFORE_SAVING) await this.#commit([], last.seq);
    this.#cursor = last.seq;
    return true;
  }

  async #load(): Promise<void> {
    const row = await this.#parts.models.cursors.findById(this.name).lean<{ seq: number } | null>();
    if (!row) await this.#parts.models.cursors.updateOne({ _id: this.name }, { $set: { seq: 0 } }, { upsert: true });
    this.#cursor = row?.seq ?? 0;
    this.#saved = this.#cursor;
    this.#loaded = true;
  }

  async #deliver(events: readonly OutboxRow[], last: number): Promise<void> {
    try {
      await this.#commit(events, last);
    } catch (error) {
      if (error instanceof CursorMoved) throw error;
      for (const event of events) await this.#deliverOne(event);
    }
  }

  async #deliverOne(event: OutboxRow): Promise<void> {
    let failure: unknown;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        return await this.#commit([event], event.seq);
      } catch (error) {
        if (error instanceof CursorMoved) throw error;
        failure = error;
        await pause(FIRST_BACKOFF_MILLISECONDS * 2 ** attempt);
      }
    }
    await this.#bury(event, failure);
  }

  async #commit(events: readonly OutboxRow[], last: number): Promise<void> {
    const { unit, caller } = this.#parts;
    await unit.run(caller, async (tx) => {
      await this.#advance(tx, last);
      for (const event of events) await this.#consumer.handle(delivered(event), tx);
    });
    this.#saved = last;
  }

  async #advance(tx: Tx, last: number): Promise<void> {
    const moved = await this.#parts.models.cursors.updateOne(
      { _id: this.name, seq: this.#saved },
      { $set: { seq: last } },
      { session: tx.session },
    );
    if (moved.matchedCount !== 1) throw new CursorMoved(this.name);
  }

  async #bury(event: OutboxRow, failure: unknown): Promise<void> {
    const { unit, caller, models, log } = this.#parts;
    const error = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
    await unit.run(caller, async (tx) => {
      await this.#advance(tx, event.seq);
      const { seq, type, recordId } = event;
      const letter = { _id: `${this.name}|${seq}`, consumer: this.name, seq, type, recordId, error, at: tx.now };
      await models.deadLetters.updateOne({ _id: letter._id }, { $set: letter }, { session: tx.session, upsert: true });
    });
    this.#saved = event.seq;
    log.error({ consumer: this.name, seq: event.seq, type: event.type, error }, 'event became a dead letter');
  }
}

/** Another replica moved the cursor: what this one did is rolled back, and it reads the cursor again. */
class CursorMoved extends Error {
  constructor(consumer: string) {
    super(`the cursor of ${consumer} was moved by another replica`);
  }
}

/** Does a list of event types (exact, or a prefix with `*` at the end) name the type? */
export function wants(types: readonly string[], type: string): boolean {
  return types.some((wanted) => (wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : wanted === type));
}

function delivered(row: OutboxRow): DeliveredEvent {
  const { type, recordId, version, payload, seq, at } = row;
  return { type, recordId, version, payload, seq, at };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
