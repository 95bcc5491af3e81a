import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { networkConfigs } from '../config.ts';
import { type RunningPlatform, startPlatform } from '../start-platform.ts';
import { withPinnedKeys } from '../trust.ts';
import { freePortPair } from '../walkthrough/ports.ts';
import { sealBuild } from './seal-build.ts';
import { emptyDirectory, writeBuild } from './testing.ts';

/** A whole platform that refuses every document but its portal's. */

const TRUSTED = 'query Portal_Trusted {\n  __typename\n}';
const LATER = 'query Portal_Later {\n  __typename\n}';
let data: string;
let dist: string;
let origin: string;
let running: RunningPlatform;

async function build(documents: readonly string[]): Promise<void> {
  await writeBuild(dist);
  const named = documents.map((text) => [createHash('sha256').update(text).digest('hex'), text]);
  await writeFile(join(dist, 'documents.json'), JSON.stringify(Object.fromEntries(named)));
  await sealBuild(dist, String(documents.length));
}

beforeAll(async () => {
  [data, dist] = await Promise.all([emptyDirectory(), emptyDirectory()]);
  await build([TRUSTED]);
  vi.stubEnv('MUDAN_SAFELIST', 'enforce');
  vi.stubEnv('MUDAN_PORTAL_DIST', dist);
  const port = await freePortPair();
  const [config] = await withPinnedKeys(networkConfigs({ network: 'two', data, port, production: true, scale: 1 }));
  if (config === undefined) throw new Error('a network of two has a city');
  origin = config.origin;
  running = await startPlatform(config, () => undefined);
});
afterAll(async () => {
  await running?.close();
  vi.unstubAllEnvs();
  await Promise.all([data, dist].map((path) => rm(path, { recursive: true, force: true })));
});

async function ask(query: string): Promise<{ readonly data?: unknown; readonly code: unknown }> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const body = (await response.json()) as { data?: unknown; errors?: { extensions?: { code?: unknown } }[] };
  return { data: body.data, code: body.errors?.[0]?.extensions?.code };
}

test('the portal’s documents are served from the first request on, all others refused', async () => {
  expect(await ask(TRUSTED)).toEqual({ data: { __typename: 'Query' }, code: undefined });
  expect((await ask(`${TRUSTED} `)).code).toBe('DOCUMENT_NOT_TRUSTED');
});

test('documents of a new build are trusted when its page is first served', async () => {
  expect((await ask(LATER)).code).toBe('DOCUMENT_NOT_TRUSTED');
  await build([TRUSTED, LATER]);
  await vi.waitFor(
    async () => {
      await (await fetch(`${origin}/`)).text();
      expect(await ask(LATER)).toEqual({ data: { __typename: 'Query' }, code: undefined });
    },
    { timeout: 5_000, interval: 200 },
  );
});

test('the portal takes no other route’s place', async () => {
  const page = await fetch(`${origin}/instruments`);
  expect(await page.text()).toContain('/assets/main-1a2b3c4d.js');
  for (const path of ['/live', '/oidc/.well-known/openid-configuration', '/federation/list'])
    expect((await fetch(origin + path)).headers.get('content-security-policy') ?? '').not.toContain('nonce-');
  expect((await fetch(`${origin}/files/unknown`)).status).toBe(404);
});
