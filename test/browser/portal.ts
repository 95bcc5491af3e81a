import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { freePortPair } from '../../platform/walkthrough/ports.ts';
import { createWorld, type World } from '../../platform/walkthrough/world.ts';
import { launchChromium } from './chromium.ts';
import { at } from './seed-names.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Two linked platforms that serve the built portal, and a browser to look at it. */
export interface PortalWorld extends World {
  readonly browser: Browser;
  origin(platform: string): string;
  /** Somebody's browser, in the platforms' time. */
  open(options?: Partial<SessionOptions>): Promise<Session>;
  /** How far the platforms' clock is from the real one now, in milliseconds. */
  clockOffsetMs(): Promise<number>;
}

/** Builds the portal when it is not built or has changed, starts mdj and hlj on free ports in a folder of their own, seeded small, by default on Monday 2013-03-04, 08:00 in Asia/Shanghai. */
export async function startPortal({ scale = 0.1, startsAt = at(0, 8) } = {}): Promise<PortalWorld> {
  await buildPortal();
  const data = await mkdtemp(join(tmpdir(), 'mudan-browser-'));
  const world = await createWorld({ data, port: await freePortPair(), scale, startsAt });
  const browser = await launchChromium();
  const sessions: Session[] = [];
  const clockOffsetMs = async (): Promise<number> =>
    Date.parse((await (await world.operations('mdj')).advanceClock(0)).now) - Date.now();
  return {
    ...world,
    browser,
    origin: (platform) => world.config(platform).origin,
    clockOffsetMs,
    open: async (options = {}) => {
      const session = await openSession(browser, {
        origins: world.configs.map(({ origin }) => origin),
        clockOffsetMs: await clockOffsetMs(),
        ...options,
      });
      sessions.push(session);
      return session;
    },
    close: async () => {
      await browser.close();
      await world.close();
      await rm(data, { recursive: true, force: true, maxRetries: 5 });
      const faults = sessions.flatMap((session) => session.faults);
      if (faults.length > 0) throw new Error(`pages did what they must not:\n${[...new Set(faults)].join('\n')}`);
    },
  };
}

/** Does nothing when the build is of these sources. As an operator builds it: vitest's own NODE_ENV would make React's development build. */
async function buildPortal(): Promise<void> {
  const program = join(root, 'platform/portal/build.ts');
  const env = { ...process.env, NODE_ENV: 'production' };
  await promisify(execFile)(process.execPath, [program, '--if-stale'], { cwd: root, maxBuffer: 2 ** 26, env });
}
