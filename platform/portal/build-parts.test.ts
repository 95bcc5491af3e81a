import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isBeingBuilt, withBuildLock } from './build-lock.ts';
import { reasonOf } from './build-reason.ts';
import { isFresh, sourcesHash } from './sources-hash.ts';
import { emptyDirectory, writeBuild } from './testing.ts';

let directory: string;
beforeEach(async () => {
  directory = await emptyDirectory();
});
afterEach(() => rm(directory, { recursive: true }));

test('builds wait for each other', async () => {
  const order: string[] = [];
  const build = (name: string) =>
    withBuildLock(directory, async () => {
      order.push(`${name} begins`);
      expect(await isBeingBuilt(directory)).toBe(true);
      await sleep(20);
      order.push(`${name} ends`);
    });
  await Promise.all([build('a'), build('b')]);
  expect(order.map((line) => line.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends']);
  expect(await isBeingBuilt(directory)).toBe(false);
});

test('a failed build gives the lock back; a dead process’s lock counts for nothing', async () => {
  await expect(withBuildLock(directory, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await writeFile(join(directory, 'lock'), '2147483646');
  expect(await isBeingBuilt(directory)).toBe(false);
  expect(await withBuildLock(directory, async () => 'built')).toBe('built');
});

test('the hash follows sources and locked versions, not tests, documents or builds', async () => {
  const lockfile = join(directory, 'package-lock.json');
  const sources = join(directory, 'portal');
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(join(sources, name, '..'), { recursive: true });
    await writeFile(join(sources, name), text);
  };
  const hash = (): Promise<string | null> => sourcesHash(sources, lockfile);
  await writeFile(lockfile, '{}');
  expect(await hash()).toBeNull();
  await write('index.html', '<!doctype html>');
  await write('src/main.tsx', 'start()');
  const first = await hash();
  for (const name of ['src/main.test.ts', 'README.md', 'dist/index.html', '.build/next/a.js']) {
    await write(name, 'other');
    expect(await hash()).toBe(first);
  }
  await write('src/main.tsx', 'start(1)');
  const second = await hash();
  expect(second).not.toBe(first);
  await writeFile(lockfile, '{"changed":true}');
  expect(await hash()).not.toBe(second);
});

test('a build is fresh when it was made of these sources', async () => {
  expect(await isFresh('sources-1', directory)).toBe(false);
  await writeBuild(directory);
  expect(await isFresh('sources-1', directory)).toBe(true);
  expect(await isFresh('sources-2', directory)).toBe(false);
});

test('a failed build is told in the line that says most', () => {
  const output = `\u001b[31m✗\u001b[39m Build failed in 2.03s
node:internal/modules/run_main:107
    triggerUncaughtException(
    ^

Build failed with 1 error:

\u001b[31m[UNRESOLVED_IMPORT] \u001b[0mCould not resolve './page.tsx' in portal/src/areas/lab/routes.tsx
    at file:///work/portal/build.ts:60:23
The portal could not be built; the lines above say why.`;
  expect(reasonOf(output)).toBe(
    "[UNRESOLVED_IMPORT] Could not resolve './page.tsx' in portal/src/areas/lab/routes.tsx",
  );
  expect(reasonOf('killed\n')).toBe('killed');
  expect(reasonOf('')).toBe('');
});
