import { readFileSync } from 'node:fs';
import { buildASTSchema, type GraphQLEnumType, parse } from 'graphql';
import { expect, test } from 'vitest';
import { ADMINISTRATOR_ROLES, CROSSING_ROLES, ROLE_NAMES, SCOPES_OF_ROLE } from '../auth/policy.ts';
import { ROLES } from '../kernel/caller.ts';

/** auth/ and kernel/ import nothing of each other, so each has its list of roles: they must say the same. */
test('auth, the kernel and the SDL name the same roles', () => {
  const sdl = readFileSync(new URL('../schema/members.graphql', import.meta.url), 'utf8');
  const { definitions } = parse(sdl);
  const role = definitions.filter((one) => one.kind === 'EnumTypeDefinition' && one.name.value === 'Role');
  const stripped = role.map((one) => ({ ...one, directives: [] }));
  const schema = buildASTSchema({ kind: 'Document', definitions: stripped } as never, { assumeValidSDL: true });
  const inSdl = (schema.getType('Role') as GraphQLEnumType).getValues().map(({ name }) => name);
  expect([...ROLE_NAMES].sort()).toEqual([...ROLES].sort());
  expect(inSdl.sort()).toEqual([...ROLES].sort());
});

test('every role has its scopes, and none of those that cross is an administrator’s', () => {
  expect(Object.keys(SCOPES_OF_ROLE).sort()).toEqual([...ROLES].sort());
  expect(CROSSING_ROLES.filter((role) => ADMINISTRATOR_ROLES.has(role))).toEqual([]);
});
