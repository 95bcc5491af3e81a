import { expect, it } from 'vitest';
import { WeightedLru } from './lru.ts';

it('forgets the least recently used once the weights exceed the limit', () => {
  const lru = new WeightedLru<number>(10);
  lru.set('a', 1, 4);
  lru.set('b', 2, 4);
  expect(lru.get('a')).toBe(1);
  lru.set('c', 3, 4);
  expect([lru.get('a'), lru.get('b'), lru.get('c')]).toEqual([1, undefined, 3]);
  expect(lru.weight).toBe(8);
});

it('replaces weights, and keeps nothing that is too heavy', () => {
  const lru = new WeightedLru<number>(10);
  lru.set('a', 1, 4);
  lru.set('a', 2, 6);
  expect([lru.get('a'), lru.weight, lru.size]).toEqual([2, 6, 1]);
  lru.set('a', 3, 11);
  expect([lru.get('a'), lru.weight, lru.size]).toEqual([undefined, 0, 0]);
  lru.set('b', 1, 1);
  lru.clear();
  expect([lru.size, lru.weight]).toEqual([0, 0]);
});
