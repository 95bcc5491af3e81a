import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerFromMemory } from './memory-subgraph.ts';
import { WORLD } from './world.ts';

/** What no client may ever see. */
export const SECRET = 'mongodb://root:hunter2@10.0.0.7/secret';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** The ways in which the shaky subgraph misbehaves. */
export const MISBEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  hangs: () => {},
  'resets the connection': (request) => request.socket.destroy(),
  'answers garbage': (_request, response) => response.end('\u0000<html>not JSON{{{'),
  'answers JSON of another kind': (_request, response) => response.end('[1, "two", {"data": 3}]'),
  'answers values of the wrong types': (_request, response) => response.end('{"data":{"shaky":{"deep":[{}]}}}'),
  'redirects with 307': (request, response) =>
    response.writeHead(307, { location: `http://${request.headers.host}/stolen` }).end(),
  'answers 500 with secrets': (_request, response) =>
    response
      .writeHead(500, { 'content-type': 'application/json' })
      .end(JSON.stringify({ errors: [{ message: SECRET, extensions: { stack: SECRET, code: SECRET } }] })),
  'answers 200 with secrets in its errors': (_request, response) =>
    response.end(
      JSON.stringify({
        data: { shaky: null },
        errors: [{ message: SECRET, path: ['shaky'], extensions: { exception: SECRET } }],
      }),
    ),
  'sends a body of 1 GB': (_request, response) => sendGigabyte(response),
  'sends a byte a second': (_request, response) => {
    const timer = setInterval(() => response.write(' '), 1_000);
    response.on('close', () => clearInterval(timer));
  },
};

export interface ShakySubgraph {
  readonly url: string;
  behave: Behaviour;
  /** Requests that reached the address a redirect pointed to, with what they carried. */
  readonly stolen: IncomingMessage[];
  close(): Promise<void>;
}

/** The subgraphs that never fail, each under its name. Apart from the shaky one, so that they are never busy with that. */
export async function startWorldSubgraphs(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const resolvers = WORLD[request.url?.slice(1) ?? ''];
    const { query, variables } = JSON.parse(await text(request));
    const answer = resolvers === undefined ? { errors: [] } : answerFromMemory(resolvers, query, variables ?? {});
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  server.keepAliveTimeout = 600_000;
  return listen(server);
}

/** The shaky subgraph, over real sockets. */
export async function startShakySubgraph(): Promise<ShakySubgraph> {
  const stolen: IncomingMessage[] = [];
  const subgraphs = { behave: fine, stolen };
  const server = createServer((request, response) => {
    if (request.url === '/stolen') stolen.push(request);
    request.resume();
    subgraphs.behave(request, response);
  });
  return Object.assign(subgraphs, await listen(server));
}

async function listen(server: Server): Promise<{ readonly url: string; close(): Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}

export const fine: Behaviour = (_request, response) => response.end('{"data":{"shaky":"fine"}}');

function sendGigabyte(response: ServerResponse): void {
  const block = Buffer.alloc(1024 * 1024, 0x61);
  let sent = 0;
  const more = () => {
    while (sent++ < 1_024) {
      if (response.destroyed) return;
      if (!response.write(block)) return void response.once('drain', more);
    }
    response.end('"}}');
  };
  response.write('{"data":{"shaky":"');
  more();
}
