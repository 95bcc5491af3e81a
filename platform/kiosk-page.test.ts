import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientsOf } from '../auth/oidc/clients.ts';
import { type ListeningServer, listen } from './http-server.ts';
import { KIOSK_PATH, kioskPage } from './kiosk-page.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
let server: ListeningServer;
let url: string;

beforeAll(async () => {
  server = await listen({ host: '127.0.0.1', port: 0, routes: [{ prefix: KIOSK_PATH, handle: kioskPage }], log });
  url = `http://127.0.0.1:${server.port}${KIOSK_PATH}`;
});
afterAll(() => server.close());

test('runs exactly its own script and style, and talks to its own platform only', async () => {
  const response = await fetch(url);
  const policy = response.headers.get('content-security-policy') ?? '';
  const html = await response.text();
  for (const [element, directive] of [
    ['script', 'script-src'],
    ['style', 'style-src'],
  ] as const) {
    const content = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(html)?.[1] ?? '';
    expect(policy).toContain(`${directive} 'sha256-${createHash('sha256').update(content).digest('base64')}'`);
  }
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
  expect(html).not.toMatch(/https?:\/\//);
});

test('its script is JavaScript that a browser can read', async () => {
  const script = /<script>([\s\S]*?)<\/script>/.exec(await (await fetch(url)).text())?.[1] ?? '';
  expect(() => new Function(script)).not.toThrow();
  expect(script).toContain('scanInstrument');
});

test('the provider lets a login come back to it', () => {
  const portal = clientsOf('http://localhost:4000', [], []).find((client) => client.client_id === 'mudan-portal');
  expect(portal?.redirect_uris).toContain('http://localhost:4000/kiosk');
});

test('answers GET only', async () => {
  expect((await fetch(url, { method: 'POST' })).status).toBe(405);
});
