import { expect, it } from 'vitest';
import { fenOfYuan } from './yuan.ts';

it.each([
  ['120', 12_000],
  ['120.5', 12_050],
  [' 0.07 ', 7],
  ['1.005', undefined],
  ['-3', undefined],
  ['', undefined],
])('reads %j as %j fen', (text, fen) => {
  expect(fenOfYuan(text)).toBe(fen);
});
