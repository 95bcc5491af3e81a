import { expect, it } from 'vitest';
import { groupOf, navigationOf } from './navigation-groups.ts';
import type { PageRoute } from './route-types.ts';

const page = async () => ({ default: () => null });
const title = { zh: '', en: '' };
const routes: readonly PageRoute[] = [
  { path: '/b', title, page, group: 'find', order: 20 },
  { path: '/a', title, page, group: 'find', order: 10 },
  { path: '/a/:id', title, page },
  { path: '/my', title, page, group: 'my', scopes: ['user'] },
  { path: '/lab', title, page, group: 'lab', scopes: ['usage:write'] },
  { path: '/lab/queue', title, page, group: 'lab', roles: ['INSTRUMENT_ADMINISTRATOR'] },
];
const visitor = { roles: [], scopes: [], user: null };
const lab = { roles: ['INSTRUMENT_ADMINISTRATOR'], scopes: ['usage:write'], user: {} };

it('lists what the rights allow, in order', () => {
  expect(navigationOf(routes, visitor).map(({ group }) => group)).toEqual(['find']);
  expect(navigationOf(routes, visitor)[0]?.routes.map(({ path }) => path)).toEqual(['/a', '/b']);
  expect(navigationOf(routes, lab).map(({ group }) => group)).toEqual(['find', 'my', 'lab']);
});

it('finds the group of a page, the first for one that is not listed', () => {
  const parts = navigationOf(routes, lab);
  expect(groupOf(parts, '/lab/queue')).toBe('lab');
  expect(groupOf(parts, '/a/mdj:x:1')).toBe('find');
  expect(groupOf(parts, '/labels')).toBe('find');
  expect(groupOf([], '/')).toBeUndefined();
});
