import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Logger } from '../kernel/types.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A handler for all paths that are `prefix` or lie below it; the longest prefix wins. */
export interface Route {
  readonly prefix: string;
  readonly handle: Handler;
}

export interface ListeningServer {
  readonly port: number;
  /** Stops accepting, lets running requests end for `graceMs`, then closes what is left. */
  close(graceMs?: number): Promise<void>;
}

const GRACE_MS = 5_000;
/** Slow loris: headers and whole requests must arrive within these. */
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 120_000;

/** Serves the routes on one address; loopback unless the operator says otherwise. Cost: one prefix look-up a request. */
export async function listen(options: {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly Route[];
  readonly log: Logger;
}): Promise<ListeningServer> {
  const routes = [...options.routes].sort((a, b) => b.prefix.length - a.prefix.length);
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: 65_000 },
    (request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const route = routes.find(
        ({ prefix }) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`),
      );
      if (!route) return notFound(response);
      run(route.handle, request, response, options.log);
    },
  );
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port, options.host, () => done());
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: async (graceMs = GRACE_MS) => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeIdleConnections();
      const cutter = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(cutter);
    },
  };
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found. 未找到。\n');
}

function run(handle: Handler, request: IncomingMessage, response: ServerResponse, log: Logger): void {
  Promise.resolve()
    .then(() => handle(request, response))
    .catch((error: unknown) => {
      log.error({ err: error, path: request.url?.split('?', 1)[0] }, 'request failed');
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end('Internal error. 内部错误。\n');
    });
}
