import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ROLE_NAMES, SCOPES_OF_ROLE } from '../auth/policy.ts';
import { ROLES } from '../kernel/caller.ts';
import { permissionsFile, permissionsTable } from './permissions.ts';

test('docs/permissions.md is fresh (npm run permissions)', () => {
  expect(readFileSync(permissionsFile, 'utf8')).toBe(permissionsTable());
});

test('every mutation says who may use it, and every scope in the schema is given to a role', () => {
  expect(permissionsTable()).not.toContain('none: refused');
  expect(permissionsTable()).not.toContain('| nobody |');
});

test('auth and kernel know the same roles', () => {
  expect([...ROLE_NAMES]).toEqual([...ROLES]);
});

test('an auditor only reads; a provincial official sees figures only', () => {
  expect(SCOPES_OF_ROLE.AUDITOR.every((scope) => scope.endsWith(':read'))).toBe(true);
  expect(SCOPES_OF_ROLE.PROVINCIAL_OFFICIAL).toEqual(['figures:read']);
});
