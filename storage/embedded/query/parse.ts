import { isTruthyValue } from '../aggregate/truth.ts';
import { type Document, isDocument } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import type { LeafTest, Predicate } from './ast.ts';
import { isPattern, parseIn, parseRegex, parseSize, parseTypes } from './operands.ts';
import { isOperator } from './operator-names.ts';

const bad = (message: string) => new MongoServerFault('BadValue', message);

/** Known to MongoDB, refused here. */
const REFUSED = new Set([
  '$where',
  '$text',
  '$jsonSchema',
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$sampleRate',
  '$uniqueDocs',
  '$mod',
  '$bitsAllSet',
  '$bitsAnySet',
  '$bitsAllClear',
  '$bitsAnyClear',
]);

/** Parses a filter. Errors: BadValue (2), FailedToParse (9), with MongoDB's texts. */
export function parseFilter(filter: Document): Predicate {
  const of: Predicate[] = [];
  for (const name of Object.keys(filter)) {
    const value = filter[name];
    const parsed = name.startsWith('$') ? parseTopLevel(name, value) : parseField(name, value);
    if (parsed !== undefined) of.push(parsed);
  }
  return conjunction(of);
}

function conjunction(of: readonly Predicate[]): Predicate {
  return of.length === 1 && of[0] !== undefined ? of[0] : { op: 'and', of };
}

function parseTopLevel(name: string, value: unknown): Predicate | undefined {
  switch (name) {
    case '$and':
      return { op: 'and', of: parseList(name, value) };
    case '$or':
      return { op: 'or', of: parseList(name, value) };
    case '$nor':
      return not({ op: 'or', of: parseList(name, value) });
    case '$expr':
      return { op: 'expr', expression: value };
    case '$comment':
      return undefined;
    case '$alwaysTrue':
      return { op: 'and', of: [] };
    case '$alwaysFalse':
      return { op: 'or', of: [] };
  }
  if (name === '$text') throw new MongoServerFault('IndexNotFound', 'text index required for $text query');
  if (REFUSED.has(name)) throw notImplemented(`query operator ${name}`);
  throw bad(
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  );
}

function parseList(name: string, value: unknown): readonly Predicate[] {
  if (!Array.isArray(value)) throw bad(`${name} must be an array`);
  if (value.length === 0) throw bad(`${name} argument must be a non-empty array`);
  return value.map((item) => {
    if (!isDocument(item)) throw bad(`${name} argument's entries must be objects`);
    return parseFilter(item);
  });
}

const first = (document: Document): string | undefined => Object.keys(document)[0];

function parseField(path: string, value: unknown): Predicate {
  if (isOperator(value)) return parseOperators(path, value as Document);
  if (isPattern(value)) return atPath(path, parseRegex(value, undefined));
  return atPath(path, { op: 'eq', value });
}

function atPath(path: string, test: LeafTest): Predicate {
  return { op: 'path', path, parts: path.split('.'), test };
}

function parseOperators(path: string, operators: Document): Predicate {
  const of: Predicate[] = [];
  for (const name of Object.keys(operators)) {
    if (!name.startsWith('$')) throw bad(`unknown operator: ${name}`);
    const parsed = parseOperator(path, name, operators[name], operators);
    if (parsed !== undefined) of.push(parsed);
  }
  return conjunction(of);
}

const not = (of: Predicate): Predicate => ({ op: 'not', of });

function parseOperator(path: string, name: string, value: unknown, all: Document): Predicate | undefined {
  switch (name) {
    case '$ne':
      if (isPattern(value)) throw bad("Can't have regex as arg to $ne.");
      return not(atPath(path, { op: 'eq', value }));
    case '$nin':
      return not(atPath(path, parseIn(name, value)));
    case '$not':
      return not(parseNot(path, value));
    case '$exists': {
      const exists = atPath(path, { op: 'exists' });
      return isTruthyValue(value) ? exists : not(exists);
    }
    case '$all':
      return parseAll(path, value);
    case '$elemMatch':
      return atPath(path, parseElemMatch(value));
    case '$options':
      if (!Object.hasOwn(all, '$regex')) throw bad('$options needs a $regex');
      return undefined;
    case '$comment':
      return undefined;
    default:
      return atPath(path, parseLeaf(path, name, value, all));
  }
}

const COMPARISONS: Record<string, 'eq' | 'lt' | 'lte' | 'gt' | 'gte'> = {
  $eq: 'eq',
  $lt: 'lt',
  $lte: 'lte',
  $gt: 'gt',
  $gte: 'gte',
};

function parseLeaf(path: string, name: string, value: unknown, all: Document): LeafTest {
  const comparison = COMPARISONS[name];
  if (comparison !== undefined) {
    if (comparison !== 'eq' && isPattern(value))
      throw bad(`Can't have RegEx as arg to predicate over field '${path}'.`);
    return { op: comparison, value };
  }
  switch (name) {
    case '$in':
      return parseIn(name, value);
    case '$regex':
      return parseRegex(value, all.$options);
    case '$type':
      return { op: 'type', types: parseTypes(value) };
    case '$size':
      return { op: 'size', size: parseSize(value) };
  }
  if (REFUSED.has(name)) throw notImplemented(`query operator ${name}`);
  throw bad(`unknown operator: ${name}`);
}

function parseNot(path: string, value: unknown): Predicate {
  if (isPattern(value)) return atPath(path, parseRegex(value, undefined));
  if (!isDocument(value)) throw bad('$not needs a regex or a document');
  if (Object.keys(value).length === 0) throw bad('$not cannot be empty');
  return parseOperators(path, value);
}

function parseAll(path: string, value: unknown): Predicate {
  if (!Array.isArray(value)) throw bad('$all needs an array');
  if (value.length === 0) return { op: 'or', of: [] };
  const elemMatches = value.filter((item) => isDocument(item) && first(item) === '$elemMatch').length;
  if (elemMatches > 0 && elemMatches < value.length) throw bad('no $ expressions in $all');
  return conjunction(value.map((item) => parseAllItem(path, item)));
}

function parseAllItem(path: string, item: unknown): Predicate {
  if (isPattern(item)) return atPath(path, parseRegex(item, undefined));
  if (!isOperator(item)) return atPath(path, { op: 'eq', value: item });
  const { $elemMatch } = item as Document;
  if ($elemMatch === undefined) throw bad('no $ expressions in $all');
  return atPath(path, parseElemMatch($elemMatch));
}

const LOGICAL = new Set(['$and', '$or', '$nor', '$where', '$expr']);

function parseElemMatch(value: unknown): LeafTest {
  if (!isDocument(value)) throw bad('$elemMatch needs an Object');
  const name = first(value);
  if (name?.startsWith('$') !== true || LOGICAL.has(name)) {
    if (Object.hasOwn(value, '$expr')) throw bad('$expr can only be applied to the top-level document');
    return { op: 'elemMatch', of: parseFilter(value) };
  }
  return { op: 'elemValue', of: leafTests(parseOperators('', value)) };
}

/** The tests of a predicate on one value, for `$elemMatch: {$gt: 1, $lt: 5}`. */
function leafTests(predicate: Predicate): LeafTest[] {
  if (predicate.op === 'path') return [predicate.test];
  if (predicate.op === 'and') return predicate.of.flatMap(leafTests);
  if (predicate.op === 'not') return [{ op: 'none', of: leafTests(predicate.of) }];
  if (predicate.op === 'or' && predicate.of.length === 0) return [{ op: 'in', values: [], patterns: [] }];
  throw bad('$elemMatch needs operators on values');
}
