import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Caller, systemCaller } from '../../kernel/caller.ts';
import { networkConfigs } from '../../platform/config.ts';
import { createPlatform, type Platform } from '../../platform/create-platform.ts';
import { createPlatformLog } from '../../platform/log.ts';
import { withPinnedKeys } from '../../platform/trust.ts';
import { type Answer, unitEvent } from '../harness/booking-world.ts';
import { user } from '../harness/subgraph.ts';

const FIRM = 'mdj:unit:payer';
const LAB = 'mdj:unit:lab';
const directory = mkdtempSync(join(tmpdir(), 'mudan-pay-first-'));
const engineer = user('engineer', 'FIRM_USER', ['mdj', FIRM]);
const author = user('author', 'UNIT_ADMINISTRATOR', ['mdj', LAB]);
const head = user('head', 'UNIT_ADMINISTRATOR', ['mdj', LAB]);
const staff = user('staff', 'PLATFORM_STAFF', ['mdj'], { unitId: null });
const accountant = user('accountant', 'PLATFORM_ADMINISTRATOR', ['mdj'], { unitId: null });

let platform: Platform;
beforeAll(async () => {
  const clockStartsAt = '2026-03-02T01:00:00.000Z';
  const [config] = await withPinnedKeys(
    networkConfigs({ network: 'two', data: directory, port: 4000, production: true, scale: 1, clockStartsAt }),
  );
  if (config === undefined) throw new Error('no platform in the network');
  platform = await createPlatform(config, createPlatformLog(config));
  await platform.start();
  await platform.kernel.transact(systemCaller('mdj', 'test'), async (tx) => {
    tx.emit(unitEvent(FIRM, 'FIRM'));
    tx.emit(unitEvent(LAB, 'UNIVERSITY'));
  });
  await platform.kernel.settled();
});
afterAll(async () => {
  await platform?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Through the gateway: planned, checked and executed over all subgraphs, as a request over HTTP is. */
async function ask(caller: Caller, document: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const { data, errors } = await platform.graph.run(document, variables, caller);
  if (errors?.length) throw new AggregateError(errors, errors.map(({ message }) => message).join('; '));
  return data;
}

let keys = 0;
async function act(caller: Caller, name: string, input: Record<string, unknown>, fields: string): Promise<Answer> {
  keys += 1;
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const document = `mutation($input: ${success}Input!) { ${name}(input: $input) { __typename ... on ${success}Success { ${fields} } ... on Refusal { message } } }`;
  const answer = (await ask(caller, document, { input: { idempotencyKey: `k${keys}`, ...input } }))[name];
  if (answer.__typename !== `${success}Success`) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer;
}

async function settled(): Promise<void> {
  for (let hop = 0; hop < 3; hop += 1) await platform.kernel.settled();
}

const reportOf = async (caller: Caller, id: string): Promise<Answer> =>
  (
    await ask(
      caller,
      'query($id: ID!) { testRequest(id: $id) { state price { netFen } report { number file { url } } timeline { step phase } } }',
      { id },
    )
  ).testRequest;

/** From the catalogue to the issued report of two samples at 100 yuan each; gives the request's id. */
async function tested(): Promise<string> {
  const item = {
    unitId: LAB,
    name: '拉伸',
    standards: ['GB/T 228.1'],
    prices: [{ component: 'SAMPLE', amountFen: 10_000 }],
  };
  const { testItem } = await act(author, 'registerTestItem', item, 'testItem { id }');
  const samples = [{ name: 'A' }, { name: 'B' }];
  const wish = { title: '钢板', purpose: '出厂检验', items: [{ testItemId: testItem.id }], samples };
  const { testRequest } = await act(engineer, 'requestTest', wish, 'testRequest { id samples { id } }');
  const testRequestId = testRequest.id;
  await act(staff, 'acceptTestRequest', { testRequestId }, 'testRequest { id }');
  await act(staff, 'dispatchTestRequest', { testRequestId }, 'testRequest { id }');
  await act(author, 'takeTestRequest', { testRequestId, operatorName: 'Li' }, 'testRequest { id }');
  await act(author, 'receiveSamples', { testRequestId }, 'testRequest { id }');
  await settled();
  const order = await ask(author, 'query($id: ID!) { testRequest(id: $id) { workOrder { id operatorName } } }', {
    id: testRequestId,
  });
  const workOrderId = order.testRequest.workOrder.id;
  expect(order.testRequest.workOrder.operatorName).toBe('Li');
  await act(author, 'closeWorkOrder', { workOrderId }, 'workOrder { state }');
  await settled();
  const results = testRequest.samples.map(({ id }: Answer) => ({
    testItemId: testItem.id,
    sampleId: id,
    quantity: '抗拉强度 Rm',
    value: '521',
    unit: 'MPa',
    verdict: 'PASS',
  }));
  await act(author, 'draftTestReport', { testRequestId, results, conclusion: '合格' }, 'testRequest { id }');
  await act(author, 'submitTestReport', { testRequestId }, 'testRequest { id }');
  await act(head, 'reviewTestReport', { testRequestId, approve: true }, 'testRequest { id }');
  const signatory = { unitId: LAB, accountId: head.subject };
  await act(head, 'appointSignatory', signatory, 'signatory { account { id } }');
  await act(head, 'issueTestReport', { testRequestId }, 'testRequest { id }');
  await settled();
  return testRequestId;
}

test('a firm that must pay before the report is released gets it when the last fen is in', async () => {
  await act(accountant, 'setPaymentTerms', { partyId: FIRM, terms: 'PAY_BEFORE_RELEASE' }, '__typename');
  const id = await tested();
  const held = await reportOf(engineer, id);
  expect(held).toMatchObject({ state: 'REPORTED', price: { netFen: 20_000 }, report: null });
  expect((await reportOf(head, id)).report).toMatchObject({ number: expect.stringMatching(/^MDJ-JC-/) });

  platform.clock.advance(32 * 24 * 60);
  const closed = await act(accountant, 'closePeriod', { span: '2026-Q1' }, 'statements { id debtor creditor dueFen }');
  const statement = closed.statements.find(({ debtor }: Answer) => debtor === FIRM);
  expect(statement).toMatchObject({ creditor: LAB, dueFen: 20_000 });
  const statementId = statement.id;
  await act(engineer, 'confirmStatement', { statementId }, '__typename');
  expect((await reportOf(engineer, id)).report).toBeNull();

  await act(author, 'recordReceipt', { statementId, fen: 19_999, reference: 'B-1' }, '__typename');
  expect((await reportOf(engineer, id)).report).toBeNull();
  await act(author, 'recordReceipt', { statementId, fen: 1, reference: 'B-2' }, '__typename');
  const released = await reportOf(engineer, id);
  expect(released.report).toMatchObject({
    number: expect.stringMatching(/^MDJ-JC-/),
    file: { url: expect.stringMatching(/^\/files\//) },
  });
  expect(released.timeline.at(-1)).toEqual({ step: 'rateTestRequest', phase: 'AWAITED' });
  expect(await platform.ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
});

test('one on account has its report at once', async () => {
  await act(accountant, 'setPaymentTerms', { partyId: FIRM, terms: 'ON_ACCOUNT' }, '__typename');
  const id = await tested();
  expect((await reportOf(engineer, id)).report).not.toBeNull();
});
