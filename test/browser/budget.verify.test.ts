import type { CDPSession } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PortalWorld, startPortal } from './portal.ts';

/** Issue 9: script that the first page may transfer, compressed. */
const FIRST_PAGE_BYTES = 300 * 1024;

let world: PortalWorld;
beforeAll(async () => {
  world = await startPortal({ scale: 0.03 });
});
afterAll(() => world?.close());

test.each(['mdj', 'hlj'])('the first page of %s stays within its budget of script', async (platform) => {
  const { page, context, settled } = await world.open();
  const network = await context.newCDPSession(page);
  const scripts = await transferredScripts(network);
  await network.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const startedAt = performance.now();
  await page.goto(`${world.origin(platform)}/`);
  const search = page.getByRole('main').getByRole('searchbox');
  await search.fill('拉伸试验');
  const interactive = performance.now() - startedAt;
  await settled();
  const bytes = scripts.bytes();
  console.log(
    `${platform}: first page ${(bytes / 1024).toFixed(0)} KiB of script as transferred, in ${scripts.count()} files; interactive after ${interactive.toFixed(0)} ms on a CPU slowed four times`,
  );
  expect(await search.inputValue()).toBe('拉伸试验');
  expect(scripts.count()).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(FIRST_PAGE_BYTES);
});

/** Counts the bytes of scripts as they come over the wire, headers included. */
async function transferredScripts(network: CDPSession) {
  const isScript = new Set<string>();
  const bytes = new Map<string, number>();
  network.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'Script') isScript.add(requestId);
  });
  network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => bytes.set(requestId, encodedDataLength));
  await network.send('Network.enable');
  const ofScripts = () => [...bytes].filter(([id]) => isScript.has(id));
  return {
    count: () => ofScripts().length,
    bytes: () => ofScripts().reduce((sum, [, length]) => sum + length, 0),
  };
}
