import { expect, test } from 'vitest';
import { chooseCoding } from './content-coding.ts';

const all = new Set(['br', 'gzip', 'identity'] as const);

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0.2, gzip;q=0.8', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['BR', 'br'],
  ['deflate', 'identity'],
  ['identity', 'identity'],
  ['', 'identity'],
  [undefined, 'identity'],
  ['br;q=nonsense', 'identity'],
])('Accept-Encoding %j gets %s', (header, coding) => {
  expect(chooseCoding(header, all)).toBe(coding);
});

test('never one that is not there', () => {
  expect(chooseCoding('br, gzip', new Set(['identity']))).toBe('identity');
  expect(chooseCoding('br, gzip', new Set(['gzip', 'identity']))).toBe('gzip');
});
