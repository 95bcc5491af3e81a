import { readRegex } from '../../bson/compare.ts';
import { toNumber } from '../../bson/numbers.ts';
import { compareCodePoints } from '../../bson/strings.ts';
import { type Document, Int32, isNumeric, typeName } from '../../bson/types.ts';
import { MongoServerFault } from '../../errors.ts';
import { isPattern } from '../../query/operands.ts';
import { compilePattern } from '../../query/regex.ts';
import {
  type Compiler,
  type Env,
  type Evaluate,
  isNullish,
  namedOperands,
  type Operator,
  ordinary,
} from '../evaluate.ts';
import { toText } from './convert.ts';

/** What the older string operators take for text: null and missing are empty, numbers and dates are written out. */
function coerced(value: unknown): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string' || isNumeric(value) || value instanceof Date) return toText(value);
  throw new MongoServerFault(16007, `can't convert from BSON type ${typeName(value)} to String`);
}

const lenient = (apply: (text: string) => unknown): Operator => ordinary(1, 1, ([value]) => apply(coerced(value)));

function requireString(value: unknown, code: number, what: string): string {
  if (typeof value === 'string') return value;
  throw new MongoServerFault(code, `${what}, found: ${typeName(value)}`);
}

const length = (code: number, measure: (text: string) => number): Operator =>
  ordinary(
    1,
    1,
    ([value], _, name) => new Int32(measure(requireString(value, code, `${name} requires a string argument`))),
  );

