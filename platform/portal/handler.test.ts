import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ListeningServer } from '../http-server.ts';
import { emptyDirectory, SCRIPT, servePortal, writeBuild } from './testing.ts';

const directories: string[] = [];
const servers: ListeningServer[] = [];
let server: ListeningServer;

async function directory(): Promise<string> {
  const made = await emptyDirectory();
  directories.push(made);
  return made;
}

async function served(from: string, isBeingBuilt?: boolean): Promise<ListeningServer> {
  const made = await servePortal(from, isBeingBuilt);
  servers.push(made);
  return made;
}

beforeAll(async () => {
  const built = await directory();
  await writeBuild(built);
  server = await served(built);
});
afterAll(async () => {
  for (const one of servers) await one.close();
  for (const one of directories) await rm(one, { recursive: true });
});

const get = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(`http://127.0.0.1:${server.port}${path}`, init);

/** The answer to a request whose bytes are ours: `fetch` would resolve `..` and decode what is coded. */
async function raw(path: string, headers = ''): Promise<{ readonly head: string; readonly body: Buffer }> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${headers}\r\n`);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  const end = bytes.indexOf('\r\n\r\n');
  return { head: bytes.subarray(0, end).toString(), body: bytes.subarray(end + 4) };
}

test('any path that nothing else answers is the one page, not cached, with a nonce of its own', async () => {
  const nonces = new Set<string>();
  for (const path of ['/', '/instruments/mdj:instrument:01', '/login/callback?code=x', '/%E4%BB%AA%E5%99%A8']) {
    const response = await get(path);
    const policy = response.headers.get('content-security-policy') ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
    expect(response.headers.get('etag')).toBeNull();
    const html = await response.text();
    expect(html).toContain(`<meta property="csp-nonce" nonce="${nonce}">`);
    expect(html).not.toContain('__MUDAN_CSP_NONCE__');
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(4);
});

test('the page may load and reach this origin only, and nobody may frame it', async () => {
  const { headers } = await get('/');
  const policy = new Map(
    (headers.get('content-security-policy') ?? '').split('; ').map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources.join(' ')];
    }),
  );
  expect(policy.get('default-src')).toBe("'none'");
  expect(policy.get('script-src')).toBe("'self'");
  expect(policy.get('connect-src')).toBe("'self'");
  expect(policy.get('frame-ancestors')).toBe("'none'");
  expect(policy.get('base-uri')).toBe("'none'");
  expect(policy.get('form-action')).toBe("'self'");
  expect(headers.get('content-security-policy')).not.toMatch(/unsafe|https?:|\*/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
  expect(headers.get('referrer-policy')).toBe('strict-origin-when-cross-origin');
  expect(headers.get('permissions-policy')).toContain('geolocation=()');
});

test('files whose names carry their hash are kept for a year, others asked for again', async () => {
  const script = await get('/assets/main-1a2b3c4d.js');
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  const icon = await get('/icon.svg');
  expect(icon.headers.get('cache-control')).toBe('no-cache');
  expect(icon.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
});

test('the coding that the browser likes best, made once at the build', async () => {
  const decoders = { br: brotliDecompressSync, gzip: gunzipSync } as const;
  for (const coding of ['br', 'gzip'] as const) {
    const { head, body } = await raw('/assets/main-1a2b3c4d.js', `accept-encoding: ${coding}\r\n`);
    expect(head.toLowerCase()).toContain(`content-encoding: ${coding}`);
    expect(head.toLowerCase()).toContain('vary: accept-encoding');
    expect(body.length).toBeLessThan(SCRIPT.length / 2);
    expect(decoders[coding](body).toString()).toBe(SCRIPT);
  }
  const { head, body } = await raw('/assets/main-1a2b3c4d.js');
  expect(head.toLowerCase()).not.toContain('content-encoding');
  expect(body.toString()).toBe(SCRIPT);
});

test('an unchanged file is not sent again; each coding has its own ETag', async () => {
  const first = await get('/icon.svg');
  const etag = first.headers.get('etag') ?? '';
  const again = await get('/icon.svg', { headers: { 'if-none-match': `"other", W/${etag}` } });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe('');
  const coded = async (coding: string): Promise<string | null> =>
    (await get('/assets/main-1a2b3c4d.js', { headers: { 'accept-encoding': coding } })).headers.get('etag');
  expect(await coded('br')).not.toBe(await coded('gzip'));
});

test('HEAD has the headers of GET and no body', async () => {
  for (const path of ['/', '/assets/main-1a2b3c4d.js', '/portal/config.json']) {
    const [head, whole] = await Promise.all([get(path, { method: 'HEAD' }), get(path)]);
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe(whole.headers.get('content-type'));
    expect(await head.text()).toBe('');
  }
});

test('the provider’s pages get the look of the build in the platform’s colour', async () => {
  const response = await get('/portal/login.css');
  expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(await response.text()).toMatch(/^@import '\/login\.css';\n:root\{--brand:#[0-9a-f]{6}\}/);
});

test('other methods are refused', async () => {
  const response = await get('/', { method: 'POST' });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('GET, HEAD');
});

test.each([
  '/../package.json',
  '/assets/../../package.json',
  '/%2e%2e/package.json',
  '/assets/%2e%2e%2f%2e%2e%2fpackage.json',
  '/assets\\..\\package.json',
  '/%00',
  '/%zz',
])('%s is refused', async (path) => {
  const { head, body } = await raw(path);
  expect(head).toMatch(/^HTTP\/1\.1 400 /);
  expect(body.toString()).not.toContain('dependencies');
});

test('what the server reads itself is not a file of the portal', async () => {
  for (const path of ['/build.json', '/documents.json', '/.vite/manifest.json', '/index.html'])
    expect((await get(path)).headers.get('content-type')).toBe('text/html; charset=utf-8');
  for (const path of ['/assets/main-1a2b3c4d.js.br', '/assets/main-00000000.js', '/portal/secret.json'])
    expect((await get(path)).status).toBe(404);
});

test('without a build: a page that says so and asks again', async () => {
  for (const [beingBuilt, text] of [
    [true, '门户正在构建'],
    [false, 'npm run build:portal'],
  ] as const) {
    const waiting = await served(await directory(), beingBuilt);
    const response = await fetch(`http://127.0.0.1:${waiting.port}/instruments`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await response.text();
    expect(html).toContain(text);
    expect(html).toContain('http-equiv="refresh"');
  }
});

test('a new build is served without a restart', async () => {
  const path = await directory();
  const following = await served(path);
  const page = async (): Promise<string> => (await fetch(`http://127.0.0.1:${following.port}/`)).text();
  expect(await page()).toContain('门户尚未构建');
  await writeBuild(path, 'first');
  expect(await page()).toContain('<title>first</title>');
  await new Promise((resolve) => setTimeout(resolve, 20));
  await writeBuild(path, 'second');
  expect(await page()).toContain('<title>second</title>');
});
