import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endAfterWorkingDays } from '../../kernel/calendar/working-days.ts';
import type { Caller } from '../../kernel/caller.ts';
import {
  type Answer,
  engineer,
  FIRM,
  INSTITUTE,
  owner,
  person,
  staff,
  type World,
  worldOf,
} from '../../test/harness/booking-world.ts';
import { instituteHead, issueReport } from '../../test/harness/report.ts';
import { instituteOwner, type ServicesWorld, SPECTROMETER, servicesWorld } from '../../test/harness/services-world.ts';
import { accounting } from '../accounting/index.ts';
import { createSubgraph } from '../create-subgraph.ts';
import { servicesModels } from './models.ts';
import { amountsOf } from './store/statistics.ts';

let world: ServicesWorld;
let books: World;
let testItemId: string;

const send = (caller: Caller, name: string, input: Record<string, unknown>, selection: string): Promise<Answer> => {
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
  return world.services.send(caller, name, input, `... on ${success} { ${selection} } ... on Refusal { message }`);
};
const request = 'testRequest { id state }';
const complaint = 'complaint { id number state answerBy answer possible outcome { upheld refundFen retest { id } } }';

beforeAll(async () => {
  world = await servicesWorld();
  books = worldOf(world.booking, await createSubgraph(accounting, world.booking));
  const item = {
    unitId: INSTITUTE,
    name: '金属拉伸试验',
    standards: ['GB/T 228.1-2021'],
    instrumentIds: [SPECTROMETER],
    prices: [{ component: 'SAMPLE', amountFen: 15_000 }],
    turnaroundDays: 5,
  };
  testItemId = (await send(instituteOwner, 'registerTestItem', item, 'testItem { id }')).testItem.id;
  await world.booking.kernel.settled();
});
afterAll(() => world.close());

const settled = async (): Promise<void> => {
  await world.booking.kernel.settled();
  await world.booking.kernel.settled();
};

async function taken(): Promise<string> {
  const wish = {
    title: '钢板拉伸',
    purpose: '出厂检验',
    items: [{ testItemId }],
    samples: [{ name: '甲' }, { name: '乙' }],
  };
  const testRequestId = (await send(engineer, 'requestTest', wish, request)).testRequest.id;
  await send(staff, 'acceptTestRequest', { testRequestId }, request);
  await send(staff, 'dispatchTestRequest', { testRequestId }, request);
  await send(instituteOwner, 'takeTestRequest', { testRequestId, operatorName: '何' }, request);
  return testRequestId;
}

/** Receives, works for 45 minutes and issues the report. */
async function served(testRequestId: string): Promise<void> {
  await send(instituteOwner, 'receiveSamples', { testRequestId }, request);
  await settled();
  const seen = await world.services.ask(instituteOwner, `{ testRequest(id: "${testRequestId}") { workOrder { id } } }`);
  const workOrderId = seen.testRequest.workOrder.id;
  world.booking.clock.advance(60);
  const end = world.booking.clock.now();
  const start = new Date(end.getTime() - 45 * 60_000);
  const times = { start: start.toISOString(), end: end.toISOString() };
  await world.booking.send(instituteOwner, 'recordUsage', { workOrderId, ...times }, '... on Refusal { message }');
  await world.booking.send(instituteOwner, 'closeWorkOrder', { workOrderId }, '... on Refusal { message }');
  await settled();
  await issueReport(world, instituteOwner, testRequestId, 'id');
}

async function reported(): Promise<string> {
  const testRequestId = await taken();
  await served(testRequestId);
  return testRequestId;
}

const owed = async (): Promise<number> => (await world.booking.ledger.parties.get(FIRM)).owedFen;
const file = (testRequestId: string, more: object = {}): Promise<Answer> =>
  send(engineer, 'fileComplaint', { testRequestId, kind: 'RESULT', text: '结果与复验不符', ...more }, complaint);
const answer = (caller: Caller, complaintId: string): Promise<Answer> =>
  send(caller, 'answerComplaint', { complaintId, answer: '已复核原始记录' }, complaint);
const escalate = (complaintId: string): Promise<Answer> =>
  send(engineer, 'escalateComplaint', { complaintId, reason: '不接受' }, complaint);
const decide = (caller: Caller, complaintId: string, more: object): Promise<Answer> =>
  send(caller, 'decideComplaint', { complaintId, reason: '样品混淆', ...more }, complaint);

