import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Planner, PlannerFailure, PlannerReply, PlannerRequest } from './planner-protocol.ts';

export interface PlannerOptions {
  /** A plan that takes longer is given up and the planner process replaced. Default 5,000 ms. */
  readonly timeoutMs?: number;
  /** Loading a supergraph that takes longer fails. Default 60,000 ms. */
  readonly loadTimeoutMs?: number;
  /** Plans waiting at once; more are refused at once with `busy`. Default 1,000. */
  readonly maxWaiting?: number;
  /** V8 heap of the planner process in MiB (Apollo's planner lives there). Default 512. */
  readonly maxHeapMiB?: number;
  /** The process ends when nothing was planned for so long (it takes some 80 MB) and is started again when it is needed. Default 10,000 ms. */
  readonly idleMs?: number;
}

export interface PlannerAnswer {
  /** The plan as JSON, in the native planner's form. */
  readonly plan: string;
  readonly planner: Planner;
}

/** Why there is no plan. `message` is for the log. */
export class PlannerError extends Error {
  override readonly name = 'PlannerError';
  readonly reason: PlannerFailure | 'busy' | 'closed';

  constructor(reason: PlannerFailure | 'busy' | 'closed', message: string) {
    super(message);
    this.reason = reason;
  }
}

interface Job {
  readonly request: PlannerRequest;
  readonly resolve: (reply: PlannerReply & { ok: true }) => void;
  readonly reject: (error: PlannerError) => void;
  /** Its process ended under it once: it may have been innocent. */
  readonly crashedBefore?: true;
}

/**
 * Plans in a process of its own, one document at a time. A timeout, or the second crash, rejects the document that caused it and nobody else:
 * the process is replaced, its supergraphs are loaded again, and the waiting go on. A round trip costs about 0.2 ms beside the planning.
 */
export class PlannerClient {
  readonly #options: Required<PlannerOptions>;
  /** Loaded by so many users: going back to a supergraph that is just being retired must not lose it. */
  readonly #supergraphs = new Map<string, { readonly supergraphSdl: string; users: number }>();
  readonly #waiting: Job[] = [];
  #child: ChildProcess | undefined;
  #current: Job | undefined;
  #timer: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #nextId = 1;
  #closed = false;

  constructor(options: PlannerOptions = {}) {
    this.#options = {
      timeoutMs: 5_000,
      loadTimeoutMs: 60_000,
      maxWaiting: 1_000,
      maxHeapMiB: 512,
      idleMs: 10_000,
      ...options,
    };
  }

  /** The planner's process id, for `/metrics`; undefined while none runs. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Rejects with a `PlannerError` when the native planner does not take the supergraph. Every load that succeeds needs a `drop`. */
  async load(generation: string, supergraphSdl: string): Promise<void> {
    const known = this.#supergraphs.get(generation) ?? { supergraphSdl, users: 0 };
    known.users += 1;
    this.#supergraphs.set(generation, known);
    try {
      await this.#enqueue({ id: this.#nextId++, kind: 'load', generation, supergraphSdl });
    } catch (error) {
      this.#release(generation);
      throw error;
    }
  }

  async drop(generation: string): Promise<void> {
    if (!this.#release(generation) || this.#child === undefined) return;
    await this.#enqueue({ id: this.#nextId++, kind: 'drop', generation });
  }

  /** True when that was the last user. */
  #release(generation: string): boolean {
    const known = this.#supergraphs.get(generation);
    if (known === undefined) return false;
    known.users -= 1;
    if (known.users > 0) return false;
    this.#supergraphs.delete(generation);
    return true;
  }

  async plan(generation: string, text: string): Promise<PlannerAnswer> {
    if (this.#waiting.length >= this.#options.maxWaiting) throw new PlannerError('busy', 'too many plans are waiting');
    const reply = await this.#enqueue({ id: this.#nextId++, kind: 'plan', generation, text });
    if (reply.plan === undefined) throw new PlannerError('failed', 'the planner answered without a plan');
    return { plan: reply.plan, planner: reply.planner ?? 'native' };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#child?.ref();
    const child = this.#child;
    this.#replaceChild('closed', 'the planner was closed');
    for (const job of this.#waiting.splice(0)) job.reject(new PlannerError('closed', 'the planner was closed'));
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      await new Promise((resolve) => child.once('exit', resolve));
    }
  }

  #enqueue(request: PlannerRequest): Promise<PlannerReply & { ok: true }> {
    if (this.#closed) return Promise.reject(new PlannerError('closed', 'the planner was closed'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#current !== undefined || this.#closed) return;
    this.#child ??= this.#start();
    const job = this.#waiting.shift();
    if (job === undefined) {
      this.#rest(this.#child);
      return;
    }
    clearTimeout(this.#idle);
    this.#current = job;
    this.#child.ref();
    this.#child.channel?.ref();
    const limit = job.request.kind === 'plan' ? this.#options.timeoutMs : this.#options.loadTimeoutMs;
    this.#timer = setTimeout(() => this.#replaceChild('timeout', `gave up after ${limit} ms`), limit);
    this.#child.send(job.request);
  }

  /** Nothing to do: does not keep this process alive, and ends after a while. */
  #rest(child: ChildProcess): void {
    child.unref();
    child.channel?.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#child !== child || this.#current !== undefined) return;
      this.#child = undefined;
      child.kill();
    }, this.#options.idleMs);
    this.#idle.unref();
  }

  #start(): ChildProcess {
    const child = fork(new URL('./planner-process.ts', import.meta.url), {
      execArgv: [`--max-old-space-size=${this.#options.maxHeapMiB}`],
      // None of the platform's secrets: it reads what clients write.
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    // Answering goes before planning, where both want the same core.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    child.on('message', (reply: PlannerReply) => this.#settle(child, reply));
    child.on('exit', () => {
      if (this.#child === child) this.#replaceChild('crash', 'the planner process ended');
    });
    child.on('error', () => {
      if (this.#child === child) this.#replaceChild('crash', 'the planner process could not be reached');
    });
    const reloads = [...this.#supergraphs].map(
      ([generation, { supergraphSdl }]): Job => ({
        request: { id: this.#nextId++, kind: 'load', generation, supergraphSdl },
        resolve: () => undefined,
        reject: () => undefined,
      }),
    );
    this.#waiting.unshift(...reloads);
    return child;
  }

  #settle(child: ChildProcess, reply: PlannerReply): void {
    const job = this.#current;
    if (child !== this.#child || job?.request.id !== reply.id) return;
    clearTimeout(this.#timer);
    this.#current = undefined;
    if (reply.ok) job.resolve(reply);
    else job.reject(new PlannerError(reply.reason, reply.message));
    this.#next();
  }

  #replaceChild(reason: 'crash' | 'timeout' | 'closed', message: string): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#idle);
    const job = this.#current;
    const child = this.#child;
    this.#current = undefined;
    this.#child = undefined;
    child?.kill('SIGKILL');
    if (reason === 'crash' && job !== undefined && job.crashedBefore === undefined && !this.#closed) {
      this.#waiting.unshift({ ...job, crashedBefore: true });
    } else {
      job?.reject(new PlannerError(reason, message));
    }
    if (!this.#closed && this.#waiting.length > 0) this.#next();
  }
}
