import { bracketOf } from '../bson/types.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import type { Predicate } from '../query/ast.ts';
import type { Interval } from '../query/intervals.ts';

const STRING_BRACKET = 15;
const OBJECT_BRACKET = 20;
const BINARY_BRACKET = 30;
const REGEX_BRACKET = 50;

/**
 * Whether the entries within the bounds are exactly the matches. Only for equality with (lists of) plain scalars on the bounded fields: there a
 * document matches if and only if it has such an entry.
 */
export function answersExactly(
  predicate: Predicate,
  index: CollectionIndex,
  bounds: readonly (readonly Interval[] | undefined)[],
): boolean {
  const tests = predicate.op === 'and' ? predicate.of : [predicate];
  if (index.spec.partial || index.spec.sparse) return false;
  const seen = new Set<string>();
  return tests.every((test) => {
    if (test.op !== 'path' || seen.has(test.path)) return false;
    seen.add(test.path);
    const at = index.spec.fields.findIndex((field) => field.name === test.path);
    return at >= 0 && at < bounds.length && isScalarEquality(test);
  });
}

function isScalarEquality({ test }: Predicate & { op: 'path' }): boolean {
  if (test.op === 'eq') return isScalar(test.value);
  return test.op === 'in' && test.patterns.length === 0 && test.values.every(isScalar);
}

/** A value that matches by being equal, alone or as an element, and in no other way. */
export function isScalar(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  const bracket = bracketOf(value);
  return (
    bracket <= STRING_BRACKET || (bracket > OBJECT_BRACKET && bracket >= BINARY_BRACKET && bracket < REGEX_BRACKET)
  );
}
