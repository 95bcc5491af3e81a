import { parentPort, workerData } from 'node:worker_threads';
import { type CheckInput, checkChange } from './checks.ts';

/** The thread of `checkAside`. */
parentPort?.postMessage(checkChange(workerData as CheckInput));
