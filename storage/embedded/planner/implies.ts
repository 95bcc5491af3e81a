import type { BSON } from 'bson';
import type { Collation } from '../bson/collation.ts';
import { identical } from '../bson/compare.ts';
import { isDocument } from '../bson/types.ts';
import type { LeafTest, Predicate } from '../query/ast.ts';
import { compileMatcher } from '../query/match.ts';
import { parseFilter } from '../query/parse.ts';

/**
 * Whether every document that `predicate` accepts is in an index with this `partialFilterExpression`. Errs on the side of "no": each condition of
 * the filter must stand in the query as it is, or follow from the values that the query demands for the same path.
 */
export function impliesPartial(
  predicate: Predicate,
  partial: BSON.Document,
  collation: Collation | undefined,
): boolean {
  if (collation) return false;
  const query = predicate.op === 'and' ? predicate.of : [predicate];
  return conjuncts(partial).every((condition) => query.some((test) => implies(test, condition)));
}

function conjuncts(filter: BSON.Document): BSON.Document[] {
  return Object.entries(filter).flatMap(([name, value]) => {
    if (name === '$and' && Array.isArray(value)) return value.flatMap((item) => conjuncts(item as BSON.Document));
    const operators = isDocument(value) ? Object.entries(value) : [];
    if (operators.length > 0 && operators.every(([operator]) => operator.startsWith('$')))
      return operators.map(([operator, operand]) => ({ [name]: { [operator]: operand } }));
    return [{ [name]: value }];
  });
}

function implies(test: Predicate, condition: BSON.Document): boolean {
  if (sameTest(test, parseFilter(condition))) return true;
  const path = Object.keys(condition)[0] as string;
  if (test.op !== 'path' || test.path !== path) return false;
  const values = demanded(test.test);
  if (values) {
    const matches = compileMatcher(condition);
    return values.every((value) => matches(nest(test.parts, value)));
  }
  return demandsPresence(test.test) && isDocument(condition[path]) && condition[path].$exists === true;
}

function demanded(test: LeafTest): readonly unknown[] | undefined {
  const values =
    test.op === 'eq' ? [test.value] : test.op === 'in' && test.patterns.length === 0 ? test.values : undefined;
  return values?.every((value) => value !== null && value !== undefined && !Array.isArray(value)) ? values : undefined;
}

function demandsPresence(test: LeafTest): boolean {
  if (test.op === 'lt' || test.op === 'lte' || test.op === 'gt' || test.op === 'gte')
    return test.value !== null && test.value !== undefined;
  return test.op === 'regex' || test.op === 'type' || test.op === 'exists';
}

function nest(parts: readonly string[], value: unknown): BSON.Document {
  return parts.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as BSON.Document;
}

function sameTest(a: Predicate, b: Predicate): boolean {
  if (a.op !== 'path' || b.op !== 'path' || a.path !== b.path || a.test.op !== b.test.op) return false;
  const { test } = a;
  const other = b.test;
  if ('value' in test && 'value' in other) return identical(test.value, other.value);
  if (test.op === 'type' && other.op === 'type')
    return test.types.size === other.types.size && [...test.types].every((type) => other.types.has(type));
  if (test.op === 'in' && other.op === 'in')
    return test.patterns.length === 0 && other.patterns.length === 0 && identical(test.values, other.values);
  return test.op === 'exists';
}
