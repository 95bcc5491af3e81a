import { createHash } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Operations, Progress } from './operations.ts';
import { UserError } from './user-error.ts';

/** What one request on the control socket says: a method of `Operations` and its arguments, without the progress function. */
interface ControlCall {
  readonly method: keyof Operations;
  readonly args: readonly unknown[];
}

type ControlLine =
  | { readonly progress: readonly [label: string, done: number, total: number] }
  | { readonly result: unknown }
  | { readonly failed: string; readonly expected: boolean };

/** 64 MiB in base64: the largest file that is imported over the socket. */
const MAX_BODY_BYTES = 96 * 1024 * 1024;

/** The control socket of a data directory. UNIX socket paths end at 107 bytes, so it lies in the temporary folder under the directory's hash. */
export function controlSocketPath(dataDir: string): string {
  return join(tmpdir(), `mudan-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}.sock`);
}

// Buffers have a toJSON of their own, which runs before a replacer sees them: bytes are taken from the holder.
const encode = (value: unknown): string =>
  JSON.stringify(value, function (this: Record<string, unknown>, key, item) {
    const held = this[key];
    return held instanceof Uint8Array ? { base64: Buffer.from(held).toString('base64') } : item;
  });
const decode = (text: string): unknown =>
  JSON.parse(text, (_key, item) =>
    item !== null && typeof item === 'object' && typeof item.base64 === 'string'
      ? Buffer.from(item.base64, 'base64')
      : item,
  );

/** Serves a platform's operations to the operator on this machine (owner-only socket). Progress and result go out as lines of JSON. */
export async function serveControl(dataDir: string, operations: Operations): Promise<{ close(): Promise<void> }> {
  const path = controlSocketPath(dataDir);
  await rm(path, { force: true });
  const server = createServer((incoming, response) => void answer(operations, incoming, response));
  await new Promise<void>((done, failed) => server.once('error', failed).listen(path, done));
  await chmod(path, 0o600);
  return { close: () => closeServer(server, path) };
}

async function closeServer(server: Server, path: string): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
  await rm(path, { force: true });
}

async function answer(operations: Operations, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const say = (line: ControlLine): void => void response.write(`${encode(line)}\n`);
  try {
    const call = decode(await body(incoming)) as ControlCall;
    const operation = operations[call.method] as ((...args: unknown[]) => Promise<unknown>) | undefined;
    if (!operation) throw new UserError(`The platform knows no operation ${String(call.method)}.`);
    const progress: Progress = (...step) => say({ progress: step });
    say({ result: await operation(...call.args, progress) });
  } catch (error) {
    say({ failed: (error as Error).message, expected: error instanceof UserError });
  } finally {
    response.end();
  }
}

async function body(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new UserError('The file is larger than 64 MiB. Split it.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The operations of a running platform, or null when none runs on this data directory. */
export async function connectControl(dataDir: string): Promise<Operations | null> {
  const path = controlSocketPath(dataDir);
  if (!(await reachable(path))) return null;
  const call =
    (method: keyof Operations) =>
    (...args: unknown[]): Promise<never> => {
      const last = args.at(-1);
      const progress = typeof last === 'function' ? (last as Progress) : undefined;
      return send(path, { method, args: progress ? args.slice(0, -1) : args }, progress) as Promise<never>;
    };
  return {
    seed: call('seed'),
    importFile: call('importFile'),
    createAdministrator: call('createAdministrator'),
    advanceClock: call('advanceClock'),
    noticesTo: call('noticesTo'),
    registry: call('registry'),
    exportPerson: call('exportPerson'),
    erasePerson: call('erasePerson'),
    dropSecondFactor: call('dropSecondFactor'),
    verifyAudit: call('verifyAudit'),
    settle: call('settle'),
  };
}

function reachable(path: string): Promise<boolean> {
  return new Promise((done) => {
    const probe = request({ socketPath: path, method: 'POST' }, (response) => {
      response.resume();
      done(true);
    });
    probe.once('error', () => done(false));
    probe.end(encode({ method: 'settle', args: [] }));
  });
}

function send(path: string, call: ControlCall, progress: Progress | undefined): Promise<unknown> {
  return new Promise((done, failed) => {
    const outgoing = request({ socketPath: path, method: 'POST' }, async (response) => {
      let rest = '';
      for await (const chunk of response) {
        rest += chunk;
        const lines = rest.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) take(decode(line) as ControlLine, progress, done, failed);
      }
      failed(new UserError('The platform stopped before it answered.'));
    });
    outgoing.once('error', failed);
    outgoing.end(encode(call));
  });
}

function take(
  line: ControlLine,
  progress: Progress | undefined,
  done: (result: unknown) => void,
  failed: (error: Error) => void,
): void {
  if ('progress' in line) progress?.(...line.progress);
  else if ('result' in line) done(line.result);
  else failed(line.expected ? new UserError(line.failed) : new Error(line.failed));
}
