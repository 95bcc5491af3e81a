import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import { type Answer, colleague, engineer, owner, SEM, staff, UNIVERSITY } from '../../test/harness/booking-world.ts';
import { type ServicesWorld, servicesWorld } from '../../test/harness/services-world.ts';
import { anonymous } from '../../test/harness/subgraph.ts';

let world: ServicesWorld;
let testItemId: string;
let asked = 0;

const local = (text: string): string => new Date(`${text}:00+08:00`).toISOString();
const send = (
  caller: Caller,
  name: string,
  input: Record<string, unknown>,
  fields: string,
  more = '',
): Promise<Answer> =>
  world.services.send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${fields} } ${more} ... on Refusal { message }`,
  );
const INQUIRY =
  'number state title late answerBy contact { name telephone } testItems { id } answer { text testItems { id } } testRequest { id }';
const ask = (more: Record<string, unknown> = {}, caller = anonymous()): Promise<Answer> => {
  asked += 1;
  const contact = { name: '赵工', firmName: '某厂', telephone: `1380000${String(1000 + asked)}` };
  const input = { title: '钢板拉伸', description: '三个试样', sampleCount: 3, contact, ...more };
  const rest = '... on InvalidInput { problems { field } } ... on TooManyInquiries { retryAt }';
  return send(caller, 'askAboutTest', input, `secret inquiry { ${INQUIRY} }`, rest);
};
const status = async (number: string, secret: string, caller = anonymous()): Promise<Answer> =>
  (
    await world.services.ask(
      caller,
      `query($n: String!, $s: String!) { inquiry(number: $n, secret: $s) { ${INQUIRY} } }`,
      { n: number, s: secret },
    )
  ).inquiry;

beforeAll(async () => {
  world = await servicesWorld();
  const prices = [{ component: 'SAMPLE', amountFen: 10_000 }];
  const item = { unitId: UNIVERSITY, name: '拉伸试验', standards: ['GB/T 228.1'], instrumentIds: [SEM], prices };
  testItemId = (await send(owner, 'registerTestItem', item, 'testItem { id }')).testItem.id;
  await world.booking.kernel.settled();
  world.booking.clock.set(local('2026-03-02T09:00'));
});
afterAll(() => world.close());

describe('asking before having an account', () => {
  test('is answered the same day on a page by number and secret, and becomes a request', async () => {
    const { inquiry, secret } = await ask({ testItemIds: [testItemId] });
    expect(inquiry).toMatchObject({
      state: 'OPEN',
      late: false,
      answerBy: local('2026-03-02T17:00'),
      contact: { name: '赵工' },
      testItems: [{ id: testItemId }],
    });
    expect(inquiry.number).toMatch(/^MDJ-ZX-2026-\d{6}$/);
    expect(await status(inquiry.number, 'guess')).toBeNull();
    expect(await status('MDJ-ZX-2026-999999', secret)).toBeNull();
    const answer = { number: inquiry.number, text: '可以做，见项目。', testItemIds: [testItemId] };
    expect((await send(owner, 'answerInquiry', answer, `inquiry { ${INQUIRY} }`)).__typename).toBe('NotPermitted');
    const answered = await send(staff, 'answerInquiry', answer, `inquiry { ${INQUIRY} }`);
    expect(answered.inquiry).toMatchObject({ state: 'ANSWERED', contact: { name: '赵工' } });
    const { connection, people } = world.booking.kernel;
    const notice = await connection.collection('kernel_notices').findOne({ template: 'inquiry.answered' });
    expect(notice?.values).toEqual({ number: inquiry.number, link: 'https://mdj.example/ask/status' });
    expect(JSON.stringify(notice)).not.toContain(secret);
    expect(await people.open(notice?.contact)).toMatchObject({ name: '赵工', telephone: '13800001001', locale: 'en' });
    expect(await status(inquiry.number, secret)).toMatchObject({
      state: 'ANSWERED',
      answer: { text: '可以做，见项目。', testItems: [{ id: testItemId }] },
    });
    const convert = (caller: Caller, more: Record<string, unknown> = {}): Promise<Answer> => {
      const input = { idempotencyKey: 'convert', number: inquiry.number, secret, ...more };
      const fields = `inquiry { ${INQUIRY} } testRequest { id title purpose samples { name } items { sampleCount } }`;
      return send(caller, 'convertInquiry', input, fields);
    };
    expect((await convert(engineer, { idempotencyKey: 'other', secret: 'guess' })).__typename).toBe('NotFound');
    const made = await convert(engineer);
    expect(made.testRequest).toMatchObject({
      title: '钢板拉伸',
      purpose: '三个试样',
      samples: [{ name: '样品 1' }, { name: '样品 2' }, { name: '样品 3' }],
      items: [{ sampleCount: 3 }],
    });
    expect(made.inquiry).toMatchObject({ state: 'CONVERTED', contact: null, testRequest: { id: made.testRequest.id } });
    expect((await convert(engineer)).testRequest.id).toBe(made.testRequest.id);
    expect((await convert(colleague)).__typename).toBe('NotFound');
    const mine = await world.services.ask(engineer, '{ myTestRequests { edges { node { id } } } }');
    expect(mine.myTestRequests.edges).toEqual([{ node: { id: made.testRequest.id } }]);
  });

  test('what cannot be answered is closed; what waits past the day is late', async () => {
    const { inquiry } = await ask();
    const closed = await send(staff, 'closeInquiry', { number: inquiry.number, reason: '广告' }, 'inquiry { state }');
    expect(closed.inquiry.state).toBe('CLOSED');
    expect(
      (await send(staff, 'answerInquiry', { number: inquiry.number, text: 'x' }, 'inquiry { state }')).__typename,
    ).toBe('WrongState');
    await ask();
    world.booking.clock.set(local('2026-03-02T17:30'));
    const list = async (caller: Caller) =>
      (
        await world.services.ask(
          caller,
          '{ inquiries(filter: { states: [OPEN] }) { edges { node { late contact { name } } } } }',
        )
      ).inquiries.edges;
    expect(await list(staff)).toEqual([{ node: { late: true, contact: { name: '赵工' } } }]);
    expect(await list(owner)).toEqual([]);
    const told = async (): Promise<unknown[]> => {
      await world.booking.kernel.jobs.run('services.overdue');
      const notices = world.booking.kernel.connection.collection('kernel_notices');
      return (await notices.find({ template: 'inquiry.overdue' }).toArray()).map(({ to }) => to);
    };
    // Once, however often the job runs.
    expect([await told(), await told()]).toEqual([[['mdj']], [['mdj']]]);
  });

  test('is limited in size, by contact and in all', async () => {
    const long = await ask({ title: 'x'.repeat(101), description: ' ', sampleCount: 0, contact: { name: '某' } });
    expect(long.problems.map(({ field }: Answer) => field)).toEqual(['description', 'title', 'contact', 'sampleCount']);
    const contact = { name: '钱工', email: 'Qian@example.cn' };
    for (let turn = 0; turn < 5; turn += 1) expect((await ask({ contact })).secret).toBeDefined();
    const often = await ask({ contact: { name: '钱', email: 'qian@EXAMPLE.cn' } });
    expect(often).toMatchObject({ __typename: 'TooManyInquiries', retryAt: expect.any(String) });
    const answers: Answer[] = [];
    for (let turn = 0; turn < 60; turn += 1) answers.push(await ask());
    expect(answers.at(0)?.secret).toBeDefined();
    expect(answers.at(-1)?.__typename).toBe('TooManyInquiries');
  });

  test('keeps the contact sealed, nowhere else, and not for longer than half a year', async () => {
    world.booking.clock.set(local('2026-04-01T09:00'));
    const { inquiry, secret } = await ask({ contact: { name: '独特姓名', telephone: '13911112222' } });
    await world.booking.kernel.settled();
    const { connection } = world.booking.kernel;
    const holds = async (text: string): Promise<string[]> => {
      const found: string[] = [];
      for (const { name } of await connection.listCollections())
        if (JSON.stringify(await connection.collection(name).find().toArray()).includes(text)) found.push(name);
      return found;
    };
    for (const text of ['独特姓名', '13911112222', secret]) expect([text, await holds(text)]).toEqual([text, []]);
    expect((await status(inquiry.number, secret)).contact).toEqual({ name: '独特姓名', telephone: '13911112222' });
    world.booking.clock.set(local('2026-09-28T09:00'));
    await world.booking.kernel.jobs.run('services.inquiries');
    expect(await status(inquiry.number, secret)).not.toBeNull();
    world.booking.clock.set(local('2026-09-29T09:00'));
    await world.booking.kernel.jobs.run('services.inquiries');
    expect(await status(inquiry.number, secret)).toBeNull();
    const query = '{ inquiries { edges { node { number title contact { name } } } } }';
    const { edges } = (await world.services.ask(staff, query)).inquiries;
    expect(edges.find(({ node }: Answer) => node.number === inquiry.number).node).toMatchObject({
      title: '',
      contact: null,
    });
  });

  test('what was typed is erased on request', async () => {
    const { inquiry } = await ask({ title: '找王某某' });
    const row = await world.booking.kernel.connection
      .collection('services_inquiries')
      .findOne({ number: inquiry.number });
    const { people } = world.booking.kernel;
    const done = await world.booking.kernel.transact(staff, (tx) =>
      people.redact(tx, String(row?._id), 'title', '本人要求'),
    );
    expect(done).toEqual({ outcome: 'done' });
    const query = '{ inquiries { edges { node { number title } } } }';
    const { edges } = (await world.services.ask(staff, query)).inquiries;
    expect(edges.find(({ node }: Answer) => node.number === inquiry.number).node.title).toBe('[erased]');
  });

  test('what became a request of an account is exported and forgotten with it', async () => {
    const { people } = world.booking.kernel;
    const kept = (await people.export(engineer.subject)).inquiries as { title: string }[];
    expect(kept.map(({ title }) => title)).toEqual(['钢板拉伸']);
    await world.booking.kernel.transact(staff, (tx) => people.erase(tx, engineer.subject));
    await world.booking.kernel.settled();
    expect(((await people.export(engineer.subject)).inquiries as { title: string }[])[0]?.title).toBe('');
  });
});
