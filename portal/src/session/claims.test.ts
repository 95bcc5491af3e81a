import { expect, it } from 'vitest';
import { userOf } from './claims.ts';

const token = (claims: object): string =>
  `x.${btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(claims))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')}.y`;

it('reads the user out of the tokens, names in any script', () => {
  const grants = [
    { role: 'RESEARCHER', path: ['mdj'] },
    { role: 'RESEARCHER', path: ['mdj', 'mdj:unit:1'] },
  ];
  const access = token({ sub: 'mdj:account:1', home: 'mdj', unit: 'mdj:unit:1', grants, scopes: ['bookings:request'] });
  const user = userOf(access, token({ name: '陈思远' }));
  expect(user).toEqual({
    id: 'mdj:account:1',
    name: '陈思远',
    home: 'mdj',
    unit: 'mdj:unit:1',
    grants,
    roles: ['RESEARCHER'],
    scopes: ['bookings:request'],
  });
});

it('takes a token without rights for a user without rights', () => {
  expect(userOf(token({ sub: 'a', home: 'mdj' }), null)).toMatchObject({ name: '', unit: null, roles: [], scopes: [] });
});
