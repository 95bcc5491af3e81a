import type { JobRow, KernelModels } from '../models.ts';
import { Loop } from '../signal.ts';
import type { Clock, Logger } from '../types.ts';
import type { Job, JobState } from './types.ts';

const TICK_MILLISECONDS = 1_000;

/** Runs jobs when they are due, one run of each at a time, under the leader lease. What they did last is a row that can be seen. */
export class Scheduler {
  readonly #models: KernelModels;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #active: () => boolean;
  readonly #jobs = new Map<string, Job>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #dueAt = new Map<string, number>();
  readonly #loop: Loop;

  constructor(models: KernelModels, clock: Clock, log: Logger, active: () => boolean) {
    this.#models = models;
    this.#clock = clock;
    this.#log = log;
    this.#active = active;
    this.#loop = new Loop(
      () => this.#tick(),
      TICK_MILLISECONDS,
      (error) => log.warn({ error: String(error) }, 'jobs could not be looked at'),
    );
  }

  add(job: Job): void {
    if (this.#jobs.has(job.name)) throw new Error(`a job named ${job.name} is registered already`);
    this.#jobs.set(job.name, job);
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.allSettled(this.#running.values());
  }

  async list(): Promise<readonly JobState[]> {
    const rows = await this.#models.jobs.find({}).lean<JobRow[]>();
    const byName = new Map(rows.map((row) => [row._id, row]));
    return [...this.#jobs.values()].map(({ name, everySeconds }) => {
      const { lastStartedAt = null, lastFinishedAt = null, lastError = null, runs = 0 } = byName.get(name) ?? {};
      return { name, everySeconds, lastStartedAt, lastFinishedAt, lastError, runs };
    });
  }

  /** Runs a job now, after the run that is under way if there is one. Throws what the job throws. */
  async run(name: string): Promise<void> {
    const job = this.#jobs.get(name);
    if (!job) throw new Error(`no job is named ${name}; there are: ${[...this.#jobs.keys()].join(', ')}`);
    await this.#running.get(name)?.catch(() => undefined);
    await this.#launch(job);
  }

  async #tick(): Promise<boolean> {
    if (!this.#active()) return false;
    for (const job of this.#jobs.values()) {
      if (this.#running.has(job.name) || Date.now() < (await this.#due(job))) continue;
      this.#launch(job).catch((error: unknown) =>
        this.#log.error({ job: job.name, error: String(error) }, 'job failed; it runs again when due'),
      );
    }
    return false;
  }

  async #due(job: Job): Promise<number> {
    const known = this.#dueAt.get(job.name);
    if (known !== undefined) return known;
    const row = await this.#models.jobs.findById(job.name).lean<JobRow | null>();
    const due = row?.lastStartedAt ? row.lastStartedAt.getTime() + job.everySeconds * 1_000 : 0;
    this.#dueAt.set(job.name, due);
    return due;
  }

  #launch(job: Job): Promise<void> {
    this.#dueAt.set(job.name, Date.now() + job.everySeconds * 1_000);
    const run = this.#recorded(job).finally(() => this.#running.delete(job.name));
    this.#running.set(job.name, run);
    return run;
  }

  async #recorded(job: Job): Promise<void> {
    const { jobs } = this.#models;
    const started = { $set: { lastStartedAt: new Date() }, $inc: { runs: 1 }, $setOnInsert: { lastError: null } };
    await jobs.updateOne({ _id: job.name }, started, { upsert: true });
    const finish = (lastError: string | null) =>
      jobs.updateOne({ _id: job.name }, { $set: { lastFinishedAt: new Date(), lastError } });
    try {
      await job.run({ now: this.#clock.now(), log: this.#log });
    } catch (error) {
      await finish(error instanceof Error ? error.message : String(error));
      throw error;
    }
    await finish(null);
  }
}
