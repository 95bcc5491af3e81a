import { type BSON, Long } from 'bson';
import { compileExpression } from '../aggregate/expression.ts';
import type { Collation } from '../bson/collation.ts';
import { parseCollation } from '../bson/collation.ts';
import { toNumber } from '../bson/numbers.ts';
import { isDocument, isNumeric, mapFields, typeName } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';

function wrongType(field: string, value: unknown, expected: string): MongoServerFault {
  return new MongoServerFault(
    'TypeMismatch',
    `BSON field '${field}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
  );
}

/** A whole number that isn't negative, or undefined where the field is missing or null. */
export function readCount(body: BSON.Document, field: string): number | undefined {
  const value: unknown = body[field];
  if (value === undefined || value === null) return undefined;
  if (!isNumeric(value)) throw wrongType(field, value, 'long');
  const number = toNumber(value);
  if (number < 0)
    throw new MongoServerFault(51024, `BSON field '${field}' value must be >= 0, actual value '${number}'`);
  return Math.trunc(number);
}

export function readNumber(body: BSON.Document, field: string): number | undefined {
  const value: unknown = body[field];
  if (value === undefined) return undefined;
  if (!isNumeric(value)) throw wrongType(field, value, 'long');
  return toNumber(value);
}

/** true, false, or a number as MongoDB accepts it for a flag. */
export function readFlag(body: BSON.Document, field: string, fallback = false): boolean {
  const value: unknown = body[field];
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'boolean') return value;
  if (isNumeric(value)) return toNumber(value) !== 0;
  throw wrongType(field, value, 'bool');
}

export function readDocument(body: BSON.Document, field: string): BSON.Document | undefined {
  const value: unknown = body[field];
  if (value === undefined || value === null) return undefined;
  if (!isDocument(value)) throw wrongType(field, value, 'object');
  return value;
}

export function readArray(body: BSON.Document, field: string): unknown[] | undefined {
  const value: unknown = body[field];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw wrongType(field, value, 'array');
  return value;
}

export function readString(body: BSON.Document, field: string): string {
  const value: unknown = body[field];
  if (value === undefined) throw new MongoServerFault(40414, `BSON field '${field}' is missing but a required field`);
  if (typeof value !== 'string') throw wrongType(field, value, 'string');
  return value;
}

export function readLong(value: unknown, field: string): Long {
  if (Long.isLong(value)) return value;
  if (isNumeric(value)) return Long.fromNumber(toNumber(value));
  throw wrongType(field, value, 'long');
}

export function readCollation(body: BSON.Document): Collation | undefined {
  return parseCollation(readDocument(body, 'collation'));
}

/** `let`: expressions without a document, evaluated once for the command. */
export function readLet(body: BSON.Document, now: Date): BSON.Document | undefined {
  const variables = readDocument(body, 'let');
  return variables && mapFields(variables, (expression) => compileExpression(expression, { now })({}) ?? null);
}

/** Fields outside `allowed` are refused, as MongoDB's command parser does. */
export function refuseUnknown(body: BSON.Document, command: string, allowed: ReadonlySet<string>): void {
  for (const field of Object.keys(body)) {
    if (!allowed.has(field)) throw new MongoServerFault(40415, `BSON field '${command}.${field}' is an unknown field.`);
  }
}
