import type { PortalWorld } from './portal.ts';

/** Searches that a researcher keeps. */
export async function prepareSearches(world: PortalWorld): Promise<void> {
  const researcher = await world.login('researcher');
  const facets = [{ name: 'scope', value: 'OWN' }];
  const searches = [
    { name: '显微镜', page: 'ALL', text: '显微镜', facets: [{ name: 'kind', value: 'INSTRUMENT' }] },
    { name: '本市仪器，最新在前', page: 'INSTRUMENTS', text: '', facets, sort: 'NEWEST' },
    { name: '拉伸试验', page: 'TEST_ITEMS', text: '', facets: [{ name: 'standard', value: 'GB/T 228.1' }] },
    { name: '能来培训的专家', page: 'EXPERTS', text: '', facets: [{ name: 'service', value: 'TRAINING' }] },
  ];
  for (const search of searches) await researcher.do('saveSearch', search, 'savedSearch { id }');
}