/** String operators. Lengths and positions of `…CP` count code points, those of `…Bytes` UTF-8 bytes. */
export const STRINGS: Record<string, Operator> = {
  $concat: ordinary(0, Infinity, (args) => {
    const wrong = args.find((arg) => !isNullish(arg) && typeof arg !== 'string');
    if (wrong !== undefined) throw new MongoServerFault(16702, `$concat only supports strings, not ${typeName(wrong)}`);
    return args.some(isNullish) ? null : args.join('');
  }),
  // Only ASCII letters, as in MongoDB.
  $toLower: lenient((text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  $toUpper: lenient((text) => text.replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  $strcasecmp: ordinary(2, 2, (args) => {
    const [a, b] = args.map((arg) => coerced(arg).replace(/[a-z]/g, (c) => c.toUpperCase()));
    return new Int32(Math.sign(compareCodePoints(a as string, b as string)));
  }),
  $strLenCP: length(34471, (text) => [...text].length),
  $strLenBytes: length(34473, (text) => Buffer.byteLength(text)),
  $substrCP: ordinary(3, 3, ([value, from, count]) => {
    const points = [...coerced(value)];
    const start = whole(from, 34450, '$substrCP: starting index');
    return points.slice(start, start + whole(count, 34452, '$substrCP: length')).join('');
  }),
  $substrBytes: ordinary(3, 3, substringBytes),
  $substr: ordinary(3, 3, substringBytes),
  $split: ordinary(2, 2, ([value, separator]) => {
    if (isNullish(value) || isNullish(separator)) return null;
    const text = requireString(
      value,
      40085,
      '$split requires an expression that evaluates to a string as a first argument',
    );
    const by = requireString(
      separator,
      40086,
      '$split requires an expression that evaluates to a string as a second argument',
    );
    if (by === '') throw new MongoServerFault(40087, '$split requires a non-empty separator');
    return text.split(by);
  }),
  $indexOfCP: ordinary(2, 4, ([value, search, from, to]) => {
    if (isNullish(value)) return null;
    const points = [...requireString(value, 40093, '$indexOfCP requires a string as the first argument')];
    const wanted = requireString(search, 40094, '$indexOfCP requires a string as the second argument');
    const start = from === undefined ? 0 : whole(from, 40096, '$indexOfCP: starting index');
    const end = to === undefined ? points.length : whole(to, 40096, '$indexOfCP: ending index');
    const rest = points.slice(start, end).join('');
    const at = rest.indexOf(wanted);
    return new Int32(at < 0 || start > points.length ? -1 : start + [...rest.slice(0, at)].length);
  }),
  $trim: trim(true, true),
  $ltrim: trim(true, false),
  $rtrim: trim(false, true),
  $replaceOne: replace((text, find, by) => text.replace(find, () => by)),
  $replaceAll: replace((text, find, by) => text.replaceAll(find, () => by)),
  $regexMatch: regex((matches) => matches.next().done !== true),
  $regexFind: regex((matches) => matches.next().value ?? null),
  $regexFindAll: regex((matches) => [...matches]),
};

/** An integer that isn't negative; doubles lose their fraction. Errors: `code` for other types, the next one for negative numbers. */
function whole(value: unknown, code: number, what: string): number {
  const number = isNumeric(value) ? Math.trunc(toNumber(value)) : Number.NaN;
  if (Number.isNaN(number))
    throw new MongoServerFault(code, `${what} must be a numeric type (is BSON type ${typeName(value)})`);
  if (number < 0) throw new MongoServerFault(code + 1, `${what} must be a nonnegative integer, found ${number}`);
  return number;
}

/** A negative length means up to the end. */
function substringBytes(args: readonly unknown[]): string {
  const bytes = Buffer.from(coerced(args[0]));
  const from = whole(args[1], 16034, '$substrBytes: starting index');
  const isOpen = isNumeric(args[2]) && toNumber(args[2]) < 0;
  const end = isOpen ? bytes.length : from + whole(args[2], 16035, '$substrBytes: length');
  for (const at of [from, end]) {
    if (((bytes[at] ?? 0) & 0xc0) === 0x80) {
      throw new MongoServerFault(
        28656,
        '$substrBytes:  Invalid range, starting or ending index is in the middle of a UTF-8 character.',
      );
    }
  }
  return bytes.subarray(from, end).toString();
}

const SPACES = '\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trim(left: boolean, right: boolean): Operator {
  return (operand, compiler, name) => {
    const { input, chars } = compileNamed(operand, compiler, name, ['input'], ['chars']);
    return (env) => {
      const value = input?.(env);
      const set = chars === undefined ? SPACES : chars(env);
      if (isNullish(value) || isNullish(set)) return null;
      const points = [...requireString(value, 50699, `${name} requires its input to be a string`)];
      const drop = new Set(requireString(set, 50700, `${name} requires 'chars' to be a string`));
      const kept = (point: string) => !drop.has(point);
      const start = left ? points.findIndex(kept) : 0;
      const end = right ? points.findLastIndex(kept) + 1 : points.length;
      return start < 0 ? '' : points.slice(start, end).join('');
    };
  };
}

/** Compiles the named arguments of an operator. */
export function compileNamed(
  operand: unknown,
  compiler: Compiler,
  name: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Record<string, Evaluate | undefined> {
  const specs = namedOperands(operand, name, required, optional);
  return Object.fromEntries(Object.keys(specs).map((key) => [key, compiler.compile(specs[key])]));
}

function replace(apply: (text: string, find: string, by: string) => string): Operator {
  return (operand, compiler, name) => {
    const args = compileNamed(operand, compiler, name, ['input', 'find', 'replacement']);
    return (env) => {
      const [text, find, by] = ['input', 'find', 'replacement'].map((key, i) => {
        const value = args[key]?.(env);
        return isNullish(value) ? null : requireString(value, 51746 - i, `${name} requires that '${key}' be a string`);
      });
      return text == null || find == null || by == null ? null : apply(text, find, by);
    };
  };
}

function regex(answer: (matches: Iterator<Document> & Iterable<Document>) => unknown): Operator {
  return (operand, compiler, name) => {
    const args = compileNamed(operand, compiler, name, ['input', 'regex'], ['options']);
    return (env) => {
      const input = args.input?.(env);
      const pattern = args.regex?.(env);
      if (isNullish(input) || isNullish(pattern)) return answer([].values());
      const text = requireString(input, 51104, `${name} needs 'input' to be of type string`);
      return answer(findAll(text, compileRegexArgument(pattern, args.options, env, name)));
    };
  };
}

function compileRegexArgument(pattern: unknown, options: Evaluate | undefined, env: Env, name: string): RegExp {
  const flags = options?.(env) ?? '';
  if (typeof flags !== 'string') throw new MongoServerFault(51106, `${name} needs 'options' to be of type string`);
  if (!isPattern(pattern)) {
    return compilePattern(requireString(pattern, 51105, `${name} needs 'regex' to be of type string or regex`), flags)
      .compiled;
  }
  const own = readRegex(pattern);
  if (own.options !== '' && flags !== '') {
    throw new MongoServerFault(51107, `${name}: found regex option(s) specified in both 'regex' and 'option' fields`);
  }
  return compilePattern(own.pattern, own.options || flags).compiled;
}

function* findAll(text: string, compiled: RegExp): Generator<Document> {
  for (const match of text.matchAll(new RegExp(compiled.source, `${compiled.flags}g`))) {
    const idx = new Int32([...text.slice(0, match.index)].length);
    yield { match: match[0], idx, captures: match.slice(1).map((capture) => capture ?? null) };
  }
}
