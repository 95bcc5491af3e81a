/** The process of one platform, forked by the supervisor with its configuration as the first argument. */
import type { PlatformConfig } from './config.ts';
import type { ProcessMessage } from './messages.ts';
import { type RunningPlatform, startPlatform } from './start-platform.ts';
import { UserError } from './user-error.ts';

const config = JSON.parse(process.argv[2] ?? '') as PlatformConfig;

function tell(message: ProcessMessage): void {
  if (process.connected) process.send?.(message);
}

let running: RunningPlatform | undefined;
let stopping: Promise<void> | undefined;

function stop(): Promise<void> {
  stopping ??= (async () => {
    await running?.close();
    process.exit(0);
  })();
  return stopping;
}

process.on('SIGTERM', stop);
// Ctrl-C reaches the whole process group: the supervisor decides what it means and sends SIGTERM.
process.on('SIGINT', () => {});
// The supervisor died: what is acknowledged is durable, and the port and the directory lock must be free for the next start.
process.on('disconnect', () => process.exit(1));

try {
  running = await startPlatform(config, (label, done, total) =>
    tell({ type: 'progress', platform: config.id, label, done, total }),
  );
  tell({ type: 'ready', platform: config.id, seeded: running.seeded });
} catch (error) {
  const message = error instanceof UserError ? error.message : String((error as Error).stack ?? error);
  tell({ type: 'failed', platform: config.id, message });
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 100);
}
