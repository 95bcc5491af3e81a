import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../../portal/src/', import.meta.url));

interface Texts {
  readonly [key: string]: string | Texts;
}

/** The portal's texts in one language, by `namespace:path.of.key` (namespace: the area, or `frame`). */
export type FlatTexts = ReadonlyMap<string, string>;

/** All texts of the portal in a language. */
export async function portalTexts(language: 'zh' | 'en'): Promise<FlatTexts> {
  const flat = new Map<string, string>();
  for (const path of globSync(`{i18n,areas/*}/locales/${language}.ts`, { cwd: sources })) {
    const namespace = path.split('/').at(-3) ?? '';
    const { default: texts } = (await import(`${sources}${path}`)) as { default: Texts };
    flatten(texts, `${namespace === 'i18n' ? 'frame' : namespace}:`, flat);
  }
  return flat;
}

function flatten(texts: Texts, prefix: string, into: Map<string, string>): void {
  for (const [key, value] of Object.entries(texts))
    if (typeof value === 'string') into.set(prefix + key, value);
    else flatten(value, `${prefix}${key}.`, into);
}

/** Tells whether a shown text is one of `texts`, also where a text has places for values. Texts without a Chinese letter say nothing about a language and are left out. */
export function chineseMatcher(texts: FlatTexts): (shown: string) => boolean {
  const chinese = [...texts.values()].filter((text) => /\p{Script=Han}/u.test(text));
  const plain = new Set(chinese.filter((text) => !text.includes('{{')));
  const patterns = chinese
    .filter((text) => /\p{Script=Han}.*\p{Script=Han}/u.test(text.replaceAll(/{{.*?}}/g, '')) && text.includes('{{'))
    .map(
      (text) =>
        new RegExp(
          `^${text
            .split(/{{.*?}}/)
            .map((part) => RegExp.escape(part))
            .join('.+')}$`,
          'u',
        ),
    );
  return (shown) => plain.has(shown) || patterns.some((pattern) => pattern.test(shown));
}
