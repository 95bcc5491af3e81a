import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nestsDeeperThan } from './nesting.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

it('finds how deep a JSON text nests, whatever its strings hold', () => {
  const text = fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', '}', 'a', '牡') });
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { depthSize: 'medium' },
      text,
      fc.constant(null),
      fc.array(tie('json'), { maxLength: 4 }),
      fc.dictionary(text, tie('json'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(json, fc.boolean(), (value, pretty) => {
      const depth = depthOf(value);
      const written = JSON.stringify(value, null, pretty ? 2 : 0);
      expect([nestsDeeperThan(written, depth - 1), nestsDeeperThan(written, depth)]).toEqual([depth > 0, false]);
    }),
  );
});

it('ends with text that is no JSON', () => {
  for (const text of ['', '"', '"\\', '"\\"', ']]]]', '[["]]']) expect(nestsDeeperThan(text, 2)).toBe(false);
  expect(nestsDeeperThan('['.repeat(1_000_000), 10)).toBe(true);
});
