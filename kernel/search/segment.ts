import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

/** U+200B: FTS5's tokenizer separates at it, and taking it out gives back the original text (so highlights need no second text). */
const BREAK = '\u200b';
const WORD = /[\p{L}\p{N}]/u;

let jieba: Jieba | undefined;

function segmenter(): Jieba {
  jieba ??= Jieba.withDict(dict);
  return jieba;
}

/** The text with its words parted by zero-width spaces. */
export function segmented(text: string): string {
  return segmenter().cut(text.normalize('NFKC'), true).join(BREAK);
}

/** The words within words (拉伸 and 试验 of 拉伸试验), so that a shorter query finds the longer word. */
export function innerWords(text: string): string {
  const normal = text.normalize('NFKC');
  const outer = new Set(segmenter().cut(normal, true));
  const inner = segmenter()
    .cutForSearch(normal, true)
    .filter((word) => !outer.has(word) && WORD.test(word));
  return [...new Set(inner)].join(' ');
}

export function withoutBreaks(text: string): string {
  return text.replaceAll(BREAK, '');
}

/** A part of a query: words that must follow each other. */
export interface QueryTerm {
  readonly words: readonly string[];
  readonly prefix: boolean;
}

/**
 * A person's query as terms. Runs of Latin letters, digits and their punctuation stay together as a phrase, so that `GB/T 228.1` finds that
 * standard; Chinese is segmented; text in quotation marks is one phrase; a `*` behind a word asks for a prefix.
 */
export function queryTerms(query: string): readonly QueryTerm[] {
  const terms: QueryTerm[] = [];
  for (const [, quoted, run, other] of query.normalize('NFKC').matchAll(TOKENS)) {
    if (quoted !== undefined) push(terms, words(segmented(quoted)), false);
    else if (run !== undefined) push(terms, words(run), run.endsWith('*'));
    else if (other !== undefined) for (const word of segmenter().cut(other, true)) push(terms, words(word), false);
  }
  return terms;
}

/** A quotation; a run of ASCII; a run of anything else. A standard's body and its number (`GB/T 228.1`, `ISO 6892-1`) are one run. */
const TOKENS =
  /["“]([^"“”]+)["”]|((?:[A-Za-z]{1,5}(?:\/[A-Za-z]{1,3})?[ -]?\d[\dA-Za-z.\-/]*|[\x21-\x7e]+)\*?)|([^\p{ASCII}]+)/gu;

function words(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

function push(terms: QueryTerm[], found: readonly string[], prefix: boolean): void {
  if (found.length > 0) terms.push({ words: found, prefix });
}

/** The terms as an FTS5 expression. Words come without FTS5 syntax: they are letters and digits in quotes. */
export function matchExpression(terms: readonly QueryTerm[], join: 'AND' | 'OR'): string {
  return terms.map(({ words: phrase, prefix }) => `"${phrase.join(' ')}"${prefix ? '*' : ''}`).join(` ${join} `);
}
