import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKernel, type KernelOptions } from '../../kernel/create-kernel.ts';
import type { Clock, Kernel, Logger, PlatformInfo } from '../../kernel/types.ts';
import { createLedger } from '../../ledger/create-ledger.ts';
import type { Ledger } from '../../ledger/types.ts';
import { startEmbeddedStore } from '../../storage/embedded/index.ts';
import { openStorage, type Storage } from '../../storage/index.ts';

/** A clock that stands until it is moved. */
export class TestClock implements Clock {
  #now: Date;

  constructor(start: Date | string) {
    this.#now = new Date(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  set(to: Date | string): void {
    this.#now = new Date(to);
  }

  advance(minutes: number): void {
    this.#now = new Date(this.#now.getTime() + minutes * 60_000);
  }
}

export const MDJ: PlatformInfo = {
  id: 'mdj',
  name: { zh: '牡丹江科技资源共享服务平台', en: 'Mudanjiang platform' },
  level: 'CITY',
  parent: 'hlj',
  timeZone: 'Asia/Shanghai',
  origin: 'https://mdj.example',
};

export const HLJ: PlatformInfo = {
  id: 'hlj',
  name: { zh: '黑龙江省科技创新创业共享服务平台', en: 'Heilongjiang platform' },
  level: 'PROVINCE',
  parent: null,
  timeZone: 'Asia/Shanghai',
};

/** Warnings and errors go to stderr, so that a failing test shows them; the rest is dropped. */
export const testLog: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (fields, message) => console.error('warn', message, JSON.stringify(fields)),
  error: (fields, message) => console.error('error', message, JSON.stringify(fields)),
};

export interface TestKernel {
  readonly kernel: Kernel;
  readonly ledger: Ledger;
  readonly clock: TestClock;
  readonly dataDir: string;
  /** Closes everything and removes the data. */
  close(): Promise<void>;
}

export interface TestKernelOptions {
  readonly platform?: PlatformInfo;
  /** Default: Monday 2026-03-02 08:00 in Shanghai. */
  readonly now?: Date | string;
  /** An existing data directory, to start again on the same data; it is not removed at the end. */
  readonly dataDir?: string;
  readonly partners?: KernelOptions['partners'];
  readonly notices?: KernelOptions['notices'];
  readonly log?: Logger;
}

/** An embedded store in the directory, or a database of its own on `MONGODB_URI`. */
export async function openTestStorage(dataDir: string, platform: string): Promise<Storage> {
  const uri = process.env.MONGODB_URI;
  if (uri) return openStorage({ uri, dbName: `test_${platform}_${createHash('md5').update(dataDir).digest('hex')}` });
  const store = await startEmbeddedStore({ dataDir: join(dataDir, 'store') });
  const storage = await openStorage({ uri: store.uri, dbName: platform });
  const close = async (): Promise<void> => {
    await storage.close();
    await store.close();
  };
  return { ...storage, close };
}

/** A started kernel and ledger on an embedded store in a directory of their own. Jobs run only by name: `kernel.jobs.run(name)`. */
export async function testKernel(options: TestKernelOptions = {}): Promise<TestKernel> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'mudan-test-')));
  const platform = options.platform ?? MDJ;
  const storage = await openTestStorage(dataDir, platform.id);
  const clock = new TestClock(options.now ?? '2026-03-02T00:00:00.000Z');
  const kernel = await createKernel({
    platform,
    storage,
    dataDir,
    clock,
    log: options.log ?? testLog,
    scheduledJobs: false,
    ...(options.partners ? { partners: options.partners } : {}),
    ...(options.notices ? { notices: options.notices } : {}),
  });
  const ledger = await createLedger({ kernel });
  await kernel.start();
  const close = async (): Promise<void> => {
    await kernel.close();
    await storage.close();
    if (!options.dataDir) await rm(dataDir, { recursive: true, force: true });
  };
  return { kernel, ledger, clock, dataDir, close };
}
