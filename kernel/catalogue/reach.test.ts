import { expect, test } from 'vitest';
import type { PlatformInfo } from '../types.ts';
import { mayLeave } from './reach.ts';
import type { SharedRecord } from './types.ts';

type Place = Pick<PlatformInfo, 'id' | 'level' | 'parent'>;
const mdj: Place = { id: 'mdj', level: 'CITY', parent: 'hlj' };
const hrb: Place = { id: 'hrb', level: 'CITY', parent: 'hlj' };
const hlj: Place = { id: 'hlj', level: 'PROVINCE', parent: 'cn' };
const jl: Place = { id: 'jl', level: 'PROVINCE', parent: 'cn' };
const cn: Place = { id: 'cn', level: 'NATION', parent: null };
const county: Place = { id: 'nad', level: 'COUNTY', parent: 'mdj' };

const table: readonly [Place, Place, SharedRecord['sharing'], SharedRecord['grade'], boolean][] = [
  [mdj, hlj, 'CITY', 'OPEN', false],
  [mdj, hlj, 'PROVINCE', 'OPEN', true],
  [hlj, mdj, 'CITY', 'OPEN', false],
  [hlj, mdj, 'PROVINCE', 'OPEN', true],
  [mdj, county, 'CITY', 'OPEN', true],
  [mdj, county, 'UNIT', 'OPEN', false],
  [mdj, hrb, 'CITY', 'OPEN', false],
  [mdj, hrb, 'PROVINCE', 'OPEN', true],
  [hlj, cn, 'PROVINCE', 'OPEN', false],
  [hlj, cn, 'NATION', 'OPEN', true],
  [hlj, jl, 'PROVINCE', 'OPEN', false],
  [hlj, jl, 'NATION', 'OPEN', true],
  [mdj, hlj, 'NATION', 'RESTRICTED', false],
  [mdj, hlj, 'PROVINCE', 'INTERNAL', true],
  [mdj, hrb, 'PROVINCE', 'INTERNAL', false],
];

test.each(table)('%o to %o, %s, %s: %s', (own, partner, sharing, grade, leaves) => {
  expect(mayLeave({ sharing, grade }, own, partner)).toBe(leaves);
});

test('a withdrawn record does not leave', () => {
  expect(mayLeave({ sharing: 'NATION', grade: 'OPEN', withdrawn: true }, mdj, hlj)).toBe(false);
});
