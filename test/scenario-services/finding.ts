import { systemCaller } from '../../kernel/caller.ts';
import {
  type Answer,
  engineer,
  FIRM,
  INSTITUTE,
  owner,
  PLATFORM,
  staff,
  UNIVERSITY,
  unitEvent,
} from '../harness/booking-world.ts';
import type { ServicesWorld } from '../harness/services-world.ts';
import { anonymous } from '../harness/subgraph.ts';
import { does } from './does.ts';
import { figure, heading } from './figures.ts';

const STANDARDS = [
  '标准号,标准名称,状态,代替标准',
  'GB/T 228-2002,金属材料 室温拉伸试验方法,废止,GB/T 228.1-2010',
  'GB/T 228.1-2010,金属材料 拉伸试验 第1部分,废止,GB/T 228.1-2021',
  'GB/T 228.1-2021,金属材料 拉伸试验 第1部分,现行,',
].join('\n');

const CATALOGUE = [
  '内部编号,检测项目,标准号,检测周期(天),每样品(元),CMA证书编号,CMA有效期至',
  'H-1,布氏硬度,GB/T 231.1-2018,3,60.00,CMA-0453,2030-12-31',
  'H-2,,GB/T 4340.1-2024,3,80.00,,',
].join('\n');

/** Where the firm and the two units are, as `members` tells it. */
export async function places({ booking }: ServicesWorld): Promise<void> {
  const located = [
    [FIRM, 'FIRM', 44.582, 129.6],
    [INSTITUTE, 'INSTITUTE', 44.592, 129.6],
    [UNIVERSITY, 'UNIVERSITY', 44.6, 129.7],
  ] as const;
  await booking.kernel.transact(systemCaller(PLATFORM, 'scenario'), async (tx) => {
    for (const [id, kind, latitude, longitude] of located) {
      const event = unitEvent(id, kind);
      tx.emit({ ...event, version: 2, payload: { ...event.payload, location: { latitude, longitude } } });
    }
  });
  await booking.kernel.settled();
}

/** Standards and a catalogue come by file; importing them again changes nothing. */
export async function lists(world: ServicesWorld): Promise<void> {
  heading('Standards and a catalogue by file');
  const REPORT = 'report { created unchanged rejected }';
  const standards = { file: { name: 'standards.csv', text: STANDARDS } };
  const first = await does(world, staff, 'importStandards', standards, REPORT);
  figure('standards (created, unchanged, rejected)', Object.values(first.report), [3, 0, 0]);
  const catalogue = { unitId: UNIVERSITY, file: { name: 'catalogue.csv', text: CATALOGUE } };
  const items = await does(world, owner, 'importTestItems', catalogue, REPORT);
  figure('test items (created, unchanged, rejected)', Object.values(items.report), [1, 0, 1]);
  const again = await does(world, owner, 'importTestItems', catalogue, REPORT);
  figure('the same again', Object.values(again.report), [0, 1, 1]);
  await world.booking.kernel.settled();
}

/** Somebody without an account asks, with a withdrawn number; the answer is on a page by number and secret. */
export async function question(world: ServicesWorld): Promise<void> {
  heading('Before having an account');
  const contact = { name: '赵工', telephone: '13800001111' };
  const wish = {
    title: '钢板拉伸',
    description: '三个试样，多久出报告？',
    standard: 'GB/T 228-2002',
    sampleCount: 3,
    contact,
  };
  const { inquiry, secret } = await does(world, anonymous(), 'askAboutTest', wish, 'secret inquiry { number late }');
  const { standardMatch } = await world.services.ask(
    anonymous(),
    '{ standardMatch(number: "GB/T 228-2002") { notice successors { number } } }',
  );
  console.log(`  ${standardMatch.notice}`);
  const successors = standardMatch.successors.map(({ number }: Answer) => number);
  figure('what took its place', successors, ['GB/T 228.1-2021']);
  const answer = { number: inquiry.number, text: '按 GB/T 228.1-2021，4 个工作日。' };
  await does(world, staff, 'answerInquiry', answer, 'inquiry { state }');
  const page = await world.services.ask(
    anonymous(),
    `{ inquiry(number: "${inquiry.number}", secret: "${secret}") { state late } }`,
  );
  figure('the status page (state, late)', [page.inquiry.state, page.inquiry.late], ['ANSWERED', false]);
}

/** How far the labs are, and what the voucher leaves to pay. */
export async function offersInFull({ services }: ServicesWorld, voucherId: string): Promise<void> {
  const { testOffers } = await services.ask(
    engineer,
    `{ testOffers(standard: "GB/T 228.1-2010", samples: 3, sort: DISTANCE, payWith: ["${voucherId}"]) { testItem { unit { id } } distanceMetres purseFen payableFen } }`,
  );
  const shown = testOffers.map(({ testItem, distanceMetres, purseFen, payableFen }: Answer) => [
    testItem.unit.id,
    distanceMetres,
    purseFen,
    payableFen,
  ]);
  figure('by distance, asked by the withdrawn number (unit, metres, voucher, to pay in fen)', shown, [
    [INSTITUTE, 1_112, 30_000, 6_000],
    [UNIVERSITY, 8_168, 30_000, 30_000],
  ]);
}

/** The way of the request, as the firm sees it. */
export async function way({ services }: ServicesWorld, testRequestId: string): Promise<void> {
  const { testRequest } = await services.ask(
    engineer,
    `{ testRequest(id: "${testRequestId}") { late timeline { label phase at deadline late } } }`,
  );
  for (const { label, phase, deadline } of testRequest.timeline)
    console.log(`  ${phase.padEnd(8)} ${label}${deadline ? `, due ${deadline}` : ''}`);
  figure('late', [testRequest.late, testRequest.timeline.some(({ late }: Answer) => late)], [false, false]);
}
