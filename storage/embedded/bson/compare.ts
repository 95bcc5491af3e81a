import type { Binary, BSONRegExp, Code, Long, ObjectId, Timestamp } from 'bson';
import { type Collation, compareStrings } from './collation.ts';
import { compareNumbers, exactOf } from './numbers.ts';
import { compareBytes, compareCodePoints } from './strings.ts';
import { bracketOf, type Document, isDocument, typeOf } from './types.ts';

type Comparator = (a: unknown, b: unknown, collation: Collation | undefined) => number;

/** Total order over all BSON values: by type bracket, then by value. Missing (`undefined`) comes before null. */
export function compareValues(a: unknown, b: unknown, collation?: Collation): number {
  const bracket = bracketOf(a);
  const other = bracketOf(b);
  if (bracket !== other) return bracket - other;
  const compare = BY_BRACKET[bracket];
  return compare === undefined ? 0 : compare(a, b, collation);
}

export function valuesEqual(a: unknown, b: unknown, collation?: Collation): boolean {
  return compareValues(a, b, collation) === 0;
}

/** Field by field: type bracket first, then name, then value; the shorter one is smaller. */
function compareDocuments(a: Document, b: Document, collation: Collation | undefined): number {
  const left = Object.keys(a);
  const right = Object.keys(b);
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const name = left[i] as string;
    const other = right[i] as string;
    const order =
      bracketOf(a[name]) - bracketOf(b[other]) ||
      compareCodePoints(name, other) ||
      compareValues(a[name], b[other], collation);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareArrays(a: readonly unknown[], b: readonly unknown[], collation: Collation | undefined): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = compareValues(a[i], b[i], collation);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Bytes and subtype of a binary value. */
export function readBinary(value: unknown): { bytes: Uint8Array; subtype: number } {
  if (value instanceof Uint8Array) return { bytes: value, subtype: 0 };
  const binary = value as Binary;
  return { bytes: binary.buffer.subarray(0, binary.position), subtype: binary.sub_type };
}

function compareBinaries(a: unknown, b: unknown): number {
  const left = readBinary(a);
  const right = readBinary(b);
  return (
    left.bytes.length - right.bytes.length || left.subtype - right.subtype || compareBytes(left.bytes, right.bytes)
  );
}

/** Pattern and options of a regular expression. */
export function readRegex(value: unknown): { pattern: string; options: string } {
  if (value instanceof RegExp) return { pattern: value.source, options: value.flags.replace(/[^imsux]/g, '') };
  const { pattern, options } = value as BSONRegExp;
  return { pattern, options };
}

function compareRegexes(a: unknown, b: unknown): number {
  const left = readRegex(a);
  const right = readRegex(b);
  return compareCodePoints(left.pattern, right.pattern) || compareCodePoints(left.options, right.options);
}

function compareCode(a: unknown, b: unknown, collation: Collation | undefined): number {
  const left = a as Code;
  const right = b as Code;
  return compareCodePoints(left.code, right.code) || compareDocuments(left.scope ?? {}, right.scope ?? {}, collation);
}

const BY_BRACKET: Record<number, Comparator> = {
  10: compareNumbers,
  15: (a, b, collation) => compareStrings(a as string, b as string, collation),
  20: (a, b, collation) => compareDocuments(a as Document, b as Document, collation),
  25: (a, b, collation) => compareArrays(a as unknown[], b as unknown[], collation),
  30: compareBinaries,
  35: (a, b) => compareBytes((a as ObjectId).id, (b as ObjectId).id),
  40: (a, b) => Number(a) - Number(b),
  45: (a, b) => compareNumbers((a as Date).getTime(), (b as Date).getTime()),
  47: (a, b) => (a as Timestamp).comp(b as Timestamp as unknown as Long),
  50: compareRegexes,
  60: compareCode,
  65: compareCode,
};

/** The same bytes: types, order of fields and representation of numbers count, unlike in `compareValues`. */
export function identical(a: unknown, b: unknown): boolean {
  if (a === b) return a !== 0 || Object.is(a, b);
  if (typeOf(a) !== typeOf(b)) return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => identical(item, b[index]));
  }
  if (isDocument(a) && isDocument(b)) return identicalDocuments(a, b);
  if (bracketOf(a) === 10) return compareNumbers(a, b) === 0 && sameRepresentation(a, b);
  return compareValues(a, b) === 0;
}

function identicalDocuments(a: Document, b: Document): boolean {
  const left = Object.keys(a);
  const right = Object.keys(b);
  return left.length === right.length && left.every((name, i) => name === right[i] && identical(a[name], b[name]));
}

function sameRepresentation(a: unknown, b: unknown): boolean {
  if (typeOf(a) === 1)
    return Object.is(Number(String(a)), Number(String(b))) && isNegativeZero(a) === isNegativeZero(b);
  return typeOf(a) !== 19 || (String(a) === String(b) && exactOf(a).exponent === exactOf(b).exponent);
}

const isNegativeZero = (value: unknown): boolean => Object.is(Number((value as { value?: number }).value ?? value), -0);
