import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFront, type Front, type FrontOptions } from './front.ts';

export interface GatewayServerOptions extends FrontOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: string;
  /** Where GraphQL is served. `/graphql` by default. */
  readonly path?: string;
}

export interface GatewayServer {
  readonly front: Front;
  readonly server: Server;
  readonly port: number;
  readonly url: string;
  /** Turns unready, waits for what is being served, closes. */
  close(drainMs?: number): Promise<void>;
}

/** Connections that may wait to be accepted: with Node's 511 a crowd's connections are tried again only after seconds. */
const BACKLOG = 4_096;

/**
 * A server that is nothing but a gateway: GraphQL, `/live`, `/ready`, `/metrics`. `mudan gateway` runs it; a platform in one process mounts the handlers of
 * `createFront` in its own server instead.
 */
export async function createGatewayServer(options: GatewayServerOptions): Promise<GatewayServer> {
  const front = createFront(options);
  const path = options.path ?? '/graphql';
  const routes: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>> = {
    [path]: front.handler,
    '/live': front.live,
    '/ready': front.ready,
    '/metrics': front.metricsHandler,
  };
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    const end = url.indexOf('?');
    const route = routes[end < 0 ? url : url.slice(0, end)];
    if (route === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
    else route(request, response);
  });
  hardenServer(server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: options.port, host: options.host ?? '127.0.0.1', backlog: BACKLOG }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async (drainMs = 10_000) => {
    await front.drain(drainMs);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), 500).unref();
    });
    front.close();
  };
  return { front, server, port, url: `http://127.0.0.1:${port}${path}`, close };
}

/** Timeouts against clients that send slowly or never, and a bound on headers. For every server that mounts the front. */
export function hardenServer(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 20_000;
  server.keepAliveTimeout = 65_000;
  server.maxHeadersCount = 100;
  server.setTimeout(120_000);
}

/** Drains on SIGTERM and SIGINT, then runs `then`. A second signal does not wait. */
export function drainOnSignals(gateway: Pick<GatewayServer, 'close'>, then: () => void = () => process.exit(0)): void {
  let closing = false;
  const stop = () => {
    if (closing) return then();
    closing = true;
    gateway.close().then(then, then);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
