import { expect, test } from 'vitest';
import { MEMBER_ROLES, pathOf, placeOptions, STAFF_ROLES, UNIT_ROLES } from './roles.ts';

const unit = 'mdj:unit:1';

test('a unit’s roles are given over the unit, the platform’s over the platform', () => {
  for (const role of MEMBER_ROLES) expect(pathOf(role, 'mdj', unit, ['ignored'])).toEqual(['mdj', unit]);
  expect(pathOf('SERVICE_PROVIDER', 'mdj', unit)).toEqual(['mdj', unit]);
  expect(pathOf('AUDITOR', 'mdj', unit)).toEqual(['mdj']);
  expect(pathOf('RESEARCHER', 'mdj', null)).toEqual(['mdj']);
});

test('an instrument administrator’s role is given over a laboratory or an instrument', () => {
  const options = placeOptions({
    laboratories: [{ id: 'lab', name: '实验室' }],
    instruments: [
      { id: 'in-lab', name: '电镜', laboratory: { id: 'lab' } },
      { id: 'alone', name: '天平', laboratory: null },
    ],
  });
  const paths = options.map(({ value }) => pathOf('INSTRUMENT_ADMINISTRATOR', 'mdj', unit, value.split(' ')));
  expect(paths).toEqual([
    ['mdj', unit, 'lab'],
    ['mdj', unit, 'lab', 'in-lab'],
    ['mdj', unit, 'alone'],
  ]);
});

test('no role is offered twice', () => {
  const all = [...UNIT_ROLES, ...STAFF_ROLES];
  expect(new Set(all).size).toBe(all.length);
});
