import { expect, it } from 'vitest';
import { filterOf } from './list-kind.ts';

const kind = { choices: [{ name: 'level', values: ['A', 'B'] }], texts: ['field', 'title'], ids: ['unitId'] } as const;

it('makes the graph’s filter of the address, the whole network when nothing is said', () => {
  expect(filterOf(kind, new URLSearchParams())).toEqual({ scope: 'NETWORK' });
  expect(filterOf(kind, new URLSearchParams('level=B&title= 石墨 &scope=OWN&unitId=mdj:unit:1'))).toEqual({
    scope: 'OWN',
    level: 'B',
    title: '石墨',
    unitId: 'mdj:unit:1',
  });
});

it('leaves out what is no facet or no value of one', () => {
  expect(filterOf(kind, new URLSearchParams('level=C&stage=X&field=&topicId=1'))).toEqual({ scope: 'NETWORK' });
});
