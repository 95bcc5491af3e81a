import { connect, createServer, type Server, type Socket } from 'node:net';

/** What a proxy does to connections that are made while it is in this mood. */
export type Mood = 'pass' | 'slow' | 'reset' | 'cut';

export interface LinkProxy {
  readonly port: number;
  mood: Mood;
  /** Connections that were harmed. */
  harmed: number;
  close(): Promise<void>;
}

const SLOW_MILLISECONDS = 400;

/** A TCP proxy in front of a platform: passes, delays each packet, resets in the middle of an answer, or refuses. */
export async function startProxy(target: () => number, random: () => number): Promise<LinkProxy> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    if (proxy.mood !== 'pass') proxy.harmed += 1;
    if (proxy.mood === 'cut') return void client.destroy();
    join(client, connect(target(), '127.0.0.1'), proxy, random);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const proxy: LinkProxy = {
    port: typeof address === 'object' && address ? address.port : 0,
    mood: 'pass',
    harmed: 0,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

function join(client: Socket, upstream: Socket, proxy: LinkProxy, random: () => number): void {
  upstream.on('error', () => client.destroy());
  upstream.on('close', () => client.destroy());
  client.on('close', () => upstream.destroy());
  client.on('data', (chunk) => pass(chunk, upstream, proxy, client, random));
  upstream.on('data', (chunk) => pass(chunk, client, proxy, client, random));
}

function pass(chunk: Buffer, to: Socket, proxy: LinkProxy, client: Socket, random: () => number): void {
  if (proxy.mood === 'cut') return void client.destroy();
  // The request may have arrived and been done: only the answer, or its second half, is lost.
  if (proxy.mood === 'reset' && random() < 0.3) return void client.resetAndDestroy();
  if (proxy.mood !== 'slow') return void to.write(chunk);
  setTimeout(() => to.writable && to.write(chunk), random() * SLOW_MILLISECONDS);
}
