import { createHash } from 'node:crypto';
import type { Caller } from '../../kernel/caller.ts';
import { bytesOf } from '../../subgraphs/services/store/files.ts';
import {
  type Answer,
  CENTRE,
  engineer,
  FIRM,
  INSTITUTE,
  owner,
  SEM,
  staff,
  UNIVERSITY,
} from '../harness/booking-world.ts';
import { scanPage } from '../harness/pdf.ts';
import { issueReport } from '../harness/report.ts';
import { CENTRE_BALANCE, instituteOwner, type ServicesWorld, SPECTROMETER } from '../harness/services-world.ts';
import { labels } from './afterwards.ts';
import { does } from './does.ts';
import { figure, heading } from './figures.ts';
import { offersInFull, way } from './finding.ts';

const STANDARD = 'GB/T 228.1-2021';

/** Two units that offer the tensile test, and the platform's own centre with another one. */
export async function registerItems(world: ServicesWorld): Promise<void> {
  heading('Catalogue');
  const offers = [
    [owner, UNIVERSITY, SEM, STANDARD, 20_000],
    [instituteOwner, INSTITUTE, SPECTROMETER, 'GB/T 228.1', 15_000],
    [staff, CENTRE, CENTRE_BALANCE, 'GB/T 1423', 5_000],
  ] as const;
  for (const [caller, unitId, instrumentId, standard, amountFen] of offers) {
    const prices =
      unitId === CENTRE
        ? [
            { component: 'SAMPLE', amountFen },
            { component: 'HOUR', amountFen: 6_000 },
          ]
        : [{ component: 'SAMPLE', amountFen }];
    const input = {
      unitId,
      name: '拉伸试验',
      standards: [standard],
      instrumentIds: [instrumentId],
      prices,
      turnaroundDays: 5,
    };
    await does(world, caller, 'registerTestItem', input, 'testItem { id }');
  }
  await world.booking.kernel.settled();
}

/** From the standard number to the rating; gives the request's id. */
export async function networkRequest(world: ServicesWorld, voucherId: string): Promise<string> {
  heading('A firm needs a tensile test of three samples');
  const query = `{ testOffers(standard: "${STANDARD}", samples: 3) { testItem { id unit { id } } price { listFen waiverFen netFen } } }`;
  const { testOffers } = await world.services.ask(engineer, query);
  const shown = testOffers.map(({ testItem, price }: Answer) => [
    testItem.unit.id,
    price.listFen,
    price.waiverFen,
    price.netFen,
  ]);
  figure('offers side by side (unit, list, waiver, net in fen)', shown, [
    [INSTITUTE, 45_000, 9_000, 36_000],
    [UNIVERSITY, 60_000, 0, 60_000],
  ]);
  await offersInFull(world, voucherId);
  const samples = [{ name: '试样 A' }, { name: '试样 B' }, { name: '试样 C' }];
  const wish = { title: '钢板拉伸', purpose: '出厂检验', items: [{ testItemId: testOffers[0].testItem.id }], samples };
  const { testRequest } = await does(world, engineer, 'requestTest', wish, 'testRequest { id }');
  const testRequestId = testRequest.id;
  await does(world, staff, 'acceptTestRequest', { testRequestId }, 'testRequest { state }');
  const sent = await does(
    world,
    staff,
    'dispatchTestRequest',
    { testRequestId, mode: 'CHOSEN_BY_FIRM' },
    'testRequest { dispatches { answer } }',
  );
  figure('units asked for a quote', sent.testRequest.dispatches.length, 2);
  const validUntil = new Date(world.booking.clock.now().getTime() + 7 * 86_400_000).toISOString();
  for (const unit of [owner, instituteOwner]) {
    await does(
      world,
      unit,
      'quoteTestRequest',
      { testRequestId, turnaroundDays: 4, validUntil },
      'testRequest { state }',
    );
  }
  const accepted = await does(
    world,
    engineer,
    'acceptQuote',
    { testRequestId, unitId: INSTITUTE, agreement: { retentionDays: 30 }, payWith: [voucherId] },
    'testRequest { state price { netFen } samples { id code } }',
  );
  figure(
    'accepted quote: state and net in fen',
    [accepted.testRequest.state, accepted.testRequest.price.netFen],
    ['TAKEN', 36_000],
  );
  figure(
    'sample codes',
    accepted.testRequest.samples.map(({ code }: Answer) => code),
    ['MDJ-2026-000001-01', 'MDJ-2026-000001-02', 'MDJ-2026-000001-03'],
  );
  await labels(world, testRequestId);
  const reception = { testRequestId, condition: 'GOOD', place: '收样台' };
  await does(world, instituteOwner, 'receiveSamples', reception, 'testRequest { state }');
  await way(world, testRequestId);
  await work(world, instituteOwner, testRequestId, 50);
  await report(world, instituteOwner, testRequestId);
  const sampleId = accepted.testRequest.samples[0].id;
  const back = await does(
    world,
    instituteOwner,
    'moveSample',
    { sampleId, step: 'RETURN', place: '顺丰' },
    'sample { custody { state } }',
  );
  figure(
    'custody of the first sample',
    back.sample.custody.map(({ state }: Answer) => state),
    ['RECEIVED', 'RETURNED'],
  );
  const rated = await does(
    world,
    engineer,
    'rateTestRequest',
    { testRequestId, stars: 5, text: '及时' },
    'testRequest { state }',
  );
  figure('after the rating', rated.testRequest.state, 'COMPLETED');
  return testRequestId;
}

