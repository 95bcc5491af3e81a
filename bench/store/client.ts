import { connect } from 'node:net';
import { deserialize, serialize } from 'bson';
import { type Command, newSession, WORKLOADS, type Workload } from './workloads.ts';

/**
 * A load generator that costs less than the server it measures: bare frames over sockets, one operation in flight per connection.
 * Sends its parent the number of finished operations, and the first error it saw.
 */
const [path, name, connections, milliseconds] = process.argv.slice(2);
const workload = WORKLOADS[String(name)];
if (!workload || path === undefined) throw new Error('usage: client.ts SOCKET WORKLOAD CONNECTIONS MILLISECONDS');

const HEADER_BYTES = 21;
const OP_MSG = 2013;

function frame(command: Command): Buffer {
  const body = serialize(command);
  const out = Buffer.alloc(HEADER_BYTES + body.length);
  out.writeInt32LE(out.length, 0);
  out.writeInt32LE(OP_MSG, 12);
  out.set(body, HEADER_BYTES);
  return out;
}

/** Frames made before the clock starts, per connection and second: what a client spends on encoding isn't the server's. */
const PREPARED_PER_SECOND = 1_500;

let done = 0;
let problem = '';
let end = 0;

/** Operations as frames; beyond the prepared ones they are made on the way. */
function* operations(work: Workload): Generator<readonly Buffer[]> {
  const session = newSession();
  const make = (): Buffer[] => work(session).map(frame);
  const prepared = Array.from({ length: Math.ceil((PREPARED_PER_SECOND * Number(milliseconds)) / 1000) }, make);
  yield [];
  yield* prepared;
  for (;;) yield make();
}

function open(target: string, work: Workload): { run: () => Promise<void> } {
  const source = operations(work);
  source.next();
  return { run: () => run(target, source) };
}

function run(target: string, source: Generator<readonly Buffer[]>): Promise<void> {
  return new Promise((resolve) => {
    let pending: Buffer[] = [];
    let reply: Buffer[] = [];
    let received = 0;
    const socket = connect(target);
    const send = (): void => {
      if (pending.length === 0) {
        if (performance.now() >= end) {
          socket.destroy();
          resolve();
          return;
        }
        pending = [...source.next().value];
      }
      socket.write(pending.shift() as Buffer);
    };
    socket.on('connect', send);
    socket.on('data', (chunk: Buffer) => {
      reply.push(chunk);
      received += chunk.length;
      const first = reply[0] as Buffer;
      if (received < 4 || received < first.readInt32LE(0)) return;
      if (done % 64 === 0) note(Buffer.concat(reply));
      reply = [];
      received = 0;
      if (pending.length === 0) done++;
      send();
    });
  });
}

function note(reply: Buffer): void {
  const answer = deserialize(reply.subarray(HEADER_BYTES));
  if (answer.ok !== 1 || answer.writeErrors) problem ||= JSON.stringify(answer).slice(0, 200);
}

const target = path;
const connected = Array.from({ length: Number(connections) }, () => open(target, workload));
process.once('message', async () => {
  end = performance.now() + Number(milliseconds);
  await Promise.all(connected.map(({ run: begin }) => begin()));
  process.send?.({ done, problem }, () => process.exit(0));
});
process.send?.('ready');
process.on('disconnect', () => process.exit(1));
