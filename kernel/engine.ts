import { randomUUID } from 'node:crypto';
import type { AuditTrail } from './audit/trail.ts';
import type { Caller } from './caller.ts';
import { isDuplicateKey } from './commands.ts';
import type { Counters } from './counters/counters.ts';
import { ConsumerRunner } from './events/consumer-runner.ts';
import { OutboxReader } from './events/reader.ts';
import { inRecordOrder, Sequencer } from './events/sequencer.ts';
import type { EventConsumer } from './events/types.ts';
import { Lease } from './jobs/lease.ts';
import { pruneJob } from './jobs/prune.ts';
import { Scheduler } from './jobs/scheduler.ts';
import type { KernelModels } from './models.ts';
import type { Notices } from './notices/notices.ts';
import type { SearchReplica } from './search/replica.ts';
import { Loop } from './signal.ts';
import type { Clock, Logger } from './types.ts';
import type { TransactionalStore, UnitOfWork } from './unit-of-work.ts';

const LEASE_MILLISECONDS = 3_000;
/** Commits of this process wake the loops at once; those of others are seen after so long. */
const IDLE_MILLISECONDS = 1_000;
const COUNTERS_MILLISECONDS = 1_000;
const SETTLED_POLL_MILLISECONDS = 5;

export interface EngineParts {
  readonly storage: TransactionalStore;
  readonly models: KernelModels;
  readonly unit: UnitOfWork;
  readonly caller: Caller;
  readonly clock: Clock;
  readonly log: Logger;
  readonly audit: AuditTrail;
  readonly counters: Counters;
  readonly notices: Notices;
  readonly replica: SearchReplica;
  readonly scheduledJobs: boolean;
}

/**
 * What goes on after commits. Under the leader lease: sequencing of the feeds, chaining of the audit rows, folding of the counters, event consumers,
 * notices and jobs. In every replica: its search index, and the writing of counters kept in memory.
 */
