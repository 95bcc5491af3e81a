import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from './documents.ts';
import { GatewayError } from './errors.ts';
import { createGatewayServer, type GatewayServer, type GatewayServerOptions } from './front-server.ts';
import { createLogger } from './telemetry/logger.ts';
import { ANONYMOUS, LocalEngine } from './testing.ts';
import type { Authenticate, RequestContext } from './types.ts';

const SDL = `
  type Query { hello(name: String): String! secret: String slow(ms: Int!): String items(first: Int = 10): [Item!]! context: String fails: String }
  type Mutation { bump: Int! }
  type Item { id: ID! items(first: Int = 5): [Item!]! }
`;

let bumps = 0;
const item = (id: number): object => ({
  id,
  items: ({ first }: { first: number }) => Array.from({ length: first }, (_, index) => item(index)),
});
const rootValue = {
  hello: ({ name }: { name?: string }) => `hello ${name ?? 'world'}`,
  secret: () => 'the secret',
  slow: ({ ms }: { ms: number }) => new Promise((resolve) => setTimeout(() => resolve(`slept ${bumps}`), ms)),
  items: ({ first }: { first: number }) => Array.from({ length: first }, (_, index) => item(index)),
  context: (_: unknown, context: RequestContext) => JSON.stringify({ ...context, identity: context.identity.key }),
  fails: () => {
    throw new Error('password=hunter2 at http://10.0.0.1/');
  },
  bump: () => ++bumps,
};

const authenticate: Authenticate = async (headers) => {
  const token = headers.authorization;
  if (token === undefined) return { ...ANONYMOUS, claims: headers };
  if (token === 'Bearer good')
    return { key: 'wang', scopes: new Set(['user', 'secrets:read']), anonymous: false, claims: headers };
  if (token === 'Bearer plain') return { key: 'li', scopes: new Set(['user']), anonymous: false, claims: headers };
  throw new GatewayError('UNAUTHENTICATED');
};

let engine: LocalEngine;
let gateway: GatewayServer;

async function start(options: Partial<GatewayServerOptions> = {}): Promise<GatewayServer> {
  engine = new LocalEngine({ sdl: SDL, rootValue, access: { secret: 'secrets:read' } });
  // The machine that runs the tests may be busy: shedding has its own test.
  const limits = { maxEventLoopDelayMs: 60_000, maxRssBytes: 64 * 2 ** 30, ...options.limits };
  return createGatewayServer({
    gateway: engine,
    authenticate,
    port: 0,
    logger: createLogger({ level: process.env.LOG ?? 'silent' }),
    ...options,
    limits,
  });
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; extensions: { code: string } }[];
  };
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': 'en', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, json: (await response.json()) as Answer['json'] };
}

