import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Which cores each part may use, as `taskset -c` has it. */
export interface Cores {
  readonly gateway: string;
  readonly clients: string;
  readonly subgraphs: string;
  readonly attackers: string;
}

/**
 * A core for each part, as if it were a machine of its own; the attackers' is also for what the gateway does beside its event loop (garbage collection, planning), which goes before
 * them. Without, the kernel puts two of them on one core now and then, and one waits 3 ms for the other: more than is to be measured. Undefined on a machine with fewer than four
 * cores or without `taskset` and `chrt`.
 */
export function coresForEach(): Cores | undefined {
  const [gateway, clients, subgraphs, attackers] = allowedCores();
  if (gateway === undefined || clients === undefined || subgraphs === undefined || attackers === undefined) return;
  if (spawnSync('chrt', ['--idle', '0', 'taskset', '-c', gateway, 'true']).status !== 0) return;
  return { gateway: `${gateway},${attackers}`, clients, subgraphs, attackers };
}

function allowedCores(): readonly string[] {
  try {
    const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return list.split(',').flatMap((range) => {
      const [from = 0, to = from] = range.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
    });
  } catch {
    return [];
  }
}