describe('complaints', () => {
  test('answered, not accepted, mediated, upheld: re-test, money back, corrected report', async () => {
    const testRequestId = await reported();
    const before = await owed();
    const evidence = await world.booking.kernel.files.upload(engineer, 'photo.jpg', 'image/jpeg', Buffer.from('x'));
    const filed = await file(testRequestId, { evidenceIds: [evidence.id] });
    expect(filed.complaint).toMatchObject({ number: 'MDJ-TS-2026-000001', state: 'FILED' });
    const complaintId = filed.complaint.id;
    const board = await world.services.ask(
      instituteOwner,
      `{ operatorsBoard(unitId: "${INSTITUTE}") { complaintsToAnswer { id } } }`,
    );
    expect(board.operatorsBoard.complaintsToAnswer).toEqual([{ id: complaintId }]);
    const seen = async (caller: Caller): Promise<Answer> =>
      (await world.services.ask(caller, `{ complaint(id: "${complaintId}") { state evidence { name } } }`)).complaint;
    expect(await seen(instituteOwner)).toEqual({ state: 'FILED', evidence: [{ name: 'photo.jpg' }] });
    expect(await seen(owner)).toBeNull();
    expect((await answer(owner, complaintId)).__typename).toBe('NotFound');
    expect((await answer(engineer, complaintId)).__typename).toBe('NotPermitted');
    expect((await escalate(complaintId)).__typename).toBe('WrongState');
    expect((await answer(instituteOwner, complaintId)).complaint.state).toBe('ANSWERED');
    expect((await decide(staff, complaintId, { upheld: true })).__typename).toBe('WrongState');
    const can = async (caller: Caller): Promise<Answer> =>
      (await world.services.ask(caller, `{ complaint(id: "${complaintId}") { possible } }`)).complaint.possible;
    expect(await can(engineer)).toEqual(['acceptComplaintAnswer', 'escalateComplaint', 'withdrawComplaint']);
    expect(await can(instituteOwner)).toEqual([]);
    expect((await escalate(complaintId)).complaint.state).toBe('IN_MEDIATION');
    expect(await can(staff)).toEqual(['decideComplaint']);
    expect((await decide(instituteOwner, complaintId, { upheld: true })).__typename).toBe('NotPermitted');
    expect((await decide(staff, complaintId, { upheld: false, retest: true })).__typename).toBe('InvalidInput');
    expect((await decide(staff, complaintId, { upheld: true, refundFen: 30_001 })).__typename).toBe('InvalidInput');
    const upheld = await decide(staff, complaintId, {
      upheld: true,
      retest: true,
      refundFen: 10_000,
      correctReport: true,
    });
    expect(upheld.complaint).toMatchObject({ state: 'UPHELD', outcome: { upheld: true, refundFen: 10_000 } });
    expect(await owed()).toBe(before - 10_000);
    const asked = await world.services.ask(
      instituteOwner,
      `{ testRequest(id: "${testRequestId}") { price { netFen waiverFen } draft { correctionReason } complaints { state } } }`,
    );
    expect(asked.testRequest).toEqual({
      price: { netFen: 20_000, waiverFen: 10_000 },
      draft: { correctionReason: 'MDJ-TS-2026-000001 样品混淆' },
      complaints: [{ state: 'UPHELD' }],
    });
    await freeRetest(upheld.complaint.outcome.retest.id, testRequestId);
    expect(await world.booking.ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
  });

  async function freeRetest(retestId: string, testRequestId: string): Promise<void> {
    const before = await owed();
    await served(retestId);
    const { testRequest } = await world.services.ask(
      engineer,
      `{ testRequest(id: "${retestId}") { state retestOf { id } price { listFen netFen } samples { name } report { number } } }`,
    );
    expect(testRequest).toMatchObject({
      state: 'REPORTED',
      retestOf: { id: testRequestId },
      price: { listFen: 30_000, netFen: 0 },
      samples: [{ name: '甲' }, { name: '乙' }],
    });
    expect(await owed()).toBe(before);
  }

  test('accepted answer, withdrawal, rejection', async () => {
    const testRequestId = await reported();
    const first = (await file(testRequestId)).complaint.id;
    await answer(instituteOwner, first);
    const accept = send(engineer, 'acceptComplaintAnswer', { complaintId: first }, complaint);
    expect((await accept).complaint).toMatchObject({ state: 'SETTLED', possible: [] });
    const second = (await file(testRequestId)).complaint.id;
    const withdraw = send(engineer, 'withdrawComplaint', { complaintId: second, reason: '误报' }, complaint);
    expect((await withdraw).complaint.state).toBe('WITHDRAWN');
    const third = (await file(testRequestId)).complaint.id;
    await answer(instituteOwner, third);
    await escalate(third);
    expect((await decide(staff, third, { upheld: false })).complaint.state).toBe('REJECTED');
    const mine = await world.services.ask(
      engineer,
      '{ myComplaints(filter: { states: [REJECTED] }) { edges { node { id } } } }',
    );
    expect(mine.myComplaints.edges).toEqual([{ node: { id: third } }]);
    const all = await world.services.ask(instituteOwner, '{ complaints { edges { node { id } } } }');
    expect(all.complaints.edges.map(({ node }: Answer) => node.id)).toEqual(
      expect.arrayContaining([first, second, third]),
    );
    expect((await world.services.ask(owner, '{ complaints { edges { node { id } } } }')).complaints.edges).toEqual([]);
  });

  test('what a unit does not answer in time goes to the platform by itself', async () => {
    const { clock, kernel } = world.booking;
    const { id, answerBy } = (await file(await reported())).complaint;
    // Ten working days are two weeks and their weekends.
    const due = endAfterWorkingDays({ timeZone: 'Asia/Shanghai', special: new Map() }, clock.now(), 10);
    expect(new Date(answerBy)).toEqual(due);
    expect(due.getTime() - clock.now().getTime()).toBeGreaterThan(13 * 86_400_000);
    clock.set(due);
    await kernel.jobs.run('services.complaints');
    expect((await world.services.ask(engineer, `{ complaint(id: "${id}") { state } }`)).complaint.state).toBe('FILED');
    clock.advance(1);
    await kernel.jobs.run('services.complaints');
    const seen = await world.services.ask(engineer, `{ complaint(id: "${id}") { state history { step reason } } }`);
    expect(seen.complaint).toEqual({
      state: 'IN_MEDIATION',
      history: [
        { step: 'fileComplaint', reason: null },
        { step: 'overdueComplaint', reason: '单位逾期未答复' },
      ],
    });
  });

  test('before a unit has the request there is nobody to complain about', async () => {
    const wish = { title: '拉伸', purpose: '检验', items: [{ testItemId }], samples: [{ name: '甲' }] };
    const { testRequest } = await send(engineer, 'requestTest', wish, request);
    expect((await file(testRequest.id)).__typename).toBe('WrongState');
    expect((await file('mdj:testRequest:none')).__typename).toBe('NotFound');
    expect((await file(await taken(), { kind: 'FEE', statementId: 'x', entryId: 'y' })).__typename).toBe(
      'InvalidInput',
    );
  });
});

describe('persons', () => {
  test('names of an erased author leave the draft; names typed into a complaint can be erased', async () => {
    const { kernel } = world.booking;
    const testRequestId = await reported();
    await send(instituteOwner, 'correctTestReport', { testRequestId, reason: '更正' }, request);
    expect((await kernel.people.export(instituteOwner.subject)).reportDrafts).toHaveLength(1);
    await kernel.transact(staff, (tx) => kernel.people.erase(tx, instituteOwner.subject));
    await settled();
    const { requests, complaints } = servicesModels(kernel.connection);
    const row = await requests.findById(testRequestId).lean();
    expect([row?.draft?.authorName, row?.draft?.authorId]).toEqual(['', instituteOwner.subject]);
    const { id } = (await file(testRequestId, { text: '王小明态度恶劣' })).complaint;
    expect(await kernel.transact(staff, (tx) => kernel.people.redact(tx, id, 'text', '本人要求'))).toEqual({
      outcome: 'done',
    });
    expect((await complaints.findById(id).lean())?.text).not.toContain('王小明');
  });
});

describe('a disputed fee', () => {
  test('is a dispute of the statement’s line, which the platform’s decision answers', async () => {
    const testRequestId = await reported();
    const month = world.booking.clock.now().toISOString().slice(0, 7);
    world.booking.clock.advance(40 * 24 * 60);
    const { kernel, ledger } = world.booking;
    await kernel.transact(staff, (tx) => ledger.parties.setTerms(tx, FIRM, { settlement: 'MONTHLY' }));
    const statements = await ledger.close(staff, month);
    const statement = statements.find(({ debtor }) => debtor === FIRM);
    const [entry] = await ledger.books.entries({ sourceId: testRequestId, first: 1 });
    const dispute = { kind: 'FEE', statementId: statement?._id, entryId: entry?._id };
    const { id } = (await file(testRequestId, dispute)).complaint;
    await settled();
    const accountant = person('accountant', null, [{ role: 'PLATFORM_ADMINISTRATOR', path: ['mdj'] }]);
    const disputes = async (): Promise<Answer> =>
      (
        await books.ask(
          accountant,
          `{ statement(id: "${statement?._id}") { state disputes { id entryId upheld answer } } }`,
        )
      ).statement;
    expect(await disputes()).toEqual({
      state: 'DISPUTED',
      disputes: [{ id, entryId: entry?._id, upheld: null, answer: null }],
    });
    await answer(instituteOwner, id);
    await escalate(id);
    await decide(staff, id, { upheld: true, refundFen: 5_000 });
    await settled();
    expect((await disputes()).disputes).toEqual([{ id, entryId: entry?._id, upheld: true, answer: '样品混淆' }]);
  });
});

describe('the archive', () => {
  test('seals a closed request with its documents; what is open comes first; it is found again', async () => {
    const testRequestId = await reported();
    const rate = (): Promise<Answer> => send(engineer, 'rateTestRequest', { testRequestId, stars: 5 }, request);
    const archive = (caller: Caller): Promise<Answer> =>
      world.services.send(
        caller,
        'archiveTestRequest',
        { testRequestId },
        '... on ArchiveTestRequestSuccess { archive { number retainUntil intact documents { kind name sha256 } } } ... on StillOpen { open }',
      );
    const seen = await world.services.ask(
      engineer,
      `{ testRequest(id: "${testRequestId}") { samples { id code } report { number } } }`,
    );
    const { samples, report } = seen.testRequest;
    expect((await archive(engineer)).__typename).toBe('NotPermitted');
    expect((await archive(instituteOwner)).open).toEqual(samples.map(({ code }: Answer) => code));
    for (const { id: sampleId } of samples)
      await send(instituteOwner, 'moveSample', { sampleId, step: 'RETURN', place: '顺丰' }, 'sample { state }');
    expect((await archive(instituteOwner)).__typename).toBe('WrongState');
    await rate();
    const day = world.booking.clock.now().toISOString().slice(0, 10);
    const sealed = (await archive(instituteOwner)).archive;
    expect(sealed).toMatchObject({
      number: 'MDJ-DA-2026-000001',
      retainUntil: `${Number(day.slice(0, 4)) + 6}${day.slice(4)}`,
      intact: true,
      documents: [{ kind: 'REPORT', name: `${report.number}.pdf` }],
    });
    const reply = send(instituteOwner, 'replyToRating', { testRequestId, text: '谢谢' }, request);
    expect((await reply).__typename).toBe('WrongState');
    expect((await file(testRequestId)).__typename).toBe('WrongState');
    const find = async (caller: Caller, filter: string): Promise<Answer> =>
      (
        await world.services.ask(
          caller,
          `{ archivedTestRequests(filter: { ${filter} }) { edges { node { number intact testRequest { state } } } } }`,
        )
      ).archivedTestRequests.edges;
    const found = [{ node: { number: sealed.number, intact: true, testRequest: { state: 'ARCHIVED' } } }];
    expect(await find(engineer, `reportNumber: "${report.number}"`)).toEqual(found);
    expect(await find(instituteHead, `number: "${sealed.number}"`)).toEqual(found);
    expect(await find(owner, `number: "${sealed.number}"`)).toEqual([]);
    const { requests } = servicesModels(world.booking.kernel.connection);
    await requests.updateOne({ _id: testRequestId }, { $set: { purpose: '改过' } });
    expect((await find(staff, `number: "${sealed.number}"`))[0].node.intact).toBe(false);
  });

  test('a job archives what was closed thirty days ago', async () => {
    const wish = { title: '拉伸', purpose: '检验', items: [{ testItemId }], samples: [{ name: '甲' }] };
    const { testRequest } = await send(engineer, 'requestTest', wish, request);
    await send(engineer, 'withdrawTestRequest', { testRequestId: testRequest.id, reason: '不需要' }, request);
    const state = async (): Promise<string> => {
      await world.booking.kernel.jobs.run('services.archive');
      return (await world.services.ask(staff, `{ testRequest(id: "${testRequest.id}") { state } }`)).testRequest.state;
    };
    expect(await state()).toBe('WITHDRAWN');
    world.booking.clock.advance(31 * 24 * 60);
    expect(await state()).toBe('ARCHIVED');
  });
});

describe('statistics', () => {
  test('are what the issued reports add up to, kept as they happen', async () => {
    const { testStatistics } = await world.services.ask(
      staff,
      `{ testStatistics(year: 2026, unitId: "${INSTITUTE}") { month reports samples minutes netFen promised onTime onTimeBasisPoints ratings ratingHundredths } }`,
    );
    const { requests } = servicesModels(world.booking.kernel.connection);
    const rows = await requests.find({ 'report.number': { $exists: true } }).lean();
    const amounts = rows.flatMap((row) => amountsOf(row, row.report?.issuedAt ?? new Date(), 'Asia/Shanghai'));
    const sum = (name: 'reports' | 'samples' | 'minutes' | 'netFen' | 'promised'): number =>
      amounts.reduce((total, one) => total + (one.amounts[name] ?? 0), 0);
    const kept = (name: string): number => testStatistics.reduce((total: number, row: Answer) => total + row[name], 0);
    for (const name of ['reports', 'samples', 'minutes', 'netFen', 'promised'] as const)
      expect([name, kept(name)]).toEqual([name, sum(name)]);
    expect(kept('reports')).toBeGreaterThan(3);
    expect(kept('onTime')).toBe(kept('promised'));
    expect(testStatistics.some((row: Answer) => row.ratingHundredths === 500)).toBe(true);
    expect((await world.services.ask(staff, '{ testStatistics(year: 2025) { reports } }')).testStatistics).toEqual([]);
  });
});
