import { describe, expect, it } from 'vitest';
import { faultOf } from '../bson/plain.testing.ts';
import { compilePattern, prefixOf } from './regex.ts';

/** PCRE pattern, options, texts that match, texts that don't. */
const TABLE: (readonly [string, string, string[], string[]])[] = [
  ['^ab$', '', ['ab', 'ab\n'], ['abc', 'ab\nc']],
  ['^b$', 'm', ['a\nb\nc'], ['ab']],
  ['a.c', '', ['abc', 'a\u{1F600}c'], ['a\nc']],
  ['a.c', 's', ['a\nc'], []],
  ['(?i)abc', '', ['ABC'], []],
  ['\\Aab\\z', '', ['ab'], ['ab\n']],
  ['ab\\Z', '', ['ab\n'], ['abc']],
  ['[]a]', '', [']', 'a'], ['b']],
  ['[^]a]', '', ['b'], [']', 'a']],
  ['[a\\-z[]', '', ['-', '['], ['b']],
  ['foo\\-bar\\_x\\/y', '', ['foo-bar_x/y'], ['foobar']],
  ['(?P<y>\\d)x\\k<y>', '', ['1x1'], ['1x2']],
  ['(a)(?:b)\\1', '', ['aba'], ['abb']],
  ['x{', '', ['x{'], ['x']],
  ['x{2,3}y', '', ['xxy'], ['xy']],
  // ASCII only, as in PCRE without UCP.
  ['\\s', '', [' ', '\t'], ['\u00a0']],
  ['^[\\s,]+$', '', [' ,'], ['\u00a0']],
  ['^\\w+$', '', ['ab_1'], ['é']],
  ['\\x{4e2d}', '', ['中'], ['x']],
  ['^\\p{Han}+$', '', ['中文'], ['a']],
  ['^\\p{L}$', '', ['é', '中'], ['1']],
  ['é', 'i', ['É'], ['e']],
];

describe('regular expressions', () => {
  it.each(TABLE)('/%s/%s', (source, options, matching, others) => {
    const { compiled } = compilePattern(source, options);
    for (const text of matching) expect(compiled.test(text), text).toBe(true);
    for (const text of others) expect(compiled.test(text), text).toBe(false);
  });

  it.each([
    ['a++', '', 51091],
    ['(?>a)', '', 51091],
    ['(a', '', 51091],
    ['a\\', '', 51091],
    ['\\K', '', 51091],
    ['\\Qa.b\\E', '', 51091],
    ['[[:alpha:]]', '', 51091],
    ['\\h\\R', '', 51091],
    ['(?x)a b', '', 51091],
    ['a b', 'x', 238],
    ['a', 'g', 51108],
    ['a\0b', '', 2],
  ])('/%s/%s is refused', (source, options, code) => {
    expect(faultOf(() => compilePattern(source, options)).code).toBe(code);
  });

  it.each([
    ['^abc', '', 'abc'],
    ['^ab\\.c', '', 'ab.c'],
    ['^abc?', '', 'ab'],
    ['^abc*d', '', 'ab'],
    ['^ab{0,2}', '', 'a'],
    ['^abc+', '', 'abc'],
    ['^a.c', '', 'a'],
    ['^\u{1F600}?', '', ''],
    ['\\Aab', '', 'ab'],
    ['abc', '', ''],
    ['^a|b', '', ''],
    ['^(a)', '', ''],
    ['^abc', 'i', ''],
    ['^abc', 'm', ''],
  ])('/%s/%s begins with %j', (source, options, prefix) => {
    expect(prefixOf(compilePattern(source, options))).toBe(prefix);
  });
});