async function get(search: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${gateway.url}${search}`, { headers: { 'accept-language': 'en', ...headers } });
  return { status: response.status, headers: response.headers, json: (await response.json()) as Answer['json'] };
}

const codeOf = ({ json }: Answer) => json.errors?.[0]?.extensions.code;

describe('GraphQL over HTTP', () => {
  beforeAll(async () => {
    gateway = await start();
  });
  afterAll(() => gateway.close());

  it.each([1, 2, 3])('answers a query, cold and hot (%i)', async () => {
    const answer = await post({ query: 'query($n: String) { hello(name: $n) }', variables: { n: '牡丹' } });
    expect(answer.json).toEqual({ data: { hello: 'hello 牡丹' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-correlation-id')).toMatch(/^[\w-]{36}$/);
  });

  it('keeps a correlation id that looks like one', async () => {
    expect(
      (await post({ query: '{hello}' }, { 'x-correlation-id': 'abc-12345' })).headers.get('x-correlation-id'),
    ).toBe('abc-12345');
    expect(
      (await post({ query: '{hello}' }, { 'x-correlation-id': '<script>alert(1)' })).headers.get('x-correlation-id'),
    ).not.toContain('<');
  });

  it('serves queries by GET and refuses mutations there', async () => {
    expect((await get('?query={hello}')).json).toEqual({ data: { hello: 'hello world' } });
    const refused = await get('?query=mutation{bump}');
    expect([refused.status, refused.headers.get('allow'), codeOf(refused)]).toEqual([
      405,
      'GET, POST',
      'METHOD_NOT_ALLOWED',
    ]);
  });

  it.each([
    [{ query: '{ hello ' }, 'GRAPHQL_PARSE_FAILED', 200, 400],
    [{ query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED', 200, 400],
    [{ query: 'query($ms: Int!) { slow(ms: $ms) }' }, 'BAD_USER_INPUT', 200, 400],
    [{ query: 'query A {hello} query B {hello}', operationName: 'C' }, 'OPERATION_RESOLUTION_FAILURE', 200, 400],
    [{}, 'BAD_REQUEST', 400, 400],
    [{ query: 1 }, 'BAD_REQUEST', 400, 400],
    [{ query: '{hello}', variables: [] }, 'BAD_REQUEST', 400, 400],
    ['{"query": "{hello}"', 'BAD_REQUEST', 400, 400],
    [[{ query: '{hello}' }], 'BATCHING_DISABLED', 400, 400],
  ])(
    'answers %j with %s: %i as application/json, %i as application/graphql-response+json',
    async (body, code, asJson, asResponse) => {
      const json = await post(body, { accept: 'application/json' });
      expect([json.status, codeOf(json)]).toEqual([asJson, code]);
      const response = await post(body, { accept: 'application/graphql-response+json' });
      expect([response.status, codeOf(response), response.headers.get('content-type')]).toEqual([
        asResponse,
        code,
        'application/graphql-response+json; charset=utf-8',
      ]);
    },
  );

  it('does not say which fields there are when introspection is off', async () => {
    const answer = await post({ query: '{ helo }' });
    expect(answer.json.errors?.[0]?.message).not.toContain('Did you mean');
    expect(codeOf(await post({ query: '{ __schema { types { name } } }' }))).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('refuses other methods, media types and encodings', async () => {
    expect((await fetch(gateway.url, { method: 'PUT' })).status).toBe(405);
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('{}', { 'content-type': 'application/json; charset=gbk' })).status).toBe(415);
    expect((await post('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect((await post({ query: '{hello}' }, { accept: 'text/css' })).status).toBe(406);
  });

  it('refuses bodies that are not UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from('{"query":"{hello(name:\\"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('\\")}"}'),
    ]);
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(400);
  });

  it('says what is wrong with a request in one language', async () => {
    const said = async (language: string) => {
      const answer = await post('not JSON', { 'accept-language': language });
      return answer.json.errors?.[0]?.message;
    };
    expect(await said('zh-CN')).toBe('请求不是有效的 GraphQL 请求：请求体不是有效的 JSON。');
    expect(await said('en')).toBe('The request is not a GraphQL request: the body is not JSON.');
  });

  it('speaks Chinese unless asked otherwise', async () => {
    expect((await post({}, { 'accept-language': 'zh-CN,zh;q=0.9' })).json.errors?.[0]?.message).toContain(
      '请求不是有效的',
    );
    expect((await post({}, { 'accept-language': 'en-GB' })).json.errors?.[0]?.message).toContain(
      'not a GraphQL request',
    );
  });

  it('never repeats what a resolver threw', async () => {
    const answer = await post({ query: '{ fails hello }' });
    expect(answer.json.data).toEqual({ fails: null, hello: 'hello world' });
    expect(JSON.stringify(answer.json)).not.toContain('hunter2');
  });

  it('compresses large answers for clients that take it', async () => {
    const body = JSON.stringify({ query: '{ items(first: 60) { id items(first: 2) { id } } }' });
    const raw = await new Promise<{ headers: Record<string, unknown>; bytes: Buffer }>((resolve, reject) => {
      const request = httpRequest(
        gateway.url,
        { method: 'POST', headers: { 'content-type': 'application/json', 'accept-encoding': 'gzip' } },
        (response) => {
          const chunks: Buffer[] = [];
          response
            .on('data', (chunk: Buffer) => chunks.push(chunk))
            .on('end', () => resolve({ headers: response.headers, bytes: Buffer.concat(chunks) }));
        },
      );
      request.on('error', reject).end(body);
    });
    expect(raw.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(raw.bytes).toString()).data.items).toHaveLength(60);
  });
});

describe('who asks', () => {
  beforeAll(async () => {
    gateway = await start({ allowedOrigins: ['https://portal.example'] });
  });
  afterAll(() => gateway.close());

  it('shows cookies and internal headers to nobody', async () => {
    const answer = await post(
      { query: '{ context }' },
      { cookie: 'session=1', 'x-mudan-claims': 'admin', authorization: 'Bearer good' },
    );
    expect(JSON.stringify(answer.json)).toContain('wang');
    expect(JSON.stringify(answer.json)).not.toMatch(/session=1|admin/);
  });

  it('refuses bad tokens with 401 and a challenge', async () => {
    const answer = await post({ query: '{ hello }' }, { authorization: 'Bearer stale' });
    expect([answer.status, codeOf(answer), answer.headers.get('www-authenticate')]).toEqual([
      401,
      'UNAUTHENTICATED',
      'Bearer',
    ]);
  });

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'none' }, 200],
    [{ origin: 'https://portal.example', 'sec-fetch-site': 'cross-site' }, 200],
    [{ origin: 'null' }, 403],
  ])('meets %j with %i', async (headers, status) => {
    const raw = await new Promise<number>((resolve, reject) => {
      httpRequest(`${gateway.url}?query={hello}`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
    expect(raw).toBe(status);
  });

  it('lets pages of allowed origins read, without credentials', async () => {
    const preflight = await fetch(gateway.url, { method: 'OPTIONS', headers: { origin: 'https://portal.example' } });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://portal.example');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('the hot path', () => {
  beforeEach(async () => {
    gateway = await start();
  });
  afterEach(() => gateway.close());

  it('prepares a document until it has been served twice, then no more', async () => {
    for (let count = 0; count < 5; count++) await post({ query: '{ hello }' });
    expect(engine.prepared).toBe(2);
    expect(engine.executed).toBe(5);
  });

  it('keeps no document that was refused', async () => {
    for (let count = 0; count < 4; count++)
      expect(codeOf(await post({ query: '{ secret }' }, { authorization: 'Bearer plain' }))).toBe('FORBIDDEN');
    expect(engine.prepared).toBe(4);
  });

  it('starts again with a new generation', async () => {
    for (let count = 0; count < 3; count++) await post({ query: '{ hello }' });
    engine.swap(SDL.replace('hello(name: String)', 'hello(name: String, more: Int)'));
    await post({ query: '{ hello }' });
    expect(engine.prepared).toBe(3);
    await post({ query: '{ hello }' });
    expect(engine.prepared).toBe(3);
    expect((await post({ query: '{ hello(more: 1) }' })).json.data).toEqual({ hello: 'hello world' });
  });
});

describe('persisted and trusted documents', () => {
  afterEach(() => gateway.close());
  const query = '{ hello }';
  const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };

  it('learns a document by its hash', async () => {
    gateway = await start();
    expect(codeOf(await post({ extensions }))).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(codeOf(await post({ query: '{ other }', extensions }))).toBe('BAD_REQUEST');
    expect((await post({ query, extensions })).json.data).toEqual({ hello: 'hello world' });
    for (let count = 0; count < 3; count++)
      expect((await post({ extensions })).json.data).toEqual({ hello: 'hello world' });
  });

  it('enforces the safelist on both paths', async () => {
    const texts = new Map([[sha256(query), query]]);
    gateway = await start({ safelist: 'enforce', trusted: { get: (hash) => texts.get(hash) } });
    for (let count = 0; count < 4; count++) {
      expect((await post({ documentId: `sha256:${sha256(query)}` })).json.data).toEqual({ hello: 'hello world' });
      expect((await post({ query })).json.data).toEqual({ hello: 'hello world' });
      const refused = await post({ query: '{ hello hello }' });
      expect([refused.status, codeOf(refused)]).toEqual([403, 'DOCUMENT_NOT_TRUSTED']);
    }
  });

  it('only counts in log mode', async () => {
    gateway = await start({ safelist: 'log', trusted: { get: () => undefined } });
    expect((await post({ query })).json.data).toEqual({ hello: 'hello world' });
    expect(await gateway.front.metrics.registry.metrics()).toContain('mudan_gateway_untrusted_documents_total 1');
  });

  it('does not pretend to have a safelist without documents', async () => {
    await expect(start({ safelist: 'enforce' })).rejects.toThrow('trusted documents');
    gateway = await start();
  });
});

describe('keeping going', () => {
  afterEach(() => gateway.close(100));

  it('tells when it is live and ready', async () => {
    gateway = await start();
    const base = `http://127.0.0.1:${gateway.port}`;
    expect((await fetch(`${base}/live`)).status).toBe(200);
    expect(await (await fetch(`${base}/ready`)).json()).toMatchObject({
      ready: true,
      generation: engine.currentGeneration()?.id,
    });
    engine.swap(undefined);
    expect((await fetch(`${base}/ready`)).status).toBe(503);
    expect([(await post({ query: '{hello}' })).status]).toEqual([503]);
    expect(await (await fetch(`${base}/metrics`)).text()).toContain(
      'mudan_gateway_requests_total{path="cold",status="503"} 1',
    );
  });

  it('shows its metrics to this machine and to chosen networks only', async () => {
    const read = async (headers: Record<string, string> = {}) =>
      (await fetch(`http://127.0.0.1:${gateway.port}/metrics`, { headers })).status;
    const passedOn = { 'x-forwarded-for': '198.51.100.7' };
    gateway = await start();
    // A proxy on the same machine that nobody told the gateway about: its connection is local, its client is not.
    expect([await read(), await read(passedOn), await read({ forwarded: 'for=127.0.0.1' })]).toEqual([200, 403, 403]);
    await gateway.close(100);
    gateway = await start({ trustedProxies: 1, metricsFrom: ['10.1.0.0/16'] });
    expect([await read(passedOn), await read({ 'x-forwarded-for': '10.1.2.3' })]).toEqual([403, 200]);
    expect(await read({ 'x-forwarded-for': '127.0.0.1, 198.51.100.7' })).toBe(403);
    await gateway.close(100);
    await expect(start({ metricsFrom: ['everywhere'] })).rejects.toThrow('everywhere is no address');
    gateway = await start();
  });

  it('refuses a document that is too long before it does anything with it', async () => {
    gateway = await start({ limits: { maxDocumentLength: 1_000 } });
    const refused = await post({ query: `{ hello(name: "${'x'.repeat(1_000)}") }` });
    expect([refused.status, codeOf(refused)]).toEqual([400, 'LIMIT_DOCUMENT']);
    expect((await post({ query: '{ hello }' })).status).toBe(200);
  });

  it('drains: unready at once, requests in flight are answered', async () => {
    gateway = await start();
    const running = post({ query: '{ slow(ms: 200) }' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const drained = gateway.front.drain();
    expect((await fetch(`http://127.0.0.1:${gateway.port}/ready`)).status).toBe(503);
    await drained;
    const answer = await running;
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
  });

  it('turns requests away when too many are in flight', async () => {
    gateway = await start({ limits: { maxInFlight: 2 } });
    const busy = [post({ query: '{ slow(ms: 300) }' }), post({ query: '{ slow(ms: 301) }' })];
    await new Promise((resolve) => setTimeout(resolve, 100));
    const refused = await post({ query: '{ hello }' });
    expect([refused.status, codeOf(refused), refused.headers.get('retry-after')]).toEqual([503, 'OVERLOADED', '2']);
    expect((await Promise.all(busy)).map(({ status }) => status)).toEqual([200, 200]);
  });

  it('limits what one identity may spend, and says until when', async () => {
    gateway = await start({ limits: { ratePoints: 320, rateColdPoints: 100 } });
    const ask = (token: string) => post({ query: '{ hello }' }, { authorization: `Bearer ${token}` });
    for (let count = 0; count < 2; count++) expect((await ask('good')).status).toBe(200);
    for (let count = 0; count < 10; count++) expect((await ask('good')).status).toBe(200);
    const query = '{ items(first: 100) { id items(first: 1) { id } } }';
    const refused = await post({ query }, { authorization: 'Bearer good' });
    expect([refused.status, codeOf(refused)]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask('plain')).status).toBe(200);
  });

  it('charges refused credentials to their address, and to nobody else who comes from there', async () => {
    gateway = await start({ limits: { ratePoints: 300, rateColdPoints: 100, rateHoldMs: 1 } });
    const ask = (headers: Record<string, string>) => post({ query: '{ hello }' }, headers);
    const guess = async (token: string) => codeOf(await ask({ authorization: `Bearer ${token}` }));
    expect([await guess('1'), await guess('2'), await guess('3'), await guess('4')]).toEqual([
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'UNAUTHENTICATED',
      'RATE_LIMITED',
    ]);
    expect([(await ask({})).status, (await ask({ authorization: 'Bearer good' })).status]).toEqual([200, 200]);
  });

  it('charges large bodies by their size, before they are read where it is announced', async () => {
    gateway = await start({ limits: { ratePoints: 150, rateColdPoints: 1, rateHoldMs: 1 } });
    const query = `{ hello } #${'x'.repeat(60_000)}`;
    const headers = { authorization: 'Bearer good' };
    expect([(await post({ query }, headers)).status, (await post({ query }, headers)).status]).toEqual([200, 200]);
    const unread = await new Promise<string>((resolve) => {
      const socket = connect(gateway.port, '127.0.0.1', () =>
        socket.write(
          'POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer good\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n',
        ),
      );
      socket.once('data', (data) => resolve(data.toString()));
    });
    expect(unread).toContain('429');
    const chunked = await fetch(gateway.url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: new Blob([JSON.stringify({ query })]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(chunked.status).toBe(429);
    expect((await post({ query }, { authorization: 'Bearer plain' })).status).toBe(200);
  });

  it('refuses what nests too deep before it is parsed, wherever in the body', async () => {
    gateway = await start({});
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const bodies = ['variables', 'extensions'].map((where) => `{"query":"{ hello }","${where}":{"deep":${deep}}}`);
    for (const body of [...bodies, deep]) {
      const refused = await post(body);
      expect([refused.status, codeOf(refused)]).toEqual([200, 'LIMIT_VARIABLES']);
    }
    expect((await post({ query: `{ hello(name: "${'['.repeat(100)}") }` })).json.data?.hello).toContain('[[[');
  });

  it('cuts off bodies that are too large or too slow', async () => {
    gateway = await start({ limits: { maxBodyBytes: 1_000, bodyTimeoutMs: 150, rateHoldMs: 300 } });
    const sentAt = performance.now();
    expect((await post({ query: `{ hello } #${'x'.repeat(2_000)}` })).status).toBe(413);
    expect(performance.now() - sentAt).toBeGreaterThan(290);
    const slow = await new Promise<string>((resolve) => {
      const socket = connect(gateway.port, '127.0.0.1', () =>
        socket.write(
          'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{',
        ),
      );
      socket.once('data', (data) => resolve(data.toString()));
    });
    expect(slow).toContain('408');
  });

  it('shows its page in development only, and it loads nothing from anywhere', async () => {
    gateway = await start({ development: true });
    const page = await fetch(gateway.url, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).not.toMatch(/https?:\/\//);
    expect((await post({ query: '{ __schema { queryType { name } } }' })).json.data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
  });
});

describe('batching', () => {
  afterEach(() => gateway.close(100));

  it('is answered in order when it is on, each operation by itself, and bounded', async () => {
    gateway = await start({ limits: { maxBatch: 3 } });
    const answer = await post([
      { query: '{ hello }' },
      { query: '{ secret }' },
      { query: '{ items(first: 1) { id } }' },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject([
      { data: { hello: 'hello world' } },
      { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
      { data: { items: [{ id: '0' }] } },
    ]);
    expect(codeOf(await post([1, 2, 3, 4].map(() => ({ query: '{ hello }' }))))).toBe('BATCHING_DISABLED');
    expect(codeOf(await post([]))).toBe('BAD_REQUEST');
  });
});
