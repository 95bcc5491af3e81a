import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../kernel/caller.ts';
import { services } from '../subgraphs/services/index.ts';
import { type Answer, person, unitEvent } from './harness/booking-world.ts';
import { admitted, delivered, happen, linkedRooms, type Rooms } from './harness/linked-rooms.ts';

const LAB = 'hlj:unit:lab';
const FIRM = 'mdj:unit:firm';
const engineer = person('engineer', FIRM, [{ role: 'FIRM_USER', path: ['mdj', FIRM] }]);
const at = (name: string, role: 'PLATFORM_STAFF' | 'PLATFORM_ADMINISTRATOR'): Caller =>
  person(name, null, [{ role, path: ['hlj'] }], { subject: `hlj:account:${name}`, home: 'hlj' });
const staff = at('staff', 'PLATFORM_STAFF');
const head = at('head', 'PLATFORM_ADMINISTRATOR');

let rooms: Rooms;
beforeAll(async () => {
  rooms = await linkedRooms(services, [engineer]);
  await admitted(rooms, engineer);
  const unit = { ...unitEvent(LAB, 'UNIVERSITY').payload, path: ['hlj', LAB], home: 'hlj' };
  await happen(rooms, 'unit.accepted', LAB, unit);
});
afterAll(async () => {
  await rooms.mdj.close();
  await rooms.hlj.close();
});

