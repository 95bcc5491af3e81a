import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../platform/bin/mudan.js', import.meta.url));

/** A running `mudan` command with all that it printed. */
export interface RunningCommand {
  readonly child: ChildProcess;
  output(): string;
  /** Without what went to standard error. */
  result(): string;
  readonly exited: Promise<number | null>;
  /** Resolves when it has printed `text`; rejects when it ends before. */
  until(text: string | RegExp): Promise<void>;
}

const running: RunningCommand[] = [];

/** Starts a `mudan` command as an operator does; `stopAll` kills what still runs. */
export function mudan(...args: readonly string[]): RunningCommand {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let result = '';
  const watchers = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk;
      if (stream === child.stdout) result += chunk;
      for (const watch of watchers) watch();
    });
  }
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const command: RunningCommand = {
    child,
    output: () => output,
    result: () => result,
    exited,
    until: (text) =>
      new Promise((done, failed) => {
        const watch = (): void => {
          if (output.match(text)) done();
        };
        watchers.add(watch);
        watch();
        exited.then((code) => failed(new Error(`ended with ${code} before it printed ${text}:\n${output}`)));
      }),
  };
  running.push(command);
  return command;
}

/** Runs a command to its end and gives what it printed as its result. Throws when it fails. */
export async function mudanOutput(...args: readonly string[]): Promise<string> {
  const command = mudan(...args);
  const code = await command.exited;
  if (code !== 0) throw new Error(`mudan ${args.join(' ')} ended with ${code}:\n${command.output()}`);
  return command.result();
}

/** Kills every command that this test file started. */
export async function stopAll(): Promise<void> {
  for (const { child, exited } of running.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
}
