import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { addressOf, firstName, PAGES, type SearchedPage, searchOf } from './pages.ts';

const parameters = (text: string): URLSearchParams => new URLSearchParams(text);

test('a search is what narrows the page, not how it is drawn', () => {
  const address = parameters('q= 扫描电镜 &scope=OWN&status=AVAILABLE&sort=NEWEST&view=table&utm=x&district=');
  expect(searchOf('INSTRUMENTS', address)).toEqual({
    page: 'INSTRUMENTS',
    text: '扫描电镜',
    facets: [
      { name: 'scope', value: 'OWN' },
      { name: 'status', value: 'AVAILABLE' },
    ],
    sort: 'NEWEST',
  });
});

test('a kept search leads back to the same search', () => {
  const address = parameters('kind=INVENTION&field=新材料&title=一种');
  const search = searchOf('PATENTS', address);
  const [path, query = ''] = addressOf(search).split('?');
  expect(path).toBe('/patents');
  expect(searchOf('PATENTS', parameters(query))).toEqual(search);
  expect(addressOf(searchOf('UNITS', parameters('')))).toBe('/units');
});

test('what a page no longer knows is left out of the address', () => {
  const facets = [
    { name: 'standard', value: 'GB/T 228.1' },
    { name: 'gone', value: 'x' },
  ];
  expect(addressOf({ page: 'TEST_ITEMS', text: 'x', facets, sort: 'NAME' })).toBe('/test-items?standard=GB%2FT+228.1');
});

test('the first name is of words that people typed', () => {
  expect(firstName(searchOf('ALL', parameters('q=拉伸&kind=TEST_ITEM')))).toBe('拉伸');
  expect(firstName(searchOf('EXPERTS', parameters('unitId=mdj:unit:1&service=TRAINING&field=焊接')))).toBe('焊接');
});

/** The facets of the list pages stand in their own folders: a facet that is added there must be kept as well. */
test('every facet of the lists of knowledge can be kept', () => {
  const files: Partial<Record<SearchedPage, string>> = {
    EXPERTS: 'experts',
    ACHIEVEMENTS: 'achievements',
    PATENTS: 'patents',
    NEEDS: 'needs',
    LITERATURE: 'literature',
    TRACKING: 'tracking',
    UNITS: 'units',
  };
  for (const [page, file] of Object.entries(files)) {
    const program = readFileSync(new URL(`../knowledge/kinds/${file}.tsx`, import.meta.url), 'utf8');
    const names = [...program.matchAll(/name: '(\w+)', values|^\s+name: '(\w+)',\s+values/gm)].map(
      (found) => found[1] ?? found[2],
    );
    const lists = [...program.matchAll(/^ {2}(?:texts|ids): \[(.*)\]/gm)].flatMap(
      ([, list = '']) => list.match(/\w+/g) ?? [],
    );
    expect(PAGES[page as SearchedPage].facets, page).toEqual(expect.arrayContaining([...names, ...lists]));
    expect([...names, ...lists].length, page).toBeGreaterThan(1);
  }
});
