import type { BSON } from 'bson';
import { parseCollation } from '../bson/collation.ts';
import { identical } from '../bson/compare.ts';
import { toNumber } from '../bson/numbers.ts';
import { isDocument, isNumeric } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { type PartialFilter, partialFilter } from './partial-filter.ts';

export interface IndexField {
  readonly name: string;
  readonly path: readonly string[];
  readonly direction: 1 | -1;
}

/** What `createIndexes` was asked for, checked. `document` is what `listIndexes` answers. */
export interface IndexSpec {
  readonly name: string;
  readonly fields: readonly IndexField[];
  readonly directions: readonly (1 | -1)[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly hidden: boolean;
  readonly partial: PartialFilter | undefined;
  readonly expireAfterSeconds: number | undefined;
  readonly document: BSON.Document;
}

/** Options that `listIndexes` shows again, in MongoDB's order. */
const SHOWN = ['unique', 'sparse', 'hidden', 'partialFilterExpression', 'expireAfterSeconds'] as const;
const ACCEPTED = new Set<string>([...SHOWN, 'collation', 'v', 'key', 'name', 'background', 'ns', 'dropDups']);
const MAX_FIELDS = 32;
const KINDS = new Set(['text', '2d', '2dsphere', 'hashed', 'geoHaystack', 'columnstore']);

/** Reads one index of `createIndexes`. Throws MongoDB's codes (67, 197, …), or 238 for kinds that this store refuses. */
export function readIndexSpec(raw: BSON.Document): IndexSpec {
  for (const option of Object.keys(raw)) {
    if (KINDS.has(option)) continue;
    if (!ACCEPTED.has(option)) {
      if (REFUSED.has(option)) throw notImplemented(`index option '${option}'`);
      throw new MongoServerFault(
        197,
        `The field '${option}' is not valid for an index specification. Specification: ${JSON.stringify(raw)}`,
      );
    }
  }
  const key: unknown = raw.key;
  if (!isDocument(key))
    throw new MongoServerFault('FailedToParse', "The 'key' field is a required property of an index specification");
  const fields = readFields(key);
  const name = readName(raw.name, fields);
  const isId = fields.length === 1 && fields[0]?.name === '_id';
  const sparse = truthy(raw.sparse);
  const partial = raw.partialFilterExpression === undefined ? undefined : partialFilter(raw.partialFilterExpression);
  if (sparse && partial)
    throw new MongoServerFault('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  const collation = parseCollation(raw.collation as BSON.Document | undefined);
  if (collation) throw notImplemented(`an index with collation '${collation.locale}'`);
  const document: BSON.Document = { v: 2, key, name };
  for (const option of SHOWN) if (raw[option] !== undefined && raw[option] !== false) document[option] = raw[option];
  return {
    name,
    fields,
    directions: fields.map((field) => field.direction),
    unique: isId || truthy(raw.unique),
    sparse,
    hidden: truthy(raw.hidden),
    partial,
    expireAfterSeconds: readExpiry(raw.expireAfterSeconds, fields),
    document,
  };
}

const REFUSED = new Set([
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'wildcardProjection',
  'storageEngine',
  'clustered',
  'prepareUnique',
]);

function truthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && !(isNumeric(value) && toNumber(value) === 0);
}

function readFields(key: BSON.Document): IndexField[] {
  const names = Object.keys(key);
  if (names.length === 0) throw new MongoServerFault('CannotCreateIndex', 'Index keys cannot be empty.');
  if (names.length > MAX_FIELDS)
    throw new MongoServerFault('CannotCreateIndex', `Index key pattern has too many fields: ${names.length}`);
  return names.map((name) => ({ name, path: readPath(name), direction: readDirection(name, key[name]) }));
}

function readPath(name: string): string[] {
  const path = name.split('.');
  if (path.includes(''))
    throw new MongoServerFault('CannotCreateIndex', `Index keys cannot contain an empty field: '${name}'`);
  if (path.includes('$**')) throw notImplemented('a wildcard index');
  if (path.some((step) => step.startsWith('$') && !['$id', '$ref', '$db'].includes(step))) {
    throw new MongoServerFault(
      'CannotCreateIndex',
      `Index key contains an illegal field name: field name starts with '$'.`,
    );
  }
  return path;
}

function readDirection(name: string, value: unknown): 1 | -1 {
  if (typeof value === 'string') {
    if (KINDS.has(value)) throw notImplemented(`an index of kind '${value}'`);
    throw new MongoServerFault('CannotCreateIndex', `Unknown index plugin '${value}'`);
  }
  if (!isNumeric(value))
    throw new MongoServerFault(
      'CannotCreateIndex',
      `Values in v:2 index key pattern must be numbers or strings: field '${name}'`,
    );
  const direction = toNumber(value);
  if (direction === 0 || Number.isNaN(direction))
    throw new MongoServerFault('CannotCreateIndex', 'Values in the index key pattern cannot be 0.');
  return direction > 0 ? 1 : -1;
}

function readName(given: unknown, fields: readonly IndexField[]): string {
  if (given === undefined) return fields.map((field) => `${field.name}_${field.direction}`).join('_');
  if (typeof given !== 'string' || given === '' || given === '*')
    throw new MongoServerFault('CannotCreateIndex', 'index name must be a non-empty string other than "*"');
  return given;
}

function readExpiry(given: unknown, fields: readonly IndexField[]): number | undefined {
  if (given === undefined) return undefined;
  if (!isNumeric(given))
    throw new MongoServerFault('CannotCreateIndex', "TTL index 'expireAfterSeconds' option must be numeric");
  const seconds = toNumber(given);
  if (!(seconds >= 0 && seconds <= 2147483647))
    throw new MongoServerFault(
      'CannotCreateIndex',
      "TTL index 'expireAfterSeconds' option must be within an acceptable range",
    );
  if (fields.length > 1)
    throw new MongoServerFault(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL.',
    );
  if (fields[0]?.name === '_id')
    throw new MongoServerFault(
      'CannotCreateIndex',
      'The field `expireAfterSeconds` cannot be specified for an _id index.',
    );
  return seconds;
}

/** Whether two specifications ask for the same index under the same name. */
export function sameIndex(a: IndexSpec, b: IndexSpec): boolean {
  return identical(comparable(a), comparable(b));
}

/** Whether two specifications have the same fields in the same order, and the same filter: MongoDB keeps only one of those. */
export function sameKey(a: IndexSpec, b: IndexSpec): boolean {
  const shape = (spec: IndexSpec): BSON.Document => ({
    fields: spec.fields.map((field) => [field.name, field.direction]),
    partial: spec.document.partialFilterExpression ?? null,
  });
  return identical(shape(a), shape(b));
}

function comparable(spec: IndexSpec): BSON.Document {
  const { name, unique, sparse, fields, document, expireAfterSeconds } = spec;
  return {
    name,
    unique,
    sparse,
    fields: fields.map((field) => [field.name, field.direction]),
    partial: document.partialFilterExpression ?? null,
    ttl: expireAfterSeconds ?? null,
  };
}
