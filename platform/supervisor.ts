import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PlatformConfig } from './config.ts';
import type { ProcessMessage } from './messages.ts';
import { UserError } from './user-error.ts';

const program = fileURLToPath(new URL('./process.ts', import.meta.url));

/** A process that dies after it was ready is restarted after this long, doubled each time up to the cap. */
const RESTART_FIRST_MS = 500;
const RESTART_CAP_MS = 30_000;
/** A platform that does not stop by itself is killed after this long: its store is safe against that. */
const STOP_PATIENCE_MS = 15_000;

export interface SupervisorEvents {
  readonly progress?: (message: Extract<ProcessMessage, { type: 'progress' }>) => void;
  readonly restarting?: (platform: string, afterMs: number) => void;
}

export interface Supervisor {
  /** Which platforms were seeded by this start. */
  readonly seeded: readonly string[];
  /** Process ids by platform, for tests that kill one. */
  pid(platform: string): number | undefined;
  /** Stops one platform and does not restart it (the walkthrough's step 8), or starts it again. */
  stopOne(platform: string): Promise<void>;
  startOne(platform: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts one child process per platform and waits until all are ready; a child that dies later is restarted with backoff. Throws `UserError` with the first failure's one line. */
export async function supervise(
  configs: readonly PlatformConfig[],
  events: SupervisorEvents = {},
): Promise<Supervisor> {
  const keepers = new Map(configs.map((config) => [config.id, new Keeper(config, events)]));
  const stopAll = async (): Promise<void> => {
    await Promise.all([...keepers.values()].map((keeper) => keeper.stop()));
  };
  try {
    await Promise.all([...keepers.values()].map((keeper) => keeper.start()));
  } catch (error) {
    await stopAll();
    throw error;
  }
  const keeper = (platform: string): Keeper => {
    const found = keepers.get(platform);
    if (!found) throw new UserError(`There is no platform ${platform} here.`);
    return found;
  };
  return {
    seeded: [...keepers.values()].filter((one) => one.seeded).map((one) => one.config.id),
    pid: (platform) => keeper(platform).child?.pid,
    stopOne: (platform) => keeper(platform).stop(),
    startOne: (platform) => keeper(platform).start(),
    close: stopAll,
  };
}

class Keeper {
  readonly config: PlatformConfig;
  readonly events: SupervisorEvents;
  child: ChildProcess | undefined;
  seeded = false;
  private stopped = false;
  private backoff = RESTART_FIRST_MS;
  private restart: NodeJS.Timeout | undefined;

  constructor(config: PlatformConfig, events: SupervisorEvents) {
    this.config = config;
    this.events = events;
  }

  start(): Promise<void> {
    this.stopped = false;
    return new Promise((ready, failed) => {
      const child = fork(program, [JSON.stringify(this.config)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      this.child = child;
      let isReady = false;
      let reason: string | undefined;
      child.on('message', (message: ProcessMessage) => {
        if (message.type === 'progress') this.events.progress?.(message);
        if (message.type === 'failed') reason = message.message;
        if (message.type === 'ready') {
          isReady = true;
          this.seeded = message.seeded;
          this.backoff = RESTART_FIRST_MS;
          ready();
        }
      });
      child.on('exit', (code, signal) => {
        this.child = undefined;
        if (isReady) this.restartLater();
        else
          failed(
            new UserError(
              reason ?? `The platform ${this.config.id} ended before it was ready (${signal ?? `exit ${code}`}).`,
            ),
          );
      });
    });
  }

  private restartLater(): void {
    if (this.stopped) return;
    const afterMs = this.backoff;
    this.backoff = Math.min(this.backoff * 2, RESTART_CAP_MS);
    this.events.restarting?.(this.config.id, afterMs);
    this.restart = setTimeout(() => {
      this.start().catch((error: Error) => {
        console.error(`${this.config.id}: ${error.message}`);
        this.restartLater();
      });
    }, afterMs);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.restart);
    const child = this.child;
    if (!child) return;
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await ended;
    clearTimeout(killer);
  }
}
