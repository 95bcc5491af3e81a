import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IndexFile } from './index-file.ts';
import { RANKED_AT_MOST, runSearch } from './query.ts';
import { matchExpression, queryTerms, segmented, withoutBreaks } from './segment.ts';
import type { SearchEntry, SearchRequest } from './types.ts';

const entry = (id: string, title: string, text: string, more: Partial<SearchEntry> = {}): SearchEntry => ({
  id: `mdj:x:${id}`,
  kind: 'instrument',
  title,
  text,
  home: 'mdj',
  sharing: 'PROVINCE',
  ...more,
});

const entries: readonly SearchEntry[] = [
  entry('sem', '扫描电子显微镜', 'Hitachi S-4800 牡丹江师范学院', { unitId: 'u1', category: '电子光学仪器' }),
  entry('tem', '透射电子显微镜', 'JEOL JEM-2100', { home: 'hlj' }),
  entry('tensile', '金属材料拉伸试验', 'GB/T 228.1-2021 室温试验方法', { kind: 'testItem' }),
  entry('tensile-hot', '金属材料拉伸试验', 'GB/T 228.2 高温试验方法', { kind: 'testItem' }),
  entry('secret', '拉伸试验机', '内部', { sharing: 'UNIT' }),
  entry('html', '<b>镀层</b> & "厚度"', '测厚仪'),
];

describe('search', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mudan-search-'));
  let file: IndexFile;
  const find = (text: string, more: Partial<SearchRequest> = {}) =>
    runSearch(file.database, 'mdj', { text, scope: 'NETWORK', first: 10, ...more });
  const ids = (text: string, more: Partial<SearchRequest> = {}) =>
    find(text, more).hits.map((hit) => hit.entry.id.slice('mdj:x:'.length));

  beforeAll(() => {
    file = new IndexFile(join(folder, 'index.sqlite'));
    expect(file.cursor('one')).toBe(0);
    file.apply(
      entries.map((one) => ({ id: one.id, entry: one })),
      6,
    );
  });
  afterAll(() => {
    file.close();
    rmSync(folder, { recursive: true });
  });

  test('a standard number is a phrase, and a shorter word finds the longer one', () => {
    expect(ids('拉伸试验 GB/T 228.1')).toEqual(['tensile']);
    expect(ids('GB/T 228.2')).toEqual(['tensile-hot']);
    expect(ids('显微镜')).toEqual(expect.arrayContaining(['sem', 'tem']));
    expect(ids('s-48*')).toEqual(['sem']);
  });

  test('filters, scope and facets', () => {
    expect(ids('电子显微镜', { scope: 'OWN' })).toEqual(['sem']);
    expect(ids('电子显微镜', { unitId: 'u1', category: '电子光学仪器' })).toEqual(['sem']);
    expect(ids('试验', { kinds: ['instrument'] })).toEqual([]);
    expect(find('拉伸', { kinds: ['instrument'] }).facets).toEqual([{ kind: 'testItem', count: 2 }]);
  });

  test('what is not shared beyond its unit is not found', () => {
    expect(ids('拉伸试验机')).not.toContain('secret');
  });

  test('when nothing has all the words, those with any are found', () => {
    expect(ids('透射 GB/T 228.1')).toEqual(expect.arrayContaining(['tem', 'tensile']));
  });

  test('matches are marked in the original text, which is escaped', () => {
    expect(find('扫描电子显微镜').hits[0]?.highlight.replace(/<\/?mark>/g, '')).toBe('扫描电子显微镜');
    expect(find('JEM-2100').hits[0]?.highlight).toContain('<mark>JEM-2100</mark>');
    expect(find('镀层').hits[0]?.highlight).toBe('&lt;b&gt;<mark>镀层</mark>&lt;/b&gt; &amp; &quot;厚度&quot;');
  });

  test('pages follow each other', () => {
    const first = find('试验', { first: 1 });
    expect(first.hasNextPage).toBe(true);
    const second = find('试验', { first: 1, after: first.endCursor ?? '' });
    expect(second.hits[0]?.entry.id).not.toBe(first.hits[0]?.entry.id);
    expect(second.hasNextPage).toBe(false);
    expect(find('').hits).toHaveLength(5);
  });

  test('an update replaces, a removal removes, another database empties', () => {
    const other = new IndexFile(join(folder, 'other.sqlite'));
    other.cursor('one');
    other.apply([{ id: 'a', entry: entry('a', '旧名', '') }], 1);
    other.apply([{ id: 'a', entry: entry('a', '新名', '') }], 2);
    const hits = (text: string) => runSearch(other.database, 'mdj', { text, scope: 'OWN', first: 5 }).hits.length;
    expect([hits('旧名'), hits('新名'), other.cursor('one')]).toEqual([0, 1, 2]);
    other.apply([{ id: 'a', entry: null }], 3);
    expect(hits('新名')).toBe(0);
    expect(other.cursor('two')).toBe(0);
    other.close();
  });

  test('words that are everywhere: the newest are ranked, and the result says so', () => {
    const big = new IndexFile(join(folder, 'big.sqlite'));
    const changes = Array.from({ length: RANKED_AT_MOST + 10 }, (_, index) => {
      const one = entry(`n${index}`, `仪器 ${index}`, '');
      return { id: one.id, entry: one };
    });
    big.apply(changes, 1);
    const result = runSearch(big.database, 'mdj', { text: '仪器', scope: 'OWN', first: 3 });
    expect(result.capped).toBe(true);
    expect(result.facets).toEqual([{ kind: 'instrument', count: RANKED_AT_MOST }]);
    expect(runSearch(big.database, 'mdj', { text: '仪器 17', scope: 'OWN', first: 3 }).capped).toBe(false);
    big.close();
  });
});

test('queries cannot carry FTS5 syntax', () => {
  expect(matchExpression(queryTerms('a" OR title:b NEAR(c) ^d {e}'), 'AND')).not.toMatch(/[:(){}^]/);
  expect(queryTerms('"电子 显微镜" x')).toEqual([
    { words: ['电子', '显微镜'], prefix: false },
    { words: ['x'], prefix: false },
  ]);
  expect(withoutBreaks(segmented('金属材料 GB/T 228.1'))).toBe('金属材料 GB/T 228.1');
});
