import { BSONRegExp } from 'bson';
import { readRegex } from '../bson/compare.ts';
import { toInteger } from '../bson/numbers.ts';
import { show } from '../bson/show.ts';
import { BsonType, isNumeric } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import type { LeafTest, Pattern } from './ast.ts';
import { isOperator } from './operator-names.ts';
import { compilePattern } from './regex.ts';

const bad = (message: string) => new MongoServerFault('BadValue', message);
const unparsable = (message: string) => new MongoServerFault('FailedToParse', message);

export function isPattern(value: unknown): boolean {
  return value instanceof BSONRegExp || value instanceof RegExp;
}

function patternOf(value: unknown): Pattern {
  const { pattern, options } = readRegex(value);
  return compilePattern(pattern, options);
}

/** `$regex` with its `$options`. */
export function parseRegex(value: unknown, options: unknown): LeafTest {
  if (options !== undefined && typeof options !== 'string') throw bad('$options has to be a string');
  if (typeof value === 'string') return { op: 'regex', pattern: compilePattern(value, options ?? '') };
  if (!isPattern(value)) throw bad('$regex has to be a string');
  const own = readRegex(value);
  if (own.options !== '' && options !== undefined)
    throw new MongoServerFault(51075, 'options set in both $regex and $options');
  return { op: 'regex', pattern: compilePattern(own.pattern, options ?? own.options) };
}

export function parseIn(name: string, value: unknown): LeafTest {
  if (!Array.isArray(value)) throw bad(`${name} needs an array`);
  if (value.some(isOperator)) throw bad(`cannot nest $ under ${name}`);
  return {
    op: 'in',
    values: value.filter((item) => !isPattern(item)),
    patterns: value.filter(isPattern).map(patternOf),
  };
}

const NUMERIC_TYPES = [1, 16, 18, 19];

/** `$type`: a number, an alias (`number` for all four), or an array of them. */
export function parseTypes(value: unknown): ReadonlySet<number> {
  const wanted = Array.isArray(value) ? value : [value];
  if (wanted.length === 0) throw unparsable('$type must match at least one type');
  return new Set(wanted.flatMap(parseType));
}

function parseType(value: unknown): number[] {
  if (typeof value === 'string') {
    if (value === 'number') return NUMERIC_TYPES;
    const type = BsonType[value as keyof typeof BsonType];
    if (type === undefined) throw bad(`Unknown type name alias: ${value}`);
    return [type];
  }
  if (!isNumeric(value)) throw new MongoServerFault('TypeMismatch', 'type must be represented as a number or a string');
  const type = Number(toInteger(value) ?? Number.NaN);
  if (!Object.values<number>(BsonType).includes(type)) throw bad(`Invalid numerical type code: ${String(value)}`);
  return [type];
}

export function parseSize(value: unknown): number {
  if (!isNumeric(value)) throw unparsable(`Failed to parse $size. Expected a number in: $size: ${show(value)}`);
  const size = toInteger(value);
  if (size === undefined) throw unparsable(`Failed to parse $size. Expected an integer: $size: ${show(value)}`);
  if (size < 0n) throw unparsable(`Failed to parse $size. Expected a non-negative number in: $size: ${show(value)}`);
  return Number(size);
}
