import { MongoServerFault, notImplemented } from '../errors.ts';
import type { Pattern } from './ast.ts';

/** `\s` is ASCII in PCRE without UCP, Unicode in JS. */
const WHITE = '\\t-\\r ';

/** What PCRE writes in other letters than JS. */
const ESCAPES: Record<string, string> = {
  A: '(?<![\\s\\S])',
  z: '(?![\\s\\S])',
  Z: '(?=\\n?(?![\\s\\S]))',
  s: `[${WHITE}]`,
  S: `[^${WHITE}]`,
};

/** Translating a pattern costs more than all else in compiling its filter: the last ones are kept. Patterns come from clients, so few and short ones. */
const known = new Map<string, Pattern>();
const MOST_KNOWN = 200;
const LONGEST_KNOWN = 200;

/** Compiles a regular expression of the server (PCRE, UTF mode) for JS. What JS can't express is refused by name. */
export function compilePattern(source: string, options: string): Pattern {
  const key = `${options}/${source}`;
  const found = known.get(key);
  if (found) return found;
  const pattern = translatePattern(source, options);
  if (known.size >= MOST_KNOWN) known.clear();
  if (key.length <= LONGEST_KNOWN) known.set(key, pattern);
  return pattern;
}

function translatePattern(source: string, options: string): Pattern {
  for (const option of options) {
    if (option === 'x') throw notImplemented('the option x of regular expressions');
    if (!'imsu'.includes(option)) throw new MongoServerFault(51108, `invalid flag in regex options: ${option}`);
  }
  if (source.includes('\0'))
    throw new MongoServerFault('BadValue', 'Regular expression cannot contain an embedded null byte');
  const inline = /^\(\?([ims]+)\)/.exec(source);
  const flags = new Set([...options, ...(inline?.[1] ?? '')]);
  const body = translate(source.slice(inline?.[0].length ?? 0), flags.has('m'));
  const jsFlags = `u${['i', 'm', 's'].filter((flag) => flags.has(flag)).join('')}`;
  try {
    return { source, options, compiled: new RegExp(body, jsFlags) };
  } catch (error) {
    throw new MongoServerFault(51091, `Regular expression is invalid: ${(error as Error).message}`);
  }
}

function translate(source: string, multiline: boolean): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < source.length; ) {
    const token = nextToken(source, i, inClass);
    i += token.length;
    if (!inClass && token.startsWith('[')) {
      inClass = true;
      // In PCRE a `]` that comes first belongs to the class.
      out += token.replace(']', '\\]');
    } else if (inClass && token === ']') {
      inClass = false;
      out += token;
    } else out += translateToken(token, inClass, multiline);
  }
  return out;
}

const POSIX_CLASS = /\[:\^?\w+:\]/y;
const GROUP = /\(\?(?:P<|P=|P>|[>|#R&(]|[imsx-]+[):]|\d)/y;
const POSSESSIVE = /(?:[*+?]|\{\d+,?\d*\})\+/y;
const LONG_ESCAPE =
  /\\(?:x[0-9A-Fa-f]{2}|x\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|[pP](?:\{\^?\w+\}|\w)|k<\w+>|c[A-Za-z]|[1-9]\d*|[\s\S])/y;

const QUANTIFIER = /\{\d+(?:,\d*)?\}/y;
const CLASS_START = /\[\^?\]?/y;

function nextToken(source: string, at: number, inClass: boolean): string {
  const patterns = inClass ? [POSIX_CLASS, LONG_ESCAPE] : [GROUP, POSSESSIVE, QUANTIFIER, LONG_ESCAPE, CLASS_START];
  for (const pattern of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) return match[0];
  }
  return String.fromCodePoint(source.codePointAt(at) ?? 0);
}

function translateToken(token: string, inClass: boolean, multiline: boolean): string {
  if (token.length > 1 && token.startsWith('[:')) throw unsupported(token);
  if (token.startsWith('(?P<')) return '(?<';
  if (token.length > 2 && token.startsWith('(?') && !/^\(\?[ims-]+[:]$/.test(token)) throw unsupported(token);
  if (token.length > 1 && token.endsWith('+') && !token.startsWith('\\')) throw unsupported(token);
  if (token.startsWith('\\')) return translateEscape(token, inClass);
  // Without `m`, PCRE's `$` also matches before a final newline.
  if (token === '$' && !inClass && !multiline) return ESCAPES.Z as string;
  if (inClass && token === '[') return '\\[';
  if (!inClass && (token === ']' || token === '}' || token === '{')) return `\\${token}`;
  return token;
}

function translateEscape(token: string, inClass: boolean): string {
  const letter = token[1] ?? '';
  if (token === '\\') throw new MongoServerFault(51091, 'Regular expression is invalid: \\ at end of pattern');
  if (inClass && letter === 's') return WHITE;
  const own = inClass ? undefined : ESCAPES[letter];
  if (own !== undefined && token.length === 2) return own;
  if (/^\\[pP]\{\w{3,}\}$/.test(token)) return `\\${letter}{Script=${token.slice(3)}`;
  if (token.startsWith('\\x{')) return `\\u${token.slice(2)}`;
  if (/^[\\^$.*+?()[\]{}|/]$/.test(letter) || (letter === '-' && inClass)) return token;
  if (/^[dDwWbBnrtfv0xupPkc1-9]/.test(letter) || (letter === 'S' && inClass)) return token;
  if (/^[A-Za-z]$/.test(letter)) throw unsupported(token);
  return token.slice(1);
}

function unsupported(token: string): MongoServerFault {
  return new MongoServerFault(51091, `Regular expression is invalid: ${token} is not supported by the embedded store`);
}

/** The text with which every match starts, where a plain `^text` says so: the range of an index scan. `complete` when the pattern says nothing more. */
export function prefixOf(pattern: Pattern): string {
  if (/[ix]/.test(pattern.options) || pattern.options.includes('m')) return '';
  const match = /^(?:\^|\\A)((?:[^\\^$.*+?()[\]{}|]|\\[\\^$.*+?()[\]{}|/-])*)(.?)/su.exec(pattern.source);
  if (match === null || pattern.source.includes('|')) return '';
  const literal = match[1] ?? '';
  const optional = /[*?{]/.test(match[2] ?? '');
  const characters = [...literal.matchAll(/\\([\s\S])|([\s\S])/gu)].map((part) => part[1] ?? part[2] ?? '');
  if (optional) characters.pop();
  return characters.join('');
}
