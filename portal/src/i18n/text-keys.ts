/** A key that a program asks for; `*` stands for a part that is known only while it runs. */
export interface KeyUse {
  readonly namespace: string;
  readonly pattern: string;
}

const USE_TRANSLATION = /useTranslation\(\s*\[?\s*['"]([\w-]+)['"]/g;
const CALL = /(?<![\w.])t\(\s*(?:'([^'\n]+)'|"([^"\n]+)"|`([^`\n]+)`)/g;
const KEY_PROPERTY = /\btextKey:\s*(?:'([^'\n]+)'|`([^`\n]+)`)/g;
const PLURAL = /_(?:zero|one|two|few|many|other)$/;

/**
 * The keys that a program's text asks for: `t('…')` in the namespace of the `useTranslation('…')` before it (or `folder`, the area that it
 * lies in), `t('other:…')`, and the `textKey: '…'` of tables of data.
 */
export function keysUsed(program: string, folder: string): readonly KeyUse[] {
  const namespaces = [...program.matchAll(USE_TRANSLATION)].map((match) => ({ at: match.index, name: match[1] }));
  return [...program.matchAll(CALL), ...program.matchAll(KEY_PROPERTY)].map((match) => {
    const key = String(match.slice(1).find((part) => part !== undefined));
    const own = namespaces.findLast(({ at }) => at < match.index)?.name ?? folder;
    const pattern = key.replaceAll(/\$\{[^}]*\}/g, '*');
    const [before, after] = pattern.split(':', 2);
    return after === undefined ? { namespace: own, pattern } : { namespace: before ?? own, pattern: after };
  });
}

/** Does a key fit a pattern? */
export function matches(pattern: string, key: string): boolean {
  const source = pattern.split('*').map((part) => part.replaceAll(/[.$^()|[\]\\+?{}]/g, '\\$&'));
  return new RegExp(`^${source.join('.+')}$`).test(key);
}

/** All keys of nested texts, plural forms as one. */
export function flatKeys(texts: object, prefix = ''): readonly string[] {
  const keys = Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? flatKeys(value as object, `${prefix}${name}.`)
      : [`${prefix}${name}`.replace(PLURAL, '')],
  );
  return [...new Set(keys)];
}
