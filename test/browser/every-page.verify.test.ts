import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousViolations } from './axe.ts';
import { enumWords } from './enum-words.ts';
import { hasParameters, leadsTo, type PortalPage, portalPages, viewerOf } from './pages.ts';
import { openAs } from './people.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { prepareRecords } from './records.ts';
import type { Session } from './session.ts';
import { linkedPaths, overflow, type ShownText, shownTexts } from './shown.ts';
import { chineseMatcher, portalTexts } from './texts.ts';

/** Areas that are in Chinese only: administration (issue 9). */
const CHINESE_ONLY = new Set(['admin']);
/** Titles that a page may not show to somebody who is meant to see it. */
const FAILURES = /^frame:(failure\..*(?<!Text)|state\.(forbidden|broken)Title|login\.neededTitle|notFound\.title)$/;
const RAW_ID = /\b(mdj|hlj):[a-zA-Z-]+:[0-9A-Z]{20,}/;
const TEXT_KEY = /^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+$/;

let world: PortalWorld;
const sessions = new Map<string | null, Session>();
const links = new Set<string>();
const pages = await portalPages();

beforeAll(async () => {
  world = await startPortal();
  for (const path of await prepareRecords(world)) links.add(path);
});
afterAll(() => world?.close());

async function sessionOf(viewer: string | null): Promise<Session> {
  const known = sessions.get(viewer);
  if (known) return known;
  const session = await openAs(world, viewer, viewer === 'official' ? 'hlj' : 'mdj');
  sessions.set(viewer, session);
  return session;
}

async function visit(page: PortalPage, language: 'zh' | 'en', address: string): Promise<Session> {
  const viewer = viewerOf(page);
  const session = await sessionOf(viewer);
  const url = new URL(address, world.origin(viewer === 'official' ? 'hlj' : 'mdj'));
  url.searchParams.set('lang', language);
  await session.page.goto(url.href);
  await session.settled();
  return session;
}

/** A page with parameters is opened by a link that other pages show: what nothing links to, nobody finds. */
function addressOf(page: PortalPage): string {
  if (!hasParameters(page)) return page.path;
  const link = [...links].find((address) => leadsTo(page, address));
  if (link === undefined) throw new Error(`no page that was looked at links to ${page.path}`);
  return link;
}

const zh = await portalTexts('zh');
const failures = new Set([...zh].filter(([key]) => FAILURES.test(key)).map(([, text]) => text));
const isChinese = chineseMatcher(zh);

const unwelcome = (texts: readonly ShownText[]) => ({
  failures: texts.filter(({ text }) => failures.has(text)).map(({ text }) => text),
  keys: texts.filter(({ text }) => TEXT_KEY.test(text)).map(({ text }) => text),
  ids: texts.filter(({ text }) => RAW_ID.test(text)).map(({ text }) => text),
  enumWords: texts.filter(({ text }) => enumWords.has(text)).map(({ text }) => text),
});
const CLEAN = { failures: [], keys: [], ids: [], enumWords: [] };

// Pages with parameters come last: the links to them are found on the others.
const inOrder = [...pages].sort((a, b) => Number(hasParameters(a)) - Number(hasParameters(b)));

describe.each(inOrder)('$area $path', (page) => {
  test('is whole, in Chinese, accessible at 1280 and 390 pixels', async () => {
    const session = await visit(page, 'zh', addressOf(page));
    for (const path of await linkedPaths(session.page)) links.add(path);
    expect(await session.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect(unwelcome(await shownTexts(session.page))).toEqual(CLEAN);
    expect(await seriousViolations(session.page)).toEqual([]);
    await session.page.setViewportSize({ width: 390, height: 844 });
    await session.settled();
    try {
      expect(await seriousViolations(session.page)).toEqual([]);
      expect({ overflow: await overflow(session.page) }).toEqual({ overflow: 0 });
    } finally {
      await session.page.setViewportSize({ width: 1280, height: 900 });
    }
  });

  test.skipIf(CHINESE_ONLY.has(page.area))('speaks English', async () => {
    const session = await visit(page, 'en', addressOf(page));
    expect(await session.page.locator('html').getAttribute('lang')).toBe('en');
    const texts = await shownTexts(session.page);
    expect(texts.filter(({ text, lang }) => !lang.startsWith('zh') && isChinese(text)).map(({ text }) => text)).toEqual(
      [],
    );
    expect(unwelcome(texts)).toEqual(CLEAN);
  });
});

test('no page is in two areas', () => {
  expect(pages.map(({ path }) => path)).toHaveLength(new Set(pages.map(({ path }) => path)).size);
});
