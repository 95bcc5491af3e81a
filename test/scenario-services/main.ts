import { systemCaller } from '../../kernel/caller.ts';
import { accounting } from '../../subgraphs/accounting/index.ts';
import { createSubgraph } from '../../subgraphs/create-subgraph.ts';
import { FIRM, INSTITUTE, PLATFORM, type World, worldOf } from '../harness/booking-world.ts';
import { servicesWorld } from '../harness/services-world.ts';
import { archive, complaint } from './afterwards.ts';
import { figure, heading } from './figures.ts';
import { lists, places, question } from './finding.ts';
import { networkRequest, registerItems, telephoneRequest } from './requests.ts';
import { compensation, statements, subsidy } from './year-end.ts';

const VOUCHER_FEN = 30_000;
const VOUCHER = 'mdj:voucher:scenario';

/**
 * `npm run scenario:services`: a firm finds a test by its standard number, compares two labs, accepts a quote with a voucher and a waiver, sends three
 * samples, gets a report that verifies, rates it; a telephone request on own equipment ends in the quarter's statement; compensation and subsidy
 * of the year are computed. Every figure is printed and checked.
 */
async function scenario(): Promise<void> {
  const world = await servicesWorld();
  try {
    const books = worldOf(world.booking, await createSubgraph(accounting, world.booking));
    await voucherAndWaiver(world.booking);
    await places(world);
    await registerItems(world);
    await lists(world);
    await question(world);
    const network = await networkRequest(world, VOUCHER);
    figure(
      'owed by the firm to the unit after the voucher, fen',
      (await world.booking.ledger.parties.get(FIRM)).owedFen,
      6_000,
    );
    const telephone = await telephoneRequest(world);
    await statements(books);
    await compensation(books);
    await subsidy(books);
    await complaint(world, telephone);
    await archive(world, network);
    const { minutes, fen } = await world.booking.ledger.trialBalance();
    heading('Journal');
    figure('sum of minutes and fen', [minutes, fen], [0, 0]);
  } finally {
    await world.close();
  }
}

/** A voucher of the firm, and an agreement by which the institute waives a fifth for it. */
async function voucherAndWaiver({ kernel, ledger }: World): Promise<void> {
  const validFrom = new Date('2026-01-01T00:00:00Z');
  await kernel.transact(systemCaller(PLATFORM, 'scenario'), async (tx) => {
    await ledger.purses.open(tx, {
      _id: VOUCHER,
      kind: 'VOUCHER',
      owner: FIRM,
      issuer: PLATFORM,
      validFrom,
      validTo: null,
    });
    await ledger.purses.fill(tx, VOUCHER, VOUCHER_FEN, { id: 'mdj:voucherIssue:1', kind: 'voucherIssue' });
    await ledger.pricing.putAgreement(tx, {
      _id: 'mdj:agreement:scenario',
      name: { zh: '加盟单位优惠协议', en: 'member agreement' },
      providerPath: [PLATFORM, INSTITUTE],
      consumerPath: [PLATFORM, FIRM],
      waiverPercent: 20,
      validFrom,
      validTo: null,
      version: 1,
    });
  });
}

await scenario();
console.log('all figures right');
