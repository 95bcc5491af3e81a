import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { testContext } from './executor/test-gateway.ts';
import { type RemoteTransportOptions, remoteTransport } from './transport-remote.ts';
import type { RequestContext, SubgraphRequest, SubgraphTransport } from './types.ts';

const open: { server: Server; transport: SubgraphTransport }[] = [];

afterEach(async () => {
  for (const { server, transport } of open.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await transport.close().catch(() => undefined);
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

async function to(answer: Answer, options: Partial<RemoteTransportOptions> = {}): Promise<SubgraphTransport> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => answer(request, response, body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = remoteTransport({ name: 'far', url: `http://127.0.0.1:${port}/graphql`, ...options });
  open.push({ server, transport });
  return transport;
}

const request = (changes: Partial<RequestContext> = {}): SubgraphRequest => ({
  subgraph: 'far',
  query: 'query($a:Int,$representations:[_Any!]!){x}',
  kind: 'query',
  variables: { a: 1 },
  representations: { representations: ['{"__typename":"T","id":"1"}'] },
  context: testContext(undefined, changes),
});

it('sends the operation, the signature over the exact body, and only the headers that may go on', async () => {
  let seen: { headers?: IncomingMessage['headers']; body?: string } = {};
  const transport = await to(
    ({ headers }, response, body) => {
      seen = { headers, body };
      response.end('{"data":{"x":1}}');
    },
    { sign: (_request, body) => ({ 'x-proof': String(body.length) }) },
  );
  const headers = { 'accept-language': 'zh', 'x-secret': 'no', authorization: 'no' };
  expect(await transport.execute(request({ headers }))).toEqual({ data: { x: 1 } });
  expect(JSON.parse(seen.body ?? '')).toEqual({
    query: 'query($a:Int,$representations:[_Any!]!){x}',
    variables: { a: 1, representations: [{ __typename: 'T', id: '1' }] },
  });
  expect(seen.headers).toMatchObject({ 'x-proof': String(seen.body?.length), 'accept-language': 'zh' });
  expect(seen.headers?.['x-secret']).toBeUndefined();
  expect(seen.headers?.authorization).toBeUndefined();
});

it('takes a GraphQL answer whatever its status', async () => {
  const transport = await to((_request, response) => response.writeHead(400).end('{"errors":[{"message":"m"}]}'));
  expect(await transport.execute(request())).toEqual({ errors: [{ message: 'm' }] });
});

it('never follows a redirect', async () => {
  let followed = false;
  const target = createServer((_request, response) => {
    followed = true;
    response.end('{"data":{}}');
  });
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
  const { port } = target.address() as AddressInfo;
  const transport = await to((_request, response) =>
    response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end(),
  );
  await expect(transport.execute(request())).rejects.toMatchObject({ code: 'SUBGRAPH_BAD_ANSWER' });
  expect(followed).toBe(false);
  await new Promise((resolve) => target.close(resolve));
});

it.each<[string, Answer, string]>([
  ['garbage', (_request, response) => response.end('<html>'), 'SUBGRAPH_BAD_ANSWER'],
  ['JSON that is no GraphQL', (_request, response) => response.end('[1]'), 'SUBGRAPH_BAD_ANSWER'],
  [
    'a 500 with secrets',
    (_request, response) => response.writeHead(500).end('password=hunter2'),
    'SUBGRAPH_UNAVAILABLE',
  ],
  ['a reset', (message) => message.socket.destroy(), 'SUBGRAPH_UNAVAILABLE'],
  [
    'a body without end',
    (_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(timer));
    },
    'SUBGRAPH_BAD_ANSWER',
  ],
])('refuses %s, and tells nothing of it', async (_what, answer, code) => {
  const transport = await to(answer, { maxResponseBytes: 200_000 });
  const failure: unknown = await transport.execute(request()).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code });
  expect((failure as Error).message).not.toMatch(/hunter2|127\.0\.0\.1/);
});

it('gives up on a subgraph that says nothing, at its own limit or at the deadline of the request', async () => {
  const transport = await to(() => undefined, { timeoutMs: 30 });
  await expect(transport.execute(request())).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
  const patient = await to(() => undefined, { timeoutMs: 60_000 });
  await expect(patient.execute(request({ deadline: performance.now() + 30 }))).rejects.toMatchObject({
    code: 'SUBGRAPH_TIMEOUT',
  });
});

it('stops when the client goes away', async () => {
  let closed: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const transport = await to((_request, response) => response.on('close', closed));
  const client = new AbortController();
  const running = transport.execute(request({ signal: client.signal }));
  setTimeout(() => client.abort(), 20);
  await expect(running).rejects.toMatchObject({ code: 'REQUEST_CANCELLED' });
  await gone;
});

it('reads a long answer in turns once a megabyte has come, and a short one at once', async () => {
  const text = (length: number) => 'x'.repeat(length);
  const transport = await to((_request, response, body) =>
    response.end(JSON.stringify({ data: { x: text(body.includes('"a":1') ? 500_000 : 4_000_000) } })),
  );
  const turns: (number | undefined)[] = [];
  const turn = async (laterMs?: number) => {
    turns.push(laterMs);
    await new Promise((resolve) => setTimeout(resolve, 1));
  };
  expect(await transport.execute(request({ turn }))).toEqual({ data: { x: text(500_000) } });
  expect(turns).toEqual([]);
  expect(await transport.execute({ ...request({ turn }), variables: { a: 2 } })).toEqual({
    data: { x: text(4_000_000) },
  });
  expect(turns.length).toBeGreaterThan(10);
  expect(turns.length).toBeLessThan(50);
  expect(new Set(turns)).toEqual(new Set([1]));
});