export class Engine {
  readonly scheduler: Scheduler;
  readonly #parts: EngineParts;
  readonly #lease: Lease;
  readonly #reader: OutboxReader;
  readonly #feeds: readonly { step(): Promise<boolean> }[];
  readonly #runners: ConsumerRunner[] = [];
  readonly #loops: Record<'lease' | 'feeds' | 'counters' | 'notices', Loop>;
  #started = false;
  #head = 0;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    const { storage, models, clock, log } = parts;
    this.#lease = new Lease(models, 'leader');
    this.#reader = new OutboxReader(models);
    this.scheduler = new Scheduler(models, clock, log, () => this.#lease.held());
    this.scheduler.add(pruneJob(models, parts.notices));
    this.#feeds = [
      new Sequencer(storage, models, { name: 'outbox', model: models.outbox, order: inRecordOrder }),
      new Sequencer(storage, models, { name: 'catalogue', model: models.catalogue }),
      new Sequencer(storage, models, { name: 'search', model: models.search }),
      parts.audit,
      parts.counters,
    ];
    const loop = (name: string, step: () => Promise<boolean>, idle: number): Loop =>
      new Loop(step, idle, (error) => log.warn({ loop: name, error: String(error) }, 'kernel will try again'));
    this.#loops = {
      lease: loop('lease', () => this.#renew(), LEASE_MILLISECONDS),
      feeds: loop('feeds', () => this.#sequence(), IDLE_MILLISECONDS),
      counters: loop('counters', () => this.#flushCounters(), COUNTERS_MILLISECONDS),
      notices: loop('notices', async () => this.#lease.held() && parts.notices.step(), COUNTERS_MILLISECONDS),
    };
  }

  consume(consumer: EventConsumer): void {
    if (this.#runners.some((runner) => runner.name === consumer.name))
      throw new Error(`a consumer named ${consumer.name} is registered already`);
    const { models, unit, caller, log } = this.#parts;
    const active = (): boolean => this.#lease.held();
    const runner = new ConsumerRunner({ models, unit, reader: this.#reader, caller, log, active }, consumer);
    this.#runners.push(runner);
    if (this.#started) runner.start();
  }

  /** New rows may be there: called after each commit. */
  wake(): void {
    this.#loops.feeds.wake();
  }

  async start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    this.#parts.replica.start(await this.#databaseIdentity());
    await this.#lease.acquire();
    for (const loop of Object.values(this.#loops)) loop.start();
    for (const runner of this.#runners) runner.start();
    if (this.#parts.scheduledJobs) this.scheduler.start();
  }

  async close(): Promise<void> {
    if (!this.#started) return;
    await this.scheduler.stop();
    await Promise.all(Object.values(this.#loops).map((loop) => loop.stop()));
    await Promise.all(this.#runners.map((runner) => runner.stop()));
    await this.#parts.replica.stop();
    await this.#parts.counters.flush();
    await this.#lease.release();
    this.#started = false;
  }

  /** Resolves when all that is committed now has been sequenced, consumed, counted and indexed, with what that in turn caused. */
  async settled(): Promise<void> {
    if (!this.#started) throw new Error('settled() waits for a kernel that was started');
    do {
      await this.#parts.counters.flush();
      this.wake();
      await new Promise((resolve) => setTimeout(resolve, SETTLED_POLL_MILLISECONDS));
    } while (!(await this.#isSettled()));
  }

  /** First the consumers, then what is pending: one that ends between the two looks has committed what it caused, and the second look finds it. */
  async #isSettled(): Promise<boolean> {
    const head = await this.#reader.head();
    const caughtUp = this.#lease.held()
      ? this.#runners.every((runner) => runner.cursor >= head)
      : await this.#othersCaughtUp(head);
    if (!caughtUp) return false;
    const { outbox, catalogue, search, audit, deltas, heads } = this.#parts.models;
    const pending = await Promise.all([
      outbox.exists({ seq: 0 }),
      catalogue.exists({ seq: 0 }),
      search.exists({ seq: 0 }),
      audit.exists({ seq: 0 }),
      deltas.exists({}),
    ]);
    if (pending.some((row) => row !== null)) return false;
    const indexed = await heads.findById('search').lean<{ value: number } | null>();
    if (this.#parts.replica.cursor < (indexed?.value ?? 0)) return false;
    return head === (await this.#reader.head());
  }

  /** Another replica leads: its consumers are known by their saved cursors alone, which may lag behind events that were not for them. */
  async #othersCaughtUp(head: number): Promise<boolean> {
    const types = this.#runners.length;
    if (types === 0) return true;
    const rows = await this.#parts.models.cursors.find({}).lean<{ _id: string; seq: number }[]>();
    const cursors = new Map(rows.map((row) => [row._id, row.seq]));
    const lagging = this.#runners.filter((runner) => (cursors.get(runner.name) ?? 0) < head);
    const waiting = await Promise.all(lagging.map((runner) => runner.hasWorkAfter(cursors.get(runner.name) ?? 0)));
    return waiting.every((work) => !work);
  }

  async #renew(): Promise<boolean> {
    const before = this.#lease.held();
    if ((await this.#lease.acquire()) && !before) this.#wakeAll();
    return false;
  }

  /** One feed that fails does not hold up the others. */
  async #sequence(): Promise<boolean> {
    const failures: unknown[] = [];
    for (const feed of this.#lease.held() ? this.#feeds : [])
      await drain(feed).catch((error: unknown) => failures.push(error));
    await this.#announce();
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
    return false;
  }

  async #announce(): Promise<void> {
    const head = await this.#reader.head();
    this.#parts.replica.wake();
    if (head === this.#head) return;
    this.#head = head;
    this.#wakeAll();
  }

  #wakeAll(): void {
    this.#reader.refresh();
    for (const runner of this.#runners) runner.wake();
    this.#loops.feeds.wake();
    this.#loops.notices.wake();
  }

  async #flushCounters(): Promise<boolean> {
    if (await this.#parts.counters.flush()) this.wake();
    return false;
  }

  /** A name for this database that a copy of the data keeps and an emptied one does not. */
  async #databaseIdentity(): Promise<string> {
    const { heads } = this.#parts.models;
    const row = { _id: 'identity', value: 0, hash: randomUUID() };
    await heads.insertMany([row]).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
    const stored = await heads.findById('identity').lean<{ hash: string } | null>();
    return stored?.hash ?? row.hash;
  }
}

async function drain(feed: { step(): Promise<boolean> }): Promise<void> {
  while (await feed.step());
}
