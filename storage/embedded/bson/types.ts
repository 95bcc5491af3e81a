import {
  Binary,
  BSONRegExp,
  type BSONValue,
  Code,
  calculateObjectSize,
  type DBRef,
  Decimal128,
  Double,
  deserialize,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import { asBuffer } from './strings.ts';

/**
 * How BSON values are held in memory: what `bson` gives with `promoteValues: false`. Strings, booleans, `null` and dates are native, the four number types, ObjectId, Binary, … are its
 * classes, `undefined` means "missing". Plain JS numbers are read as int32 where they fit and as double otherwise, so that commands and tests may be written plainly.
 */
export type Document = Record<string, unknown>;

/** BSON's type numbers, as in `$type`. */
export const BsonType = {
  minKey: -1,
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  maxKey: 127,
} as const;

/** The alias of a type, as in `{$type: 'int'}`. */
export type TypeAlias = keyof typeof BsonType;
export type TypeNumber = (typeof BsonType)[TypeAlias];

const ALIASES = new Map<number, TypeAlias>(
  Object.entries(BsonType).map(([alias, number]) => [number, alias as TypeAlias]),
);

/** MongoDB's order over types: values of another bracket never compare equal. */
const CANONICAL: Record<TypeNumber, number> = {
  [-1]: 1,
  6: 2,
  10: 5,
  1: 10,
  16: 10,
  18: 10,
  19: 10,
  2: 15,
  14: 15,
  3: 20,
  4: 25,
  5: 30,
  7: 35,
  8: 40,
  9: 45,
  17: 47,
  11: 50,
  13: 60,
  15: 65,
  127: 127,
};

const CLASSES: Record<string, TypeNumber> = {
  Int32: 16,
  Double: 1,
  Long: 18,
  Decimal128: 19,
  ObjectId: 7,
  Binary: 5,
  BSONRegExp: 11,
  Timestamp: 17,
  MinKey: -1,
  MaxKey: 127,
  DBRef: 3,
};

function typeOfObject(value: object): TypeNumber {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return 3;
  if (Array.isArray(value)) return 4;
  if (value instanceof Date) return 9;
  const name = (value as BSONValue)._bsontype;
  if (name === 'Code') return (value as Code).scope ? 15 : 13;
  const type = CLASSES[name];
  if (type !== undefined) return type;
  if (value instanceof RegExp) return 11;
  if (value instanceof Uint8Array) return 5;
  throw new TypeError(`not a BSON value: ${prototype.constructor?.name}`);
}

/** The type of a value; `undefined` (missing) has the type of BSON's undefined. Hot: no allocation. */
export function typeOf(value: unknown): TypeNumber {
  switch (typeof value) {
    case 'string':
      return 2;
    case 'boolean':
      return 8;
    case 'undefined':
      return 6;
    case 'number':
      return (value | 0) === value && !Object.is(value, -0) ? 16 : 1;
    case 'bigint':
      return 18;
    default:
      return value === null ? 10 : typeOfObject(value as object);
  }
}

/** The name of a value's type; a missing value is called `missing`. */
export function typeName(value: unknown): TypeAlias | 'missing' {
  return value === undefined ? 'missing' : (ALIASES.get(typeOf(value)) as TypeAlias);
}

/** The bracket of a type: MinKey 1 < missing 2 < null 5 < numbers 10 < strings 15 < … < MaxKey 127. Also the first byte of its key. */
export function bracketOfType(type: TypeNumber): number {
  return CANONICAL[type];
}

export function bracketOf(value: unknown): number {
  return CANONICAL[typeOf(value)];
}

const NUMBER_BRACKET = 10;

/** An embedded document: a plain object, never an array nor one of `bson`'s classes. */
export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function isNumeric(value: unknown): boolean {
  return bracketOf(value) === NUMBER_BRACKET;
}

/** Sets a field also when its name is `__proto__`. */
export function setField(target: Document, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else target[name] = value;
}

/** A field of a document or (by its index) of an array; inherited names are missing. */
export function getField(container: unknown, name: string): unknown {
  if (Array.isArray(container)) return isArrayIndex(name) ? container[Number(name)] : undefined;
  return isDocument(container) && Object.hasOwn(container, name) ? container[name] : undefined;
}

/** `0`, `17`; not `00`, `-1`. */
export function isArrayIndex(name: string): boolean {
  if (name.length === 0 || name.length > 9) return false;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return name.length === 1 || name[0] !== '0';
}

const DECODE = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const;
const DBREF_MARK = Buffer.from('$id\0');

/** Reads a document. What `bson` would turn into a DBRef stays a document, because to the server it is one. */
export function decodeDocument(bytes: Uint8Array): Document {
  const document = deserialize(bytes, DECODE);
  const mayHoldDbRef = (Buffer.isBuffer(bytes) ? bytes : asBuffer(bytes)).includes(DBREF_MARK);
  return (mayHoldDbRef ? withoutDbRefs(document) : document) as Document;
}

export function encodeDocument(document: Document): Uint8Array {
  return serialize(document, { ignoreUndefined: true });
}

/** The size of a document in bytes, as MongoDB counts it. */
export function documentSize(document: Document): number {
  return calculateObjectSize(document, { ignoreUndefined: true });
}

function withoutDbRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDbRefs);
  if (isDocument(value)) return mapFields(value, withoutDbRefs);
  if ((value as BSONValue | null)?._bsontype !== 'DBRef') return value;
  const { collection, oid, db, fields } = value as DBRef;
  return mapFields({ $ref: collection, $id: oid, ...(db === undefined ? {} : { $db: db }), ...fields }, withoutDbRefs);
}

/** A new document with each field's value changed. */
export function mapFields(document: Document, change: (value: unknown, name: string) => unknown): Document {
  const result: Document = {};
  for (const name of Object.keys(document)) setField(result, name, change(document[name], name));
  return result;
}

/** A copy which shares nothing that can be changed: scalars are never changed in place. */
export function cloneValue<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneValue) as T;
  return isDocument(value) ? (mapFields(value, cloneValue) as T) : value;
}

/** A copy with one (nested) field set, or taken away with `undefined`. */
export function setPath(document: Document, parts: readonly string[], value: unknown): Document {
  const [name, ...rest] = parts as [string, ...string[]];
  const result = { ...document };
  const below = Object.hasOwn(document, name) ? document[name] : undefined;
  const next = rest.length === 0 ? value : setPath(isDocument(below) ? below : {}, rest, value);
  if (next === undefined) delete result[name];
  else setField(result, name, next);
  return result;
}

export { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp };
