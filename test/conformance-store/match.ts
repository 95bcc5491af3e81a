import { mongo } from 'mongoose';
import type { Entities } from './entities.ts';
import type { Json } from './spec.ts';

/** A difference between what was expected and what came. */
export class Mismatch extends Error {}

interface At {
  readonly path: string;
  readonly entities: Entities;
  readonly present: boolean;
  readonly root: boolean;
}

type Special = (expected: unknown, actual: unknown, at: At) => void;

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  int: (value) => typeof value === 'number' || value instanceof mongo.BSON.Int32,
  long: (value) => typeof value === 'bigint' || mongo.BSON.Long.isLong(value) || typeof value === 'number',
  double: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  object: (value) => typeof value === 'object' && value !== null,
  array: Array.isArray,
  objectId: (value) => value instanceof mongo.BSON.ObjectId,
  bool: (value) => typeof value === 'boolean',
  binData: (value) => value instanceof mongo.BSON.Binary,
  timestamp: (value) => value instanceof mongo.BSON.Timestamp,
  date: (value) => value instanceof Date,
};

const SPECIALS: Readonly<Record<string, Special>> = {
  $$exists(expected, _actual, { path, present }) {
    if (present !== expected) throw new Mismatch(`${path}: ${expected ? 'missing' : 'must not be there'}`);
  },
  $$unsetOrMatches(expected, actual, { path, entities, present, root }) {
    if (present && actual !== undefined && actual !== null) match(expected, actual, path, entities, root);
  },
  $$type(expected, actual, { path }) {
    const names = (Array.isArray(expected) ? expected : [expected]) as string[];
    if (!names.some((name) => TYPES[name]?.(actual)))
      throw new Mismatch(`${path}: not of type ${names.join('/')}: ${show(actual)}`);
  },
  $$sessionLsid(expected, actual, { path, entities }) {
    match(entities.session(String(expected)).lsid, actual, path, entities);
  },
};

/** Throws {@link Mismatch} unless `actual` is what the specification's `expected` describes. At the root a document may have more fields. */
export function match(
  expected: unknown,
  actual: unknown,
  path: string,
  entities: Entities,
  root = false,
  present = actual !== undefined,
): void {
  const special = specialOf(expected);
  if (special) special.check(special.operand, actual, { path, entities, present, root });
  else if (Array.isArray(expected)) matchArray(expected, actual, path, entities);
  else if (isPlain(expected)) matchDocument(expected, actual, path, entities, root);
  else if (!sameScalar(expected, actual))
    throw new Mismatch(`${path}: expected ${show(expected)}, got ${show(actual)}`);
}

function specialOf(expected: unknown): { check: Special; operand: unknown } | undefined {
  if (!isPlain(expected)) return undefined;
  const [name] = Object.keys(expected);
  if (!name?.startsWith('$$')) return undefined;
  const check = SPECIALS[name];
  if (!check) throw new Error(`the runner doesn't know ${name}`);
  return { check, operand: expected[name] };
}

function matchArray(expected: readonly unknown[], actual: unknown, path: string, entities: Entities): void {
  if (!Array.isArray(actual)) throw new Mismatch(`${path}: expected an array, got ${show(actual)}`);
  if (actual.length !== expected.length)
    throw new Mismatch(`${path}: expected ${expected.length} items, got ${actual.length}: ${show(actual)}`);
  for (const [i, item] of expected.entries()) match(item, actual[i], `${path}[${i}]`, entities, path === 'result');
}

function matchDocument(expected: Json, actual: unknown, path: string, entities: Entities, root: boolean): void {
  const document = asPlain(actual);
  if (!document) throw new Mismatch(`${path}: expected a document, got ${show(actual)}`);
  for (const [name, value] of Object.entries(expected)) {
    const present = Object.hasOwn(document, name) && document[name] !== undefined;
    if (!present && !specialOf(value)) throw new Mismatch(`${path}.${name}: missing`);
    match(value, document[name], `${path}.${name}`, entities, false, present);
  }
  if (root) return;
  for (const name of Object.keys(document)) {
    if (document[name] !== undefined && !Object.hasOwn(expected, name))
      throw new Mismatch(`${path}.${name}: not expected: ${show(document[name])}`);
  }
}

function isPlain(value: unknown): value is Json {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !('_bsontype' in value)
  );
}

function asPlain(value: unknown): Json | undefined {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), item]));
  return isPlain(value) ? value : undefined;
}

function sameScalar(expected: unknown, actual: unknown): boolean {
  const left = numberOf(expected);
  const right = numberOf(actual);
  if (left !== undefined || right !== undefined) return left === right;
  if (expected === null || actual === null || typeof expected !== 'object') return expected === actual;
  return mongo.BSON.EJSON.stringify({ v: expected }) === mongo.BSON.EJSON.stringify({ v: actual });
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof mongo.BSON.Int32 || value instanceof mongo.BSON.Double) return Number(value.valueOf());
  return mongo.BSON.Long.isLong(value) ? value.toNumber() : undefined;
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  return mongo.BSON.EJSON.stringify({ v: value }).slice(5, 300);
}
