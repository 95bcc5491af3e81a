import { expect, test } from 'vitest';
import type { InstrumentCardFragment } from '../generated.ts';
import { facetsOf, listFilter, matches, searchFilter } from './filters.ts';

const facets = (query: string) => facetsOf(new URLSearchParams(query));

test('an address names facets; what it may not say is left out', () => {
  expect(facets('')).toMatchObject({ scope: 'NETWORK', status: '', value: 0, sort: 'NAME', view: 'cards' });
  expect(facets('status=DOWN&value=200000&view=table&sort=NEWEST&photos=1&scope=OWN')).toMatchObject({
    status: 'DOWN',
    value: 200_000,
    view: 'table',
    sort: 'NEWEST',
    photos: true,
    scope: 'OWN',
  });
  expect(facets('status=GONE&value=7&view=globe&sort=x')).toMatchObject({
    status: '',
    value: 0,
    view: 'cards',
    sort: 'NAME',
  });
});

test('facets become the filter of the list, money in fen', () => {
  expect(listFilter(facets('category=a%2Fb&value=200000&unit=mdj:unit:1&photos=1'))).toEqual({
    scope: 'NETWORK',
    category: 'a/b',
    unitId: 'mdj:unit:1',
    minimumValueFen: 20_000_000,
    hasPhotos: true,
  });
  expect(searchFilter(facets('q=SEM&district=x&value=200000'))).toEqual({
    kinds: ['INSTRUMENT'],
    scope: 'NETWORK',
    district: 'x',
  });
});

test('what the search does not narrow is narrowed here', () => {
  const card = {
    home: 'hlj',
    status: 'AVAILABLE',
    serviceModes: ['BOOKING'],
    originalValueFen: 20_000_000,
    attachments: [],
  } as unknown as InstrumentCardFragment;
  const keeps = (query: string) => matches(card, facets(query));
  expect(['', 'home=hlj', 'status=AVAILABLE', 'mode=BOOKING', 'value=200000'].map(keeps)).not.toContain(false);
  expect(['home=mdj', 'status=DOWN', 'mode=TEST_REQUEST', 'value=500000', 'photos=1'].map(keeps)).not.toContain(true);
});
