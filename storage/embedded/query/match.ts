import { compileExpression, type ExpressionOptions } from '../aggregate/expression.ts';
import { isTruthyValue } from '../aggregate/truth.ts';
import type { Collation } from '../bson/collation.ts';
import { compareValues, readRegex } from '../bson/compare.ts';
import { isNaNValue } from '../bson/numbers.ts';
import { bracketOf, type Document, isDocument, typeOf } from '../bson/types.ts';
import type { Comparison, LeafTest, Pattern, Predicate } from './ast.ts';
import { parseFilter } from './parse.ts';
import { type MatchState, type Visitor, visitPath } from './paths.ts';

/** What a filter may refer to besides the document. */
export type MatchOptions = ExpressionOptions;

type Test = (document: unknown, state: MatchState) => boolean;

/** A compiled filter. `locate` also tells which element of the outermost array matched, for the positional `$`. */
export interface Matcher {
  (document: Document): boolean;
  readonly locate: (document: Document) => { matched: boolean; index: number | undefined };
  readonly predicate: Predicate;
}

/** Compiles a filter to a function over documents. Parse errors are thrown here, never by the function. */
export function compileMatcher(filter: Document, options: MatchOptions = {}): Matcher {
  return compileParsed(parseFilter(filter), options);
}

/** The same for a filter that is parsed already. */
export function compileParsed(predicate: Predicate, options: MatchOptions = {}): Matcher {
  const test = compilePredicate(predicate, options);
  const unused: MatchState = { index: undefined };
  const locate = (document: Document) => {
    const state: MatchState = { index: undefined };
    const matched = test(document, state);
    return { matched, index: matched ? state.index : undefined };
  };
  return Object.assign((document: Document) => test(document, unused), { locate, predicate });
}

function compilePredicate(predicate: Predicate, options: MatchOptions): Test {
  switch (predicate.op) {
    case 'and': {
      const tests = predicate.of.map((item) => compilePredicate(item, options));
      return (document, state) => tests.every((test) => test(document, state));
    }
    case 'or': {
      const tests = predicate.of.map((item) => compilePredicate(item, options));
      return (document, state) => tests.some((test) => test(document, state));
    }
    case 'not': {
      const inner = compilePredicate(predicate.of, options);
      return (document) => !inner(document, { index: undefined });
    }
    case 'expr': {
      const evaluate = compileExpression(predicate.expression, options);
      return (document) => isTruthyValue(evaluate(document as Document));
    }
    case 'path': {
      const visit = compileLeaf(predicate.test, options);
      const { parts } = predicate;
      const expand = !WHOLE_ARRAY.has(predicate.test.op);
      return (document, state) => visitPath(document, parts, 0, expand, visit, state);
    }
  }
}

const WHOLE_ARRAY = new Set<string>(['size', 'elemMatch', 'elemValue']);

function compileLeaf(test: LeafTest, options: MatchOptions): Visitor {
  switch (test.op) {
    case 'exists':
      return (value) => value !== undefined;
    case 'in':
      return compileIn(test.values, test.patterns, options.collation);
    case 'regex':
      return compileRegex(test.pattern);
    case 'type':
      return (value) => value !== undefined && test.types.has(typeOf(value));
    case 'size':
      return (value) => Array.isArray(value) && value.length === test.size;
    case 'elemMatch':
    case 'elemValue':
      return compileElemMatch(test, options);
    case 'none': {
      const inner = test.of.map((item) => compileLeaf(item, options));
      return (value, state) => !inner.every((visit) => visit(value, state));
    }
    default:
      return compileComparison(test.op, test.value, options.collation);
  }
}

function compileElemMatch(test: LeafTest & { op: 'elemMatch' | 'elemValue' }, options: MatchOptions): Visitor {
  const matches = test.op === 'elemMatch' ? elementDocument(test.of, options) : elementValue(test.of, options);
  return (value, state) => {
    if (!Array.isArray(value)) return false;
    const index = value.findIndex((item) => matches(item));
    if (index >= 0) state.index = index;
    return index >= 0;
  };
}

function elementDocument(predicate: Predicate, options: MatchOptions): (item: unknown) => boolean {
  const inner = compilePredicate(predicate, options);
  return (item) => (isDocument(item) || Array.isArray(item)) && inner(item, { index: undefined });
}

function elementValue(tests: readonly LeafTest[], options: MatchOptions): (item: unknown) => boolean {
  const visitors = tests.map((test) => compileLeaf(test, options));
  return (item) => visitors.every((visit) => visit(item, { index: undefined }));
}

const HOLDS: Record<Comparison, (order: number) => boolean> = {
  eq: (order) => order === 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
};

/** Only values of the operand's own type bracket compare; null also means missing; MinKey and MaxKey compare with everything. */
function compileComparison(op: Comparison, operand: unknown, collation: Collation | undefined): Visitor {
  if (op === 'eq' && typeof operand === 'string' && collation === undefined) return (value) => value === operand;
  const inclusive = op === 'eq' || op === 'lte' || op === 'gte';
  if (operand === null || operand === undefined) return (value) => inclusive && (value === null || value === undefined);
  const holds = HOLDS[op];
  const bracket = bracketOf(operand);
  if (isNaNValue(operand)) return (value) => inclusive && value !== undefined && isNaNValue(value);
  const ofAllTypes = bracket === 1 || bracket === 127;
  return (value) => {
    if (bracketOf(value) !== bracket) return ofAllTypes && value !== undefined && holds(bracketOf(value) - bracket);
    return holds(compareValues(value, operand, collation)) && !isNaNValue(value);
  };
}

/** Many values are looked up by bisection. */
function compileIn(
  values: readonly unknown[],
  patterns: readonly Pattern[],
  collation: Collation | undefined,
): Visitor {
  const sorted = [...values].map((value) => value ?? null).sort((a, b) => compareValues(a, b, collation));
  const regexes = patterns.map(compileRegex);
  return (value, state) => bisect(sorted, value ?? null, collation) || regexes.some((visit) => visit(value, state));
}

function bisect(sorted: readonly unknown[], value: unknown, collation: Collation | undefined): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareValues(sorted[middle], value, collation);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

/** Tests strings; a stored regular expression matches itself. */
function compileRegex(pattern: Pattern): Visitor {
  return (value) => {
    if (typeof value === 'string') return pattern.compiled.test(value);
    if (value === undefined || typeOf(value) !== 11) return false;
    const own = readRegex(value);
    return own.pattern === pattern.source && own.options === pattern.options;
  };
}
