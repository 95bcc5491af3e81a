import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../bson/arbitraries.testing.ts';
import { compareValues, identical } from '../bson/compare.ts';
import { canonical } from '../bson/plain.testing.ts';
import { Decimal128, type Document, Double, getField, Int32, isDocument, Long, typeName } from '../bson/types.ts';
import { subjects } from '../query/arbitraries.testing.ts';
import { compileUpdate } from './compile.ts';

const REFUSED = Symbol('refused');

/**
 * A second, slow evaluator of updates, written from the manual: copies its way down the path and gives the new container, `REFUSED` where MongoDB would not update.
 * `change` gets the present value (`undefined`: missing) and gives the new one (`undefined`: none).
 */
function at(
  container: unknown,
  parts: readonly string[],
  creates: boolean,
  change: (value: unknown) => unknown,
): unknown {
  const [name, ...rest] = parts as [string, ...string[]];
  if (Array.isArray(container)) {
    if (!/^\d+$/.test(name)) return creates ? REFUSED : container;
    const value = step(container[Number(name)], rest, creates, change);
    if (value === REFUSED) return REFUSED;
    if (value === undefined && Number(name) >= container.length) return container;
    const copy = [...container, ...Array(Math.max(0, Number(name) - container.length)).fill(null)];
    copy[Number(name)] = value ?? null;
    return copy;
  }
  if (!isDocument(container)) return creates ? REFUSED : container;
  const value = step(container[name], rest, creates, change);
  if (value === REFUSED) return REFUSED;
  const { [name]: _, ...others } = container;
  return value === undefined ? others : { ...container, [name]: value };
}

function step(value: unknown, rest: readonly string[], creates: boolean, change: (value: unknown) => unknown): unknown {
  if (rest.length === 0) return change(value);
  if (value === undefined) return creates ? at({}, rest, creates, change) : undefined;
  return at(value, rest, creates, change);
}

const isInt = (value: unknown): value is Int32 | Long => ['int', 'long'].includes(typeName(value));
const listOr = (work: (list: unknown[]) => unknown) => (value: unknown) =>
  value === undefined ? work([]) : Array.isArray(value) ? work(value) : REFUSED;
const ifList = (work: (list: unknown[]) => unknown) => (value: unknown) =>
  value === undefined ? undefined : Array.isArray(value) ? work(value) : REFUSED;
const same = (a: unknown, b: unknown) => compareValues(a, b) === 0;

/** Operator → does it create what is missing, and what it makes of a value. */
const REFERENCE: Record<string, [boolean, (operand: unknown) => (value: unknown) => unknown]> = {
  $set: [true, (operand) => () => operand],
  $unset: [false, () => () => undefined],
  $min: [true, (operand) => (value) => (value === undefined || compareValues(operand, value) < 0 ? operand : value)],
  $max: [true, (operand) => (value) => (value === undefined || compareValues(operand, value) > 0 ? operand : value)],
  $push: [true, (operand) => listOr((list) => [...list, operand])],
  $addToSet: [
    true,
    (operand) => listOr((list) => (list.some((item) => same(item, operand)) ? list : [...list, operand])),
  ],
  $pullAll: [false, (operand) => ifList((list) => list.filter((item) => !same(item, operand)))],
  $pop: [false, () => ifList((list) => list.slice(0, -1))],
  $inc: [
    true,
    (operand) => (value) => {
      if (value === undefined) return operand;
      return isInt(value) ? sum(value, operand as Int32) : REFUSED;
    },
  ],
};

/** MongoDB widens an int that overflows to a long and refuses a long that would. */
function sum(a: Int32 | Long, b: Int32): unknown {
  const total = BigInt(String(a)) + BigInt(String(b));
  if (total !== BigInt.asIntN(64, total)) return REFUSED;
  const wide = a instanceof Long || total !== BigInt.asIntN(32, total);
  return wide ? Long.fromBigInt(total) : new Int32(Number(total));
}

/** How the update writes the operand that the reference takes. */
const WRITTEN: Record<string, (operand: unknown) => unknown> = {
  $pullAll: (operand) => [operand],
  $pop: () => new Int32(1),
};

const paths = fc.constantFrom('a', 'b', 'c', 'a.b', 'a.c', 'a.b.c', 'a.0', 'a.2', 'a.0.b', 'b.1', 'x.y');
const operands = subjects.map(({ a }) => a ?? null);
const changes = fc.constantFrom(...Object.keys(REFERENCE));

describe('update operators', () => {
  it('agree with the reference evaluator', () => {
    fc.assert(
      fc.property(subjects, changes, paths, operands, fc.integer(), (document, operator, path, value, number) => {
        const operand = operator === '$inc' ? new Int32(number) : value;
        // Doubles and decimals have a table of their own.
        const [creates, change] = REFERENCE[operator]!;
        const expected = at(document, path.split('.'), creates, change(operand));
        const isIncOfOther = operator === '$inc' && hasOtherNumber(document, path);
        fc.pre(!isIncOfOther);
        const update = compileUpdate({ [operator]: { [path]: (WRITTEN[operator] ?? ((x) => x))(operand) } });
        if (expected === REFUSED) expect(() => update.apply(document)).toThrow();
        else {
          const result = update.apply(document);
          expect(canonical(result.document)).toEqual(canonical(expected));
          expect(result.modified).toBe(!identical(document, expected));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('of several paths don’t depend on the order in which they are written', () => {
    fc.assert(
      fc.property(subjects, operands, operands, (document, x, y) => {
        const [one, two]: Document[] = [
          { $set: { 'a.b': x }, $unset: { b: 1 }, $max: { c: y } },
          { $max: { c: y }, $unset: { b: 1 }, $set: { 'a.b': x } },
        ] as Document[];
        const outcome = (update: Document) => {
          try {
            return canonical(compileUpdate(update).apply(document).document);
          } catch (error) {
            return String(error);
          }
        };
        expect(outcome(one!)).toEqual(outcome(two!));
      }),
      { numRuns: RUNS },
    );
  });
});

function hasOtherNumber(document: Document, path: string): boolean {
  const value = path.split('.').reduce<unknown>((container, part) => getField(container, part), document);
  return value instanceof Double || value instanceof Decimal128;
}
