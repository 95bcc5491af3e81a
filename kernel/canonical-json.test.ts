import { expect, test } from 'vitest';
import { canonicalJson, contentHash, plainJson } from './canonical-json.ts';

test('members are sorted by UTF-16 code units, as the example of RFC 8785 §3.2.3', () => {
  const members = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
  const names = Object.keys(JSON.parse(canonicalJson(members)));
  expect(canonicalJson(members)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  expect(names).toHaveLength(7);
});

test('numbers and text as the example of RFC 8785 §3.2.2', () => {
  const value = { numbers: [333333333.3333333, 1e30, 4.5, 0.002, 1e-27], literals: [null, true, false] };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}',
  );
});

test('dates are instants, undefined members are absent, and the order of members is no difference', () => {
  expect(plainJson({ at: new Date(0), none: undefined })).toEqual({ at: '1970-01-01T00:00:00.000Z' });
  expect(contentHash({ a: 1, b: [new Date(0)] })).toBe(contentHash({ b: ['1970-01-01T00:00:00.000Z'], a: 1 }));
  expect(contentHash({ a: 1 })).not.toBe(contentHash({ a: '1' }));
});

test('what JSON cannot say is an error', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1n, () => 1])
    expect(() => plainJson([value])).toThrow(TypeError);
});
