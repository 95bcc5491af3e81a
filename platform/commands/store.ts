import { StoreOpenError, startEmbeddedStore } from '../../storage/embedded/index.ts';
import { UserError } from '../user-error.ts';

/** `mudan store`: the embedded store alone, on a loopback port, until Ctrl-C. */
export async function store(options: { readonly data: string; readonly port: number }): Promise<void> {
  const running = await startEmbeddedStore({ dataDir: options.data, port: options.port }).catch((error: unknown) => {
    throw error instanceof StoreOpenError ? new UserError(error.message) : error;
  });
  console.log(`mongodb://127.0.0.1:${options.port}/?directConnection=true`);
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  await running.close();
}
