import { expect, it } from 'vitest';
import { isVisible } from './route-types.ts';

const visitor = { roles: [], scopes: [], user: null };
const user = { roles: ['RESEARCHER'], scopes: ['bookings:request'], user: {} };

it('shows a page to whom its roles or scopes name, one without them to everybody', () => {
  expect(isVisible({}, visitor)).toBe(true);
  expect(isVisible({ scopes: ['user'] }, visitor)).toBe(false);
  expect(isVisible({ scopes: ['user'] }, user)).toBe(true);
  expect(isVisible({ scopes: ['bookings:manage'] }, user)).toBe(false);
  expect(isVisible({ roles: ['RESEARCHER'], scopes: ['bookings:manage'] }, user)).toBe(true);
  expect(isVisible({ roles: ['AUDITOR'] }, user)).toBe(false);
});
