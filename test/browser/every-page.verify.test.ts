import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seriousViolations } from './axe.ts';
import { enumWords } from './enum-words.ts';
import { type PortalPage, portalPages } from './pages.ts';
import { type PortalWorld, startPortal } from './portal.ts';
import { prepareRecords, RECORDS_START_AT } from './records.ts';
import { beyondTheEdge, type ShownText, shownTexts } from './shown.ts';
import { chineseMatcher, portalTexts } from './texts.ts';
import { startTour, type Tour, tourOrder } from './tour.ts';

/** Areas that are in Chinese only: administration (issue 9). */
const CHINESE_ONLY = new Set(['admin']);
/** Titles that a page may not show to somebody who is meant to see it. */
const FAILURES = /^frame:(failure\..*(?<!Text)|state\.(forbidden|broken)Title|login\.neededTitle|notFound\.title)$/;
const RAW_ID = /\b(mdj|hlj):[a-zA-Z-]+:[0-9A-Z]{20,}/;
const TEXT_KEY = /^[a-z][A-Za-z]*(\.[a-z][A-Za-z]*)+$/;

const pages = await portalPages();
const zh = await portalTexts('zh');
const failures = new Set([...zh].filter(([key]) => FAILURES.test(key)).map(([, text]) => text));
const isChinese = chineseMatcher(zh);

let world: PortalWorld;
let tour: Tour;

beforeAll(async () => {
  world = await startPortal({ startsAt: RECORDS_START_AT });
  tour = startTour(world, pages, await prepareRecords(world));
});
afterAll(() => world?.close());

/** Pages whose matter is the records' ids and the events' names themselves. */
const TECHNICAL = new Set(['/admin/audit']);

/** What nobody should read on a page. */
const unwelcome = ({ path }: PortalPage, shown: readonly ShownText[]) => {
  const texts = shown.filter(({ text }) => !TECHNICAL.has(path) || !(RAW_ID.test(text) || TEXT_KEY.test(text)));
  const those = (is: (text: string) => boolean) => texts.filter(({ text }) => is(text)).map(({ text }) => text);
  return {
    failures: those((text) => failures.has(text)),
    keys: those((text) => TEXT_KEY.test(text)),
    ids: those((text) => RAW_ID.test(text)),
    enumWords: those((text) => enumWords.has(text)),
  };
};
const NOTHING = { failures: [], keys: [], ids: [], enumWords: [] };

describe.each(tourOrder(pages))('$area $path', (page) => {
  test('is whole, in Chinese, accessible at 1280 and 390 pixels', async () => {
    const session = await tour.visit(page);
    expect(await session.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    expect.soft(unwelcome(page, await shownTexts(session.page))).toEqual(NOTHING);
    expect.soft(await seriousViolations(session.page)).toEqual([]);
    await session.page.setViewportSize({ width: 390, height: 844 });
    try {
      await session.settled();
      expect.soft(await seriousViolations(session.page)).toEqual([]);
      expect.soft(await beyondTheEdge(session.page)).toEqual([]);
    } finally {
      await session.page.setViewportSize({ width: 1280, height: 900 });
    }
  });

  test.skipIf(CHINESE_ONLY.has(page.area))('speaks English', async () => {
    const session = await tour.visit(page, 'en');
    expect(await session.page.locator('html').getAttribute('lang')).toBe('en');
    const texts = await shownTexts(session.page);
    const chinese = texts.filter(({ text, lang }) => !lang.startsWith('zh') && isChinese(text));
    expect.soft(chinese.map(({ text }) => text)).toEqual([]);
    expect.soft(unwelcome(page, texts)).toEqual(NOTHING);
  });
});

test('no page is in two areas', () => {
  const paths = pages.map(({ path }) => path);
  expect(paths).toHaveLength(new Set(paths).size);
});
