import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StoreOpenError, type StoreOpenErrorCode } from './catalogue/sqlite-file.ts';
import type { WorkerInput, WorkerReport } from './worker.ts';

export { StoreOpenError } from './catalogue/sqlite-file.ts';

export interface EmbeddedStoreOptions {
  /** Made if it doesn't exist. One process at a time. */
  readonly dataDir: string;
  /** UNIX socket for this user's processes; by default in the data directory, or in the temporary directory where that path is too long. */
  readonly socketPath?: string;
  /** Also listen on 127.0.0.1; 0 chooses a port. */
  readonly port?: number;
  /** Fail points, for tests only. */
  readonly testCommands?: boolean;
}

export interface EmbeddedStore {
  /** For the driver and mongoose, without a database name. */
  readonly uri: string;
  readonly socketPath: string;
  readonly port: number | undefined;
  /** Rejects if the store's thread dies. */
  readonly stopped: Promise<void>;
  close(): Promise<void>;
}

/** A socket address holds 107 bytes and a closing zero on Linux, 103 on macOS. */
const MAX_SOCKET_PATH_BYTES = 103;

/**
 * Starts the embedded store in a thread of its own and answers when it can be connected to.
 * Throws {@link StoreOpenError} with one line for a person: directory in use, not writable, damaged, unknown format.
 */
export async function startEmbeddedStore(options: EmbeddedStoreOptions): Promise<EmbeddedStore> {
  const dataDir = resolve(options.dataDir);
  const socketPath = options.socketPath ?? defaultSocketPath(dataDir);
  if (!socketPath.endsWith('.sock'))
    throw new StoreOpenError(
      'ADDRESS_NOT_ALLOWED',
      `the socket ${socketPath} must end in .sock: drivers take it for a host name otherwise`,
    );
  const workerData: WorkerInput = {
    dataDir,
    socketPath,
    port: options.port,
    testCommands: options.testCommands ?? false,
  };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const exited = new Promise<number>((done) => worker.once('exit', done));
  const report = await firstReport(worker, exited);
  if (!report.ready) {
    await exited;
    throw new StoreOpenError(report.code as StoreOpenErrorCode, report.message);
  }
  let closing = false;
  const stopped = exited.then((code) => {
    if (!closing) throw new StoreOpenError('DATA_DAMAGED', `the store's thread ended unexpectedly with code ${code}`);
  });
  stopped.catch(() => undefined);
  const host =
    report.port === undefined || options.port === undefined
      ? encodeURIComponent(socketPath)
      : `127.0.0.1:${report.port}`;
  return {
    uri: uriOf(host),
    socketPath,
    port: report.port,
    stopped,
    async close() {
      closing = true;
      worker.postMessage('close');
      await exited;
      rmSync(socketPath, { force: true });
    },
  };
}

/** How a store that another process runs on `dataDir` is reached, if it was started without a `socketPath`. */
export function socketUri(dataDir: string): string {
  return uriOf(encodeURIComponent(defaultSocketPath(resolve(dataDir))));
}

function uriOf(host: string): string {
  return `mongodb://${host}/?directConnection=true`;
}

function defaultSocketPath(dataDir: string): string {
  const inside = join(dataDir, 'store.sock');
  if (Buffer.byteLength(inside) <= MAX_SOCKET_PATH_BYTES) return inside;
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  return join(tmpdir(), `mudan-${process.getuid?.() ?? 0}-${name}.sock`);
}

function firstReport(worker: Worker, exited: Promise<number>): Promise<WorkerReport> {
  return new Promise((done) => {
    worker.once('message', done);
    worker.once('error', (error) =>
      done({
        ready: false,
        code: 'DATA_DAMAGED',
        message: `the store's thread failed: ${error instanceof Error ? error.message : String(error)}`,
      }),
    );
    exited.then((code) =>
      done({ ready: false, code: 'DATA_DAMAGED', message: `the store's thread ended with code ${code}` }),
    );
  });
}
