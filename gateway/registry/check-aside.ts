import { Worker } from 'node:worker_threads';
import type { Checked, CheckInput } from './checks.ts';

const TIMEOUT_MS = 60_000;
const MAX_HEAP_MIB = 1_024;

/**
 * `checkChange` in a thread of its own: composing a dozen subgraphs takes a good part of a second, in which the gateway would answer nobody,
 * and a partner's SDL may be made to take much longer. Rejects after a minute, and when the thread runs out of memory.
 */
export function checkAside(input: CheckInput): Promise<Checked> {
  const worker = new Worker(new URL('./check-worker.ts', import.meta.url), {
    workerData: input,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
  });
  const timer = setTimeout(() => void worker.terminate(), TIMEOUT_MS);
  return new Promise<Checked>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the checks took too long')));
  }).finally(() => clearTimeout(timer));
}
