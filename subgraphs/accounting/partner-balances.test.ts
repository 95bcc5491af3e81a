import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemCaller } from '../../kernel/caller.ts';
import type { Partners } from '../../kernel/partner-types.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { ServicePosting } from '../../ledger/types.ts';
import { HLJ, MDJ, type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { accounting } from './index.ts';

const kernels = new Map<string, Kernel>();
let city: TestKernel;
let province: TestKernel;
let cityGraph: TestSubgraph;
let provinceGraph: TestSubgraph;

/** A link without a network: what one side delivers is taken over by the other as link/ does it. */
const linkOf = (home: string, partner: string): Partners => ({
  call: async () => ({ ok: false, unavailable: true, message: 'not needed here' }),
  deliver: async (_tx, to, event) => {
    const target = kernels.get(to);
    await target?.transact(systemCaller(to, 'link'), async (tx) =>
      tx.emit({ ...event, type: `partner.${event.type}`, payload: { ...event.payload, home } }),
    );
  },
  list: async () => [
    { platform: partner, name: { zh: partner, en: partner }, status: 'UP', lastHarvestedAt: null, lastError: null },
  ],
});

beforeAll(async () => {
  city = await testKernel({ platform: MDJ, partners: () => linkOf('mdj', 'hlj') });
  province = await testKernel({ platform: HLJ, partners: () => linkOf('hlj', 'mdj') });
  kernels.set('mdj', city.kernel).set('hlj', province.kernel);
  [cityGraph] = (await testSubgraphs(city, [accounting])) as [TestSubgraph];
  [provinceGraph] = (await testSubgraphs(province, [accounting])) as [TestSubgraph];
});
afterAll(async () => {
  await city.close();
  await province.close();
});

const service = (fen: number, side: ServicePosting['side']): ServicePosting => ({
  source: { id: `hlj:booking:${fen}`, kind: 'booking' },
  parties: { provider: 'hlj:unit:1', consumer: 'mdj:unit:1', collector: 'hlj:unit:1', via: ['mdj', 'hlj'] },
  minutes: 135,
  price: { listFen: fen, waiverFen: 0, netFen: fen, agreementId: null, lines: [] },
  effectiveAt: new Date('2026-03-01T00:00:00Z'),
  side,
  unitId: null,
  text: '',
});
const settle = (world: TestKernel, posting: ServicePosting) =>
  world.kernel.transact(systemCaller(world.kernel.platform.id, 't'), (tx) => world.ledger.settle(tx, posting));
const tell = async () => {
  for (const { kernel } of [city, province]) await kernel.jobs.run('accounting.tellBalances');
  for (const { kernel } of [city, province]) await kernel.settled();
};
const read = async (graph: TestSubgraph, platform: string) => {
  const document =
    '{ interPlatformBalances { partner ownFen partnerFen differenceFen minutesProvided minutesReceived } }';
  return (await graph.run(user('boss', 'PLATFORM_ADMINISTRATOR', [platform]), document)).interPlatformBalances;
};

test('both sides say the same, mirrored, and a mirror that is missing shows as a difference', async () => {
  await settle(province, service(20_000, 'PROVIDER'));
  await settle(city, service(20_000, 'CONSUMER'));
  await tell();
  expect(await read(provinceGraph, 'hlj')).toEqual([
    { partner: 'mdj', ownFen: 20_000, partnerFen: 20_000, differenceFen: 0, minutesProvided: 135, minutesReceived: 0 },
  ]);
  expect(await read(cityGraph, 'mdj')).toEqual([
    {
      partner: 'hlj',
      ownFen: -20_000,
      partnerFen: -20_000,
      differenceFen: 0,
      minutesProvided: 0,
      minutesReceived: 135,
    },
  ]);
  await settle(province, service(500, 'PROVIDER'));
  await tell();
  expect((await read(provinceGraph, 'hlj'))[0]).toMatchObject({
    ownFen: 20_500,
    partnerFen: 20_000,
    differenceFen: 500,
  });
  expect(await province.ledger.books.services('2026-01', '2026-12')).toHaveLength(2);
  expect(await city.ledger.books.services('2026-01', '2026-12')).toHaveLength(0);
});
