import { type ChildProcess, fork } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A server under test in a process of its own. */
export interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  readonly origin: string;
}

export function start(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const child = fork(new URL(file, import.meta.url), [...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${file} did not start: ${complaint}`)), 60_000);
    child.once('message', ({ port, path = '/graphql' }: { port: number; path?: string }) => {
      clearTimeout(timer);
      const origin = `http://127.0.0.1:${port}`;
      resolve({ child, origin, url: origin + path });
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`${file} ended with ${code}: ${complaint}`));
    });
  });
}

export async function stop({ child }: Started): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}

export interface Usage {
  /** CPU time of the process and its children, user and system, in milliseconds. */
  readonly cpuMs: number;
  readonly rssMiB: number;
}

const TICKS_PER_SECOND = 100;

/** Of a process and all its descendants (our planner is one), from /proc. */
export function usageOf(pid: number): Usage {
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = statOf(Number(entry));
    if (stat !== undefined) parents.set(Number(entry), Number(stat[1]));
  }
  const family = new Set([pid]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [child, parent] of parents) {
      if (family.has(parent) && !family.has(child)) {
        family.add(child);
        grew = true;
      }
    }
  }
  let [cpuMs, rssMiB] = [0, 0];
  for (const member of family) {
    const stat = statOf(member);
    if (stat === undefined) continue;
    cpuMs += ((Number(stat[11]) + Number(stat[12])) * 1_000) / TICKS_PER_SECOND;
    rssMiB += (Number(stat[21]) * 4_096) / 1_048_576;
  }
  return { cpuMs, rssMiB };
}

/** The fields after the command's name: state, parent, … */
function statOf(pid: number): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
