import { parentPort, workerData } from 'node:worker_threads';
import { StoreOpenError } from './catalogue/sqlite-file.ts';
import { Store } from './store.ts';
import { WireServer } from './wire/server.ts';

/** What the thread is started with. */
export interface WorkerInput {
  readonly dataDir: string;
  readonly socketPath: string;
  readonly port: number | undefined;
  readonly testCommands: boolean;
}

/** What it says first: where it listens, or why it doesn't. */
export type WorkerReport =
  | { readonly ready: true; readonly port: number | undefined }
  | { readonly ready: false; readonly code: string; readonly message: string };

async function serve(input: WorkerInput): Promise<void> {
  const store = new Store(input.dataDir, input.testCommands);
  const server = new WireServer(store);
  await server.listen({ path: input.socketPath });
  const port = input.port === undefined ? undefined : await server.listen({ port: input.port });
  store.address = port === undefined ? input.socketPath : `127.0.0.1:${port}`;
  parentPort?.on('message', (message) => {
    if (message !== 'close') return;
    server.close();
    store.close();
    process.exit(0);
  });
  report({ ready: true, port });
}

function report(message: WorkerReport): void {
  parentPort?.postMessage(message);
}

serve(workerData as WorkerInput).catch((error: unknown) => {
  report({
    ready: false,
    code: error instanceof StoreOpenError ? error.code : 'DATA_DAMAGED',
    message: error instanceof Error ? error.message : String(error),
  });
  process.exit(1);
});