const does = (caller: Caller, name: string, input: Record<string, unknown>, fields: string): Promise<Answer> =>
  (caller === engineer ? rooms.atMdj : rooms.atHlj).send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${fields} } ... on Refusal { message }`,
  );
const request = 'testRequest { id state samples { id } takenItems { id } workOrder { id } }';

/** From the firm's platform to the one of the request, and back. */
async function bothWays(): Promise<void> {
  await rooms.mdj.kernel.settled();
  await rooms.mdj.kernel.jobs.run('link.deliver');
  await rooms.hlj.kernel.settled();
  await delivered(rooms);
}

/** A request of the firm that the laboratory at hlj has reported on: 14 000 fen. */
async function reported(): Promise<string> {
  const offered = {
    unitId: LAB,
    name: '拉伸试验',
    standards: ['GB/T 228.1'],
    prices: [{ component: 'SAMPLE', amountFen: 7_000 }],
  };
  const { testItem } = await does(staff, 'registerTestItem', offered, 'testItem { id }');
  const wish = {
    title: 't',
    purpose: 'p',
    items: [{ testItemId: testItem.id }],
    samples: [{ name: 'A' }, { name: 'B' }],
  };
  const testRequestId = (await does(engineer, 'requestTest', wish, 'testRequest { id }')).testRequest.id;
  await does(staff, 'acceptTestRequest', { testRequestId }, request);
  await does(staff, 'dispatchTestRequest', { testRequestId }, request);
  const taken = await does(staff, 'takeTestRequest', { testRequestId, unitId: LAB, operatorName: 'Li' }, request);
  for (let hop = 0; hop < 3; hop += 1) await rooms.hlj.kernel.settled();
  const { testRequest } = await rooms.atHlj.ask(
    staff,
    `{ ${request.replace('testRequest', `testRequest(id: "${testRequestId}")`)} }`,
  );
  await rooms.hlj.kernel.transact(staff, async (tx) =>
    tx.emit({
      type: 'workOrder.closed',
      recordId: testRequest.workOrder?.id ?? 'hlj:workOrder:1',
      version: 99,
      payload: { testRequestId, usedMinutes: 30 },
    }),
  );
  await rooms.hlj.kernel.settled();
  const results = taken.testRequest.samples.map(({ id }: Answer) => ({
    testItemId: taken.testRequest.takenItems[0].id,
    sampleId: id,
    quantity: 'Rm',
    value: '500',
  }));
  await does(staff, 'draftTestReport', { testRequestId, results }, request);
  await does(staff, 'submitTestReport', { testRequestId }, request);
  await does(head, 'reviewTestReport', { testRequestId, approve: true }, request);
  const signatory = { unitId: LAB, accountId: head.subject };
  await does(staff, 'appointSignatory', signatory, 'signatory { account { id } }');
  const issued = await does(head, 'issueTestReport', { testRequestId }, request);
  expect(issued.testRequest?.state, issued.message).toBe('REPORTED');
  await delivered(rooms);
  return testRequestId;
}

test('a complaint about a request at another platform is decided there, and shows here with its refund', async () => {
  const testRequestId = await reported();
  const owes = async (): Promise<number> => (await rooms.mdj.ledger.parties.get(FIRM)).owedFen;
  expect(await owes()).toBe(14_000);
  const wish = { testRequestId, kind: 'RESULT', text: '与复验不符' };
  const photo = await rooms.mdj.kernel.files.upload(engineer, 'a.jpg', 'image/jpeg', Buffer.from('a'));
  const withFile = { ...wish, evidenceIds: [photo.id] };
  expect((await does(engineer, 'fileComplaint', withFile, 'complaint { id }')).__typename).toBe('InvalidInput');
  const filed = await does(engineer, 'fileComplaint', wish, 'complaint { id state home }');
  expect(filed.complaint).toMatchObject({ state: 'FILED', home: 'hlj' });
  await bothWays();
  const there = await rooms.atHlj.ask(staff, '{ complaints { edges { node { id number text } } } }');
  const [{ node }] = there.complaints.edges;
  expect(node).toMatchObject({ number: 'HLJ-TS-2026-000001', text: '与复验不符' });
  await does(staff, 'answerComplaint', { complaintId: node.id, answer: '已复核' }, 'complaint { state }');
  await delivered(rooms);
  const here = async (): Promise<Answer> =>
    (
      await rooms.atMdj.ask(
        engineer,
        `{ complaint(id: "${filed.complaint.id}") { number state answer outcome { upheld refundFen retest { id state retestOf { id } price { netFen } } } syncedAt } }`,
      )
    ).complaint;
  expect(await here()).toMatchObject({ number: 'HLJ-TS-2026-000001', state: 'ANSWERED', answer: '已复核' });
  const complaintId = filed.complaint.id;
  await does(engineer, 'escalateComplaint', { complaintId, reason: '不接受' }, 'complaint { state }');
  await bothWays();
  const decision = { complaintId: node.id, upheld: true, reason: '试样混淆', refundFen: 4_000, retest: true };
  const decided = await does(staff, 'decideComplaint', decision, 'complaint { state }');
  expect(decided.complaint?.state, decided.message).toBe('UPHELD');
  await delivered(rooms);
  expect(await here()).toMatchObject({ state: 'UPHELD', outcome: { upheld: true, refundFen: 4_000 } });
  expect((await here()).outcome.retest).toMatchObject({
    id: expect.stringMatching(/^hlj:testRequest:/),
    state: 'TAKEN',
    retestOf: { id: testRequestId },
    price: { netFen: 0 },
  });
  expect(await owes()).toBe(10_000);
  for (const platform of [rooms.mdj, rooms.hlj])
    expect(await platform.ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
  const units = await rooms.atHlj.ask(staff, `{ testRequest(id: "${testRequestId}") { price { netFen } } }`);
  expect(units.testRequest.price.netFen).toBe(10_000);
});

test('what the firm does when it is no longer possible is set right', async () => {
  const { edges } = (await rooms.atMdj.ask(engineer, '{ myComplaints { edges { node { id } } } }')).myComplaints;
  const { complaints } = {
    complaints: rooms.mdj.kernel.connection.collection<{ _id: string; state: string }>('services_complaints'),
  };
  await complaints.updateOne({ _id: edges[0].node.id }, { $set: { state: 'ANSWERED' } });
  const input = { complaintId: edges[0].node.id, reason: 'x' };
  expect((await does(engineer, 'withdrawComplaint', input, 'complaint { state }')).complaint.state).toBe('WITHDRAWN');
  await bothWays();
  const seen = await rooms.atMdj.ask(engineer, `{ complaint(id: "${edges[0].node.id}") { state } }`);
  expect(seen.complaint.state).toBe('UPHELD');
});
