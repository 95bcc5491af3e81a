import { expect, it } from 'vitest';
import { looksLikeStandard } from './standard-number.ts';

it.each(['GB/T 228.1', 'gb/t228.1-2021', 'GB 5009.268', 'ISO 6892-1:2019', 'ASTM E8', 'JJG 1036', ' DB23/T 100'])(
  '%s is the number of a standard',
  (text) => expect(looksLikeStandard(text)).toBe(true),
);

it.each(['拉伸试验', 'GB', 'standard 228', 'isotope ratio', '2021', ''])('%s is not', (text) =>
  expect(looksLikeStandard(text)).toBe(false),
);
