import { expect, test } from 'vitest';
import { candidatesOf, type DispatchRule, fittingRule } from './dispatch-rules.ts';

const rule = (fields: Partial<DispatchRule>): DispatchRule => ({
  name: 'rule',
  priority: 10,
  categories: [],
  standardKeys: [],
  districts: [],
  unitIds: [],
  mostUnits: null,
  mostInWork: null,
  mode: 'FIRST_COME',
  automatic: false,
  ...fields,
});
const facts = { categories: ['金属'], standardKeys: ['GBT228.1'], district: '东安区' };

test('the first rule by priority that fits counts; empty lists fit everything', () => {
  const metal = rule({ name: 'metal', categories: ['金属'], priority: 1 });
  const food = rule({ name: 'food', categories: ['食品'], priority: 0 });
  const all = rule({ name: 'all' });
  expect(fittingRule([all, metal, food], facts)).toBe(metal);
  expect(fittingRule([all, food], facts)).toBe(all);
  expect(fittingRule([food], facts)).toBeNull();
  expect(fittingRule([rule({ districts: ['东安区'] })], { ...facts, district: null })).toBeNull();
  expect(fittingRule([rule({ districts: ['东安区'], standardKeys: ['GBT229'] })], facts)).toBeNull();
  expect(fittingRule([rule({ name: 'b' }), rule({ name: 'a' })], facts)?.name).toBe('a');
});

const inWork = new Map([
  ['a', 5],
  ['b', 1],
  ['c', 1],
]);
const told = (one: DispatchRule | null) =>
  candidatesOf(one, ['a', 'b', 'c', 'd'], inWork).map(({ unitId, leftOut }) => `${unitId} ${leftOut ?? 'proposed'}`);

test('without names the least busy are asked first', () => {
  expect(told(null)).toEqual(['d proposed', 'b proposed', 'c proposed', 'a proposed']);
  expect(told(rule({ mostUnits: 2 }))).toEqual(['d proposed', 'b proposed', 'c BEYOND_MOST', 'a BEYOND_MOST']);
});

test('named units in their order, the busy ones left out', () => {
  expect(told(rule({ unitIds: ['a', 'c', 'x', 'b'], mostInWork: 5 }))).toEqual([
    'c proposed',
    'b proposed',
    'a BUSY',
    'd NOT_NAMED',
  ]);
});
