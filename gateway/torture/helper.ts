import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';

export interface HelperOptions {
  /** What is measured goes before other work of the machine, where the system allows that; `last` is what runs only while nobody else wants its core. */
  readonly order: 'first' | 'last';
  /** Those that it may use, as `taskset -c` has them. */
  readonly cores: string | undefined;
  /** Of Node. */
  readonly flags?: readonly string[];
}

interface Sent<T> {
  readonly id: number;
  readonly content: T;
}

/**
 * One part of the torture in a process of its own, so that each has its own event loop: what is measured is the gateway's, not that of the
 * clients, the attackers or the subgraphs. Orders are answered in any order; an order to a process that ends is rejected.
 */
export class Helper<Order, Report> {
  /** What the process said when it was ready, mostly an address. */
  readonly ready: string;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(report: Report): void; reject(error: Error): void }>();
  #nextId = 1;

  private constructor(child: ChildProcess, ready: string) {
    this.#child = child;
    this.ready = ready;
    child.on('message', ({ id, content }: Sent<Report>) => {
      this.#waiting.get(id)?.resolve(content);
      this.#waiting.delete(id);
    });
    child.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`the process ended with ${signal ?? code}`));
      this.#waiting.clear();
    });
  }

  /** `file` must call `serveOrders`. */
  static async start<Order, Report>(
    file: URL,
    args: readonly string[],
    { order, cores, flags = [] }: HelperOptions,
  ): Promise<Helper<Order, Report>> {
    const [execPath, ...execArgv] = [...placing(order, cores), process.execPath, ...flags];
    const child = fork(file, [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execPath, execArgv });
    if (order === 'first') goFirst(child.pid ?? 0);
    const ready = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${file.pathname} ended with ${code}`)));
      child.once('message', ({ content }: Sent<string>) => resolve(content));
    });
    return new Helper<Order, Report>(child, ready);
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  ask(content: Order): Promise<Report> {
    if (!this.alive) return Promise.reject(new Error('the process has ended'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, content } satisfies Sent<Order>);
    });
  }

  /** SIGTERM, and SIGKILL if that is not heeded in 10 s. */
  async stop(): Promise<void> {
    if (!this.alive) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
  }
}

/**
 * The command that starts another one on these cores. A lower priority isn't enough for what goes last: the kernel lets a task end its slice, 3 to 4 ms, before one of a higher
 * priority gets the core; and it takes a core with nothing but `SCHED_IDLE` on it for a free one.
 */
function placing(order: HelperOptions['order'], cores: string | undefined): readonly string[] {
  if (cores === undefined) return [];
  return [...(order === 'last' ? ['chrt', '--idle', '0'] : []), 'taskset', '-c', cores];
}

const PRIORITY = -20;

/** Needs privileges. Without them the machine's other work shows in all windows alike. */
function goFirst(pid: number): void {
  try {
    setPriority(pid, PRIORITY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
  }
}

/** The other end, in the process itself: says `ready`, then answers orders until the parent is gone. */
export function serveOrders<Order, Report>(ready: string, obey: (order: Order) => Promise<Report>): void {
  process.on('message', async ({ id, content }: Sent<Order>) => {
    process.send?.({ id, content: await obey(content) } satisfies Sent<Report>);
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ id: 0, content: ready } satisfies Sent<string>);
}
