import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { StoreOpenError } from '../catalogue/sqlite-file.ts';
import type { Store } from '../store.ts';
import { Client } from './client.ts';
import { Turns } from './turns.ts';

const MAX_CONNECTIONS = 2_000;
const OWNER_ONLY = 0o600;
const LOOPBACK = '127.0.0.1';

export type Address = { readonly path: string } | { readonly port: number };

/** Serves a store over sockets: UNIX sockets of one owner and, when asked, loopback TCP; never another address. */
export class WireServer {
  private readonly turns: Turns;
  private readonly servers: Server[] = [];
  private readonly clients = new Set<Client>();
  private readonly timers: NodeJS.Timeout[];
  private lastId = 0;

  /** `onDiskFailure`: see {@link Turns}; by default the thread ends, and who started it is told. */
  constructor(store: Store, onDiskFailure: (error: Error) => void = () => process.exit(1)) {
    this.turns = new Turns(store, onDiskFailure);
    this.timers = [
      setInterval(() => this.turns.housekeeping(() => store.tick()), 1_000),
      setInterval(() => this.turns.housekeeping(() => store.prune()), 60_000),
    ];
  }

  /** Starts listening; answers the port, where one was asked for. */
  listen(address: Address): Promise<number | undefined> {
    const local = 'path' in address;
    const server = createServer((socket) => this.accept(socket, local));
    server.maxConnections = MAX_CONNECTIONS;
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', (error) =>
        reject(new StoreOpenError('LISTEN_FAILED', `the store can't listen: ${error.message}`)),
      );
      if (local) {
        rmSync(address.path, { force: true });
        server.listen(address.path, () => {
          chmodSync(address.path, OWNER_ONLY);
          resolve(undefined);
        });
      } else {
        server.listen(address.port, LOOPBACK, () => {
          const bound = server.address();
          resolve(typeof bound === 'object' && bound ? bound.port : undefined);
        });
      }
    });
  }

  private accept(socket: Socket, local: boolean): void {
    const client = new Client(++this.lastId, socket, local, (sender) => this.turns.enqueue(sender));
    this.clients.add(client);
    socket.on('close', () => this.clients.delete(client));
  }

  /** Stops listening, closes every connection. */
  close(): void {
    for (const timer of this.timers) clearInterval(timer);
    for (const server of this.servers) server.close();
    for (const client of this.clients) client.close();
  }
}
