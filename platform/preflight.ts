import { access, constants, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformConfig } from './config.ts';
import { UserError } from './user-error.ts';

/** A platform that was killed needs a moment to let go of its port. */
const PORT_PATIENCE_MS = 3_000;
const PORT_RETRY_MS = 200;

/** Checks what would make a start fail, before anything is started: folders can be written, ports are free. Throws `UserError`. */
export async function preflight(configs: readonly PlatformConfig[]): Promise<void> {
  for (const config of configs) {
    await assertWritable(config.dataDir);
    await assertPortFree(config);
  }
}

async function assertWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UserError(
      `The data directory ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}). Choose another with --data DIR.`,
    );
  }
}

async function assertPortFree(config: PlatformConfig): Promise<void> {
  const until = Date.now() + PORT_PATIENCE_MS;
  for (;;) {
    const code = await tryPort(config.port);
    if (code === null) return;
    if (code !== 'EADDRINUSE')
      throw new UserError(`Port ${config.port} cannot be opened (${code}). Choose another with --port N.`);
    if (Date.now() > until) {
      throw new UserError(
        `Port ${config.port} (for ${config.id}) is in use. Stop what uses it, or choose another with --port N.`,
      );
    }
    await sleep(PORT_RETRY_MS);
  }
}

function tryPort(port: number): Promise<string | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'UNKNOWN'));
    server.listen(port, '127.0.0.1', () => server.close(() => done(null)));
  });
}
