import { analyse } from 'chardet';
import iconv from 'iconv-lite';

/** A text encoding by the name that iconv-lite knows. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'macintosh' | (string & {});

const byteOrderMarks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** Letters and signs that Western lists have beyond ASCII. */
const western = /[\u00a0äöüßÄÖÜéèàâêîôûçëïñáíóúãõåøæÉÈÀÇÅØÆ°±µ²³×÷§®©™·½¼¾«»–—’‘“”„…€£¥•Ω]/u;
/** The same for Central European ones. */
const central = /[\u00a0ąćęłńóśźżáčďéěíňřšťúůýžäöüőűßĄĆĘŁŃÓŚŹŻÁČĎÉĚÍŇŘŠŤÚŮÝŽÄÖÜŐŰ°§×÷]/u;

/** Single-byte encodings that real equipment lists come in, the likeliest first; no statistics on words tells them apart in short lists. */
const singleByte: readonly { readonly encoding: Encoding; readonly usual: RegExp }[] = [
  { encoding: 'windows-1252', usual: western },
  { encoding: 'macintosh', usual: western },
  { encoding: 'iso-8859-2', usual: central },
];

/**
 * The encoding of a text from its first bytes (64 KB are plenty): byte order mark, valid UTF-8, valid GB18030 that reads as Chinese, then
 * whichever single-byte encoding gives the most plausible text, unless statistics are sure of another multi-byte one.
 */
export function detectEncoding(head: Uint8Array): Encoding {
  const marked = byteOrderMarks.find(([, mark]) => mark.every((byte, index) => head[index] === byte));
  if (marked) return marked[0];
  if (isValid('utf-8', head)) return 'utf-8';
  if (isValid('gb18030', head) && readsAsChinese(head)) return 'gb18030';
  const guess = analyse(head)[0];
  if (guess && guess.confidence >= 80 && /^(Shift_JIS|EUC-JP|EUC-KR|Big5|ISO-2022-\w+)$/i.test(guess.name))
    return guess.name.toLowerCase();
  return mostPlausible(head);
}

/** Decodes a stream of bytes; the byte order mark is dropped. Memory: one chunk. */
export async function* decode(bytes: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding);
  let first = true;
  for await (const chunk of bytes) {
    const text = decoder.write(Buffer.from(chunk));
    yield first ? text.replace(/^\ufeff/, '') : text;
    if (text) first = false;
  }
  const rest = decoder.end();
  if (rest) yield rest;
}

/** Is this a beginning of a text in that encoding? A character cut off at the end does not count against it. */
function isValid(encoding: string, head: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/**
 * Nearly all characters beyond ASCII are of GB 2312 (both bytes from A1 up) or have four bytes. A Western text that happens to be valid pairs its
 * accented letters with ASCII ones instead: `ü` and `f` of `Prüfung`.
 */
function readsAsChinese(head: Uint8Array): boolean {
  let plain = 0;
  let odd = 0;
  for (let at = 0; at < head.length - 1; at += 1) {
    const [lead = 0, trail = 0] = [head[at], head[at + 1]];
    if (lead < 0x81) continue;
    const hasFourBytes = trail >= 0x30 && trail <= 0x39;
    if (hasFourBytes || (lead >= 0xa1 && trail >= 0xa1)) plain += 1;
    else odd += 1;
    at += hasFourBytes ? 3 : 1;
  }
  return plain > 0 && odd <= plain / 10;
}

function mostPlausible(head: Uint8Array): Encoding {
  const scored = singleByte.map(({ encoding, usual }) => ({
    encoding,
    doubt: doubtOf(iconv.decode(Buffer.from(head), encoding), usual),
  }));
  return scored.sort((a, b) => a.doubt - b.doubt)[0]?.encoding ?? 'windows-1252';
}

/** Counts what hardly occurs in a text: unusual characters, a capital behind a small letter, one behind a full stop or digit that begins no word. */
function doubtOf(text: string, usual: RegExp): number {
  const unusual = [...text].filter((character) => character > '\x7f' && !usual.test(character)).length;
  const patterns = [/\p{Ll}[\u00c0-\u00de\u0100-\u017f](?!\p{Ll})/gu, /[\p{Ll}\d.][ÊË](?!\p{L})/gu];
  return patterns.reduce((total, pattern) => total + (text.match(pattern)?.length ?? 0), unusual);
}
