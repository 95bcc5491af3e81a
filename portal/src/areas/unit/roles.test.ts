import { expect, test } from 'vitest';
import { PLATFORM_ROLES, pathOf, UNIT_ROLES } from './roles.ts';

test('a unit’s roles are given over the unit, the platform’s over the platform', () => {
  for (const role of UNIT_ROLES) expect(pathOf(role, 'mdj', 'mdj:unit:1')).toEqual(['mdj', 'mdj:unit:1']);
  for (const role of PLATFORM_ROLES) expect(pathOf(role, 'mdj', 'mdj:unit:1')).toEqual(['mdj']);
  expect(pathOf('RESEARCHER', 'mdj', null)).toEqual(['mdj']);
});
