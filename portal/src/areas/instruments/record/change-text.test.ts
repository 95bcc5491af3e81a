import { expect, test } from 'vitest';
import { valueText } from './change-text.ts';

test('values of the history are told as people read them', () => {
  expect(valueText('name', '"扫描电镜"')).toBe('扫描电镜');
  expect(valueText('standards', '["GB/T 1","GB/T 2"]')).toBe('GB/T 1，GB/T 2');
  expect(valueText('originalValueFen', '125000050')).toBe('¥1,250,000.50');
  expect([valueText('model', null), valueText('model', 'null')]).toEqual(['', '']);
});