/** The report is drafted, reviewed by another person and issued; whoever holds its file scans the QR code and verifies it. */
async function report(world: ServicesWorld, caller: Caller, testRequestId: string): Promise<void> {
  const fields = 'actualMinutes price { netFen } collector report { number sha256 fileId }';
  const issued = await issueReport(world, caller, testRequestId, fields);
  const { number, sha256, fileId } = issued.report;
  console.log(
    `  report ${number}, ${issued.actualMinutes} min, net ${issued.price.netFen} fen, collected by ${issued.collector}`,
  );
  const pdf = await bytesOf(world.booking.kernel, fileId);
  const scanned = new URL((await scanPage(pdf, 1, { x: 430, y: 40, width: 150, height: 110 })) ?? '');
  figure('the QR code names the report', scanned.pathname, `/verify/${number}`);
  const code = scanned.searchParams.get('code');
  const own = createHash('sha256').update(pdf).digest('hex');
  const { verifyReport } = await world.services.ask(
    engineer,
    'query ($number: String!, $code: String!, $own: String) { verifyReport(number: $number, code: $code, sha256: $own) { status sha256 fileMatches } }',
    { number, code, own },
  );
  const told = [verifyReport.status, verifyReport.fileMatches, verifyReport.sha256 === sha256];
  figure('it verifies: status, file, hash', told, ['VALID', true, true]);
}

/** By telephone, on the platform's own equipment: staff enters it, the platform collects. */
export async function telephoneRequest(world: ServicesWorld): Promise<string> {
  heading('By telephone, on own equipment');
  const { testItems } = await world.services.ask(
    staff,
    '{ testItems(filter: { ownEquipment: true }) { edges { node { id } } } }',
  );
  const wish = {
    title: '密度测定',
    purpose: '来料检验',
    items: [{ testItemId: testItems.edges[0].node.id }],
    samples: [{ name: '粉末' }],
    channel: 'TELEPHONE',
    onBehalfOf: { firmId: FIRM, contactName: '王工' },
  };
  const { testRequest } = await does(world, staff, 'requestTest', wish, 'testRequest { id }');
  const testRequestId = testRequest.id;
  await does(world, staff, 'acceptTestRequest', { testRequestId }, 'testRequest { state }');
  await does(world, staff, 'dispatchTestRequest', { testRequestId }, 'testRequest { state }');
  const taken = await does(
    world,
    staff,
    'takeTestRequest',
    { testRequestId, unitId: CENTRE, operatorName: '孙师傅' },
    'testRequest { collector }',
  );
  figure('collected by the platform', taken.testRequest.collector, 'mdj');
  await work(world, staff, testRequestId, 60);
  await report(world, staff, testRequestId);
  return testRequestId;
}

/** The work order that the event opened: so many minutes of use, closed. */
async function work(
  { booking, services }: ServicesWorld,
  caller: Caller,
  testRequestId: string,
  minutes: number,
): Promise<void> {
  // The request's event makes the work order, the work order's event comes back: two hops.
  await booking.kernel.settled();
  await booking.kernel.settled();
  const { testRequest } = await services.ask(caller, `{ testRequest(id: "${testRequestId}") { workOrder { id } } }`);
  const workOrderId = testRequest.workOrder.id;
  booking.clock.advance(minutes + 10);
  const end = new Date(booking.clock.now().getTime() - 60_000);
  const start = new Date(end.getTime() - minutes * 60_000);
  const times = { start: start.toISOString(), end: end.toISOString() };
  await booking.send(caller, 'recordUsage', { workOrderId, ...times }, '... on Refusal { message }');
  const closed = await booking.send(
    caller,
    'closeWorkOrder',
    { workOrderId, samples: 3 },
    '... on CloseWorkOrderSuccess { workOrder { usedMinutes } } ... on Refusal { message }',
  );
  figure('minutes of the work order', closed.workOrder?.usedMinutes, minutes);
  await booking.kernel.settled();
  await booking.kernel.settled();
}
