import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { isAbsolute } from 'node:path';
import { toNumber } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';
import { copyOnline } from '../catalogue/online-copy.ts';
import { StoreOpenError } from '../catalogue/sqlite-file.ts';
import type { Connection, Reply } from '../commands/context.ts';
import { dispatch, failure, mayRetryWrite, RETRYABLE_WRITE } from '../commands/dispatch.ts';
import type { Failure } from '../commands/fail-points.ts';
import { MongoServerFault } from '../errors.ts';
import type { Store } from '../store.ts';
import { isSqliteError } from '../transactions/group-commit.ts';
import { LockWait } from '../transactions/transaction.ts';
import { FrameReader, ProtocolError, parseFrame, type Request, replyFrame } from './frames.ts';
import { RawValue } from './raw.ts';

/** Replies a client hasn't read; beyond it the connection is closed. */
const MAX_UNREAD_BYTES = 256 * 1024 * 1024;
/** Beyond it no more requests of that client are read until it has taken its replies. */
const HIGH_WATER_BYTES = 4 * 1024 * 1024;
const MAX_CONNECTIONS = 2_000;
const BACKUP = 'storeBackup';

interface Client extends Connection {
  readonly socket: Socket;
  readonly queue: Request[];
  /** A command of this client runs or waits: the next one has to wait as well. */
  busy: boolean;
  queued: boolean;
  /** Came through the UNIX socket. */
  readonly local: boolean;
}

interface Answer {
  readonly client: Client;
  readonly request: Request;
  reply: Reply;
}

export type Address = { readonly path: string } | { readonly port: number };

/**
 * Serves a store over sockets. All that arrived in one round of the event loop is one turn: its commands run one after the other, their writes
 * are made durable by one commit, then all are answered.
 */
export class WireServer {
  private readonly store: Store;
  private readonly servers: Server[] = [];
  private readonly clients = new Set<Client>();
  private ready: Client[] = [];
  private scheduled = false;
  private lastId = 0;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(store: Store) {
    this.store = store;
    this.timers.push(
      setInterval(() => store.tick(), 1_000),
      setInterval(() => this.housekeeping(), 60_000),
    );
  }

