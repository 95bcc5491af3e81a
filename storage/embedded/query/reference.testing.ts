import { compareValues } from '../bson/compare.ts';
import { BSONRegExp, bracketOf, type Document, isDocument, typeName } from '../bson/types.ts';

/**
 * A second, slow evaluator of filters, written from MongoDB's documentation and without the parser and the walker of this store: it lists all values that a path reaches and tests each.
 * Only the comparison of two values is shared; that is held against a table of its own.
 */
export function referenceMatch(filter: Document, document: unknown): boolean {
  return Object.entries(filter).every(([name, value]) => {
    if (name === '$and') return (value as Document[]).every((item) => referenceMatch(item, document));
    if (name === '$or') return (value as Document[]).some((item) => referenceMatch(item, document));
    if (name === '$nor') return !(value as Document[]).some((item) => referenceMatch(item, document));
    return matchField(name, value, document);
  });
}

function isOperators(value: unknown): value is Document {
  return isDocument(value) && Object.keys(value)[0]?.startsWith('$') === true;
}

function matchField(path: string, condition: unknown, document: unknown): boolean {
  if (!isOperators(condition))
    return matchOperator(path, condition instanceof BSONRegExp ? '$regex' : '$eq', condition, document);
  return Object.entries(condition).every(([name, operand]) => matchOperator(path, name, operand, document));
}

function matchOperator(path: string, name: string, operand: unknown, document: unknown): boolean {
  const whole = reach(document, path.split('.'));
  const ends = whole.flatMap(({ value, isExact }) => (Array.isArray(value) && !isExact ? [...value, value] : [value]));
  switch (name) {
    case '$ne':
      return !matchOperator(path, '$eq', operand, document);
    case '$nin':
      return !matchOperator(path, '$in', operand, document);
    case '$not':
      return !matchField(path, operand, document);
    case '$all':
      return (
        (operand as unknown[]).length > 0 &&
        (operand as unknown[]).every((item) => matchOperator(path, '$eq', item, document))
      );
    case '$exists':
      return ends.some((value) => value !== undefined) === operand;
    case '$size':
      return whole.some(({ value }) => Array.isArray(value) && value.length === Number(operand));
    case '$elemMatch':
      return whole.some(
        ({ value }) => Array.isArray(value) && value.some((item) => matchElement(item, operand as Document)),
      );
    default:
      return ends.some((value) => matchValue(value, name, operand));
  }
}

function matchElement(item: unknown, condition: Document): boolean {
  if (!isOperators(condition)) return (isDocument(item) || Array.isArray(item)) && referenceMatch(condition, item);
  return Object.entries(condition).every(([name, operand]) => matchSingle(item, name, operand));
}

/** One value, never taken apart. */
function matchSingle(item: unknown, name: string, operand: unknown): boolean {
  switch (name) {
    case '$ne':
      return !matchValue(item, '$eq', operand);
    case '$nin':
      return !matchValue(item, '$in', operand);
    case '$all':
      return (
        (operand as unknown[]).length > 0 && (operand as unknown[]).every((value) => matchValue(item, '$eq', value))
      );
    case '$exists':
      return (item !== undefined) === operand;
    case '$size':
      return Array.isArray(item) && item.length === Number(operand);
    default:
      return matchValue(item, name, operand);
  }
}

const isNaNNumber = (value: unknown): boolean => bracketOf(value) === 10 && Number.isNaN(Number(String(value)));

function matchValue(value: unknown, name: string, operand: unknown): boolean {
  switch (name) {
    case '$in':
      return (operand as unknown[]).some((item) =>
        matchValue(value, item instanceof BSONRegExp ? '$regex' : '$eq', item),
      );
    case '$regex':
      return matchPattern(value, operand as BSONRegExp);
    case '$type':
      return [operand].flat().some((type) => hasType(value, type));
    default:
      return compares(value, name, operand);
  }
}

function compares(value: unknown, name: string, operand: unknown): boolean {
  const orEqual = name === '$eq' || name === '$gte' || name === '$lte';
  if (operand === null) return orEqual && (value === null || value === undefined);
  if (value === undefined) return false;
  if (isNaNNumber(value) || isNaNNumber(operand)) return orEqual && isNaNNumber(value) && isNaNNumber(operand);
  const isKey = ['minKey', 'maxKey'].includes(typeName(operand));
  if (bracketOf(value) !== bracketOf(operand) && !(isKey && name !== '$eq')) return false;
  const order = compareValues(value, operand);
  return { $eq: order === 0, $gt: order > 0, $gte: order >= 0, $lt: order < 0, $lte: order <= 0 }[name] === true;
}

function matchPattern(value: unknown, { pattern, options }: BSONRegExp): boolean {
  if (typeof value === 'string') return new RegExp(pattern, options).test(value);
  return value instanceof BSONRegExp && value.pattern === pattern && value.options === options;
}

function hasType(value: unknown, type: unknown): boolean {
  if (value === undefined) return false;
  if (type === 'number') return bracketOf(value) === 10;
  return typeName(value) === (typeof type === 'string' ? type : 'int');
}

/** A value that a path reaches. `isExact`: an index named it, so it isn't taken apart. */
interface Reached {
  readonly value: unknown;
  readonly isExact: boolean;
}

function reach(container: unknown, [part, ...rest]: readonly string[]): Reached[] {
  const value = Object.getOwnPropertyDescriptor(container as object, part as string)?.value;
  const isLength = Array.isArray(container) && part === 'length';
  if (rest.length === 0) return [{ value: isLength ? undefined : value, isExact: false }];
  if (isDocument(value)) return reach(value, rest);
  if (!Array.isArray(value)) return [{ value: undefined, isExact: false }];
  return value.flatMap((item, i) => {
    const through = isDocument(item) ? reach(item, rest) : [];
    return String(i) === rest[0] ? [...through, ...byIndex(item, rest.slice(1))] : through;
  });
}

function byIndex(item: unknown, rest: readonly string[]): Reached[] {
  if (rest.length === 0) return [{ value: item, isExact: true }];
  return isDocument(item) || Array.isArray(item) ? reach(item, rest) : [];
}
