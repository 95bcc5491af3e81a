import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flatKeys, keysUsed, matches } from './text-keys.ts';

const src = join(import.meta.dirname, '..');
/** Areas whose texts need no English (issue 9: all but administration). */
const CHINESE_ONLY = new Set(['admin']);

const files = readdirSync(src, { recursive: true, encoding: 'utf8' });
const programs = files.filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\.|generated\.ts|locales\/|text-keys\.ts/.test(file),
);
const used = programs.flatMap((file) => keysUsed(readFileSync(join(src, file), 'utf8'), namespaceOf(file)));
const namespaces = ['frame', ...readdirSync(join(src, 'areas'))].filter((name) => textFile(name, 'zh') !== undefined);

function namespaceOf(file: string): string {
  return /^areas\/([^/]+)\//.exec(file)?.[1] ?? 'frame';
}

function textFile(namespace: string, language: string): string | undefined {
  const file = namespace === 'frame' ? `i18n/locales/${language}.ts` : `areas/${namespace}/locales/${language}.ts`;
  return files.includes(file) ? join(src, file) : undefined;
}

async function keysOf(namespace: string, language: string): Promise<ReadonlySet<string>> {
  const file = textFile(namespace, language);
  if (file === undefined) return new Set();
  const texts = (await import(file)) as { readonly default: object };
  return new Set(flatKeys(texts.default));
}

describe.each(namespaces)('texts of %s', (namespace) => {
  const wanted = used.filter((key) => key.namespace === namespace);

  it('are there in both languages', async () => {
    if (CHINESE_ONLY.has(namespace) && textFile(namespace, 'en') === undefined) return;
    const [zh, en] = [await keysOf(namespace, 'zh'), await keysOf(namespace, 'en')];
    expect(
      [...zh].filter((key) => !en.has(key)),
      'missing in en',
    ).toEqual([]);
    expect(
      [...en].filter((key) => !zh.has(key)),
      'missing in zh',
    ).toEqual([]);
  });

  it('are defined when they are used', async () => {
    const zh = [...(await keysOf(namespace, 'zh'))];
    const undefinedKeys = wanted.filter(({ pattern }) => !zh.some((key) => matches(pattern, key)));
    expect(undefinedKeys.map(({ pattern }) => pattern)).toEqual([]);
  });

  it('are used when they are defined', async () => {
    const zh = [...(await keysOf(namespace, 'zh'))];
    expect(zh.filter((key) => !wanted.some(({ pattern }) => matches(pattern, key)))).toEqual([]);
  });
});

it('reads keys out of a program', () => {
  const dynamic = `t(\`state.$\{x}\`, { n: 1 });`;
  const program = `const { t } = useTranslation('my'); t('a.b'); ${dynamic} t('frame:c'); start('no');`;
  expect(keysUsed(program, 'home').map(({ namespace, pattern }) => `${namespace} ${pattern}`)).toEqual([
    'my a.b',
    'my state.*',
    'frame c',
  ]);
  expect(matches('state.*.title', 'state.new.title')).toBe(true);
  expect(matches('state.*', 'states.new')).toBe(false);
  expect(flatKeys({ a: { b: 'x', count_one: '1', count_other: '2' } })).toEqual(['a.b', 'a.count']);
});