  /** Starts listening; answers the port, where one was asked for. Loopback and UNIX sockets only. */
  listen(address: Address): Promise<number | undefined> {
    const server = createServer((socket) => this.accept(socket, 'path' in address));
    server.maxConnections = MAX_CONNECTIONS;
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', (error) =>
        reject(new StoreOpenError('LISTEN_FAILED', `the store can't listen: ${error.message}`)),
      );
      if ('path' in address) {
        rmSync(address.path, { force: true });
        const mask = process.platform === 'win32' ? undefined : 0o600;
        server.listen(address.path, () => {
          if (mask !== undefined) chmodSync(address.path, mask);
          resolve(undefined);
        });
      } else {
        server.listen(address.port, '127.0.0.1', () => {
          const bound = server.address();
          resolve(typeof bound === 'object' && bound ? bound.port : undefined);
        });
      }
    });
  }

  private accept(socket: Socket, local: boolean): void {
    const client: Client = {
      id: ++this.lastId,
      appName: undefined,
      socket,
      queue: [],
      busy: false,
      queued: false,
      local,
    };
    const reader = new FrameReader();
    this.clients.add(client);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk, (frame) => client.queue.push(parseFrame(frame)));
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        socket.destroy();
        return;
      }
      this.enqueue(client);
    });
    socket.on('drain', () => socket.resume());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.clients.delete(client));
  }

  private enqueue(client: Client): void {
    if (client.busy || client.queued || client.queue.length === 0) return;
    client.queued = true;
    this.ready.push(client);
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => this.turn());
  }

  private turn(): void {
    this.scheduled = false;
    const clients = this.ready;
    this.ready = [];
    const answers: Answer[] = [];
    for (const client of clients) {
      client.queued = false;
      const request = client.queue.shift();
      if (request) this.begin(client, request, answers);
    }
    const fault = this.store.endTurn();
    for (const answer of answers) {
      if (fault) answer.reply = failure(this.store, answer.request, fault, false);
      this.send(answer);
    }
  }

  /** Runs a request now, or later where a fail point wants it blocked. */
  private begin(client: Client, request: Request, answers: Answer[]): void {
    client.busy = true;
    const hit = this.store.testCommands ? this.store.failPoints.hit(request.command, client.appName) : undefined;
    if (request.command === BACKUP) setImmediate(() => this.backup(client, request));
    else if (hit && hit.blockMs > 0) setTimeout(() => this.alone(client, request, hit), hit.blockMs);
    else this.run(client, request, answers, hit);
  }

  /** `storeBackup`: copies the file beside the others' work. For the socket's owner only. */
  private async backup(client: Client, request: Request): Promise<void> {
    const reply = await runBackup(this.store, request, client.local).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      return failure(
        this.store,
        request,
        error instanceof MongoServerFault ? error : new MongoServerFault('IllegalOperation', message),
        false,
      );
    });
    this.send({ client, request, reply });
  }

  /** A turn of one request, after it had to wait. */
  private alone(client: Client, request: Request, hit?: Failure): void {
    if (client.socket.destroyed) return;
    const answers: Answer[] = [];
    this.run(client, request, answers, hit);
    const fault = this.store.endTurn();
    for (const answer of answers) {
      if (fault) answer.reply = failure(this.store, request, fault, false);
      this.send(answer);
    }
  }

  private run(client: Client, request: Request, answers: Answer[], hit?: Failure): void {
    if (hit?.closeConnection) {
      client.socket.destroy();
      return;
    }
    if (hit?.errorCode !== undefined) {
      answers.push({ client, request, reply: injected(this.store, request, hit) });
      return;
    }
    if (this.store.turnFailed) {
      answers.push({ client, request, reply: {} });
      return;
    }
    try {
      const reply = dispatch(this.store, client, request);
      answers.push({ client, request, reply: hit?.writeConcernError ? withConcernError(request, reply, hit) : reply });
    } catch (error) {
      if (!(error instanceof LockWait)) throw error;
      this.wait(client, request, error);
    }
  }

  /** Runs the request again when a transaction in its way has ended, or refuses it at its own time limit. */
  private wait(client: Client, request: Request, { holders, patienceMs }: LockWait): void {
    let done = false;
    const again = (): void => {
      if (done) return;
      done = true;
      for (const timer of timers) clearTimeout(timer);
      setImmediate(() => this.alone(client, request));
    };
    const timers: NodeJS.Timeout[] = [];
    const abortHolders = (): void => {
      for (const holder of holders) this.store.sessions.abort(holder);
    };
    if (patienceMs !== undefined) timers.push(setTimeout(abortHolders, patienceMs));
    const limit: unknown = request.body.maxTimeMS;
    if (isNumeric(limit) && toNumber(limit) > 0) {
      timers.push(
        setTimeout(() => {
          done = true;
          this.send({
            client,
            request,
            reply: failure(
              this.store,
              request,
              new MongoServerFault('MaxTimeMSExpired', 'operation exceeded time limit'),
              false,
            ),
          });
        }, toNumber(limit)),
      );
    }
    for (const holder of holders) holder.waiters.push(again);
  }

  private send({ client, request, reply }: Answer): void {
    client.busy = false;
    const { socket } = client;
    if (socket.destroyed) return;
    if (request.wantsReply) {
      socket.write(replyFrame(request, reply));
      if (socket.writableLength > MAX_UNREAD_BYTES) socket.destroy();
      else if (socket.writableLength > HIGH_WATER_BYTES) socket.pause();
    }
    this.enqueue(client);
  }

  private housekeeping(): void {
    try {
      this.store.prune();
    } catch (error) {
      if (!isSqliteError(error)) throw error;
      this.store.failTurn(error);
    }
    this.store.endTurn();
  }

  /** Stops listening, closes every connection. */
  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const server of this.servers) server.close();
    for (const client of this.clients) client.socket.destroy();
  }
}

async function runBackup(store: Store, request: Request, local: boolean): Promise<Record<string, unknown>> {
  const directory: unknown = request.body.directory;
  if (!local || request.db !== 'admin')
    throw new MongoServerFault(
      'Unauthorized',
      `${BACKUP} is for the owner of the store's socket, on the admin database`,
    );
  if (typeof directory !== 'string' || !isAbsolute(directory))
    throw new MongoServerFault('BadValue', `${BACKUP} needs an absolute 'directory'`);
  return { pages: await copyOnline(store.sqlite, directory), ok: 1 };
}

function injected(store: Store, request: Request, hit: Failure): Record<string, unknown> {
  const fault = new MongoServerFault(hit.errorCode ?? 1, "Failing command via 'failCommand' failpoint", {
    labels: hit.errorLabels ?? [],
  });
  const reply = failure(store, request, fault, false);
  if (hit.errorLabels === undefined) return reply;
  const { errorLabels: _labels, ...rest } = reply;
  return hit.errorLabels.length > 0 ? { ...rest, errorLabels: [...hit.errorLabels] } : rest;
}

function withConcernError(request: Request, reply: Reply, hit: Failure): Reply {
  if (reply instanceof RawValue || !hit.writeConcernError) return reply;
  const code = isNumeric(hit.writeConcernError.code) ? toNumber(hit.writeConcernError.code) : 0;
  const labels =
    hit.errorLabels ?? (mayRetryWrite(request) && RETRYABLE_WRITE.has(code) ? ['RetryableWriteError'] : []);
  return { ...reply, writeConcernError: hit.writeConcernError, ...(labels.length > 0 && { errorLabels: [...labels] }) };
}
