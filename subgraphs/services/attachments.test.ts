import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import { type Answer, engineer, INSTITUTE, owner, SEM, staff, UNIVERSITY } from '../../test/harness/booking-world.ts';
import { instituteOwner, type ServicesWorld, servicesWorld } from '../../test/harness/services-world.ts';

let world: ServicesWorld;
let testItemId: string;

beforeAll(async () => {
  world = await servicesWorld();
  const item = {
    unitId: UNIVERSITY,
    name: '拉伸试验',
    standards: ['GB/T 228.1-2021'],
    instrumentIds: [SEM],
    prices: [{ component: 'SAMPLE', amountFen: 20_000 }],
  };
  testItemId = (await send(owner, 'registerTestItem', item, 'testItem { id }')).testItem.id;
  await world.booking.kernel.settled();
});
afterAll(() => world.close());

function send(caller: Caller, name: string, input: object, selection: string): Promise<Answer> {
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
  const problems = name === 'requestTest' ? '... on InvalidInput { problems { field message } }' : '';
  const refused = `${problems} ... on Refusal { message }`;
  return world.services.send(
    caller,
    name,
    input as Record<string, unknown>,
    `... on ${success} { ${selection} } ${refused}`,
  );
}

const upload = (caller: Caller, name: string) =>
  world.booking.kernel.files.upload(caller, name, 'application/pdf', Buffer.from(name));

const request = (more: object): Promise<Answer> =>
  send(
    engineer,
    'requestTest',
    { title: '拉伸', purpose: '出厂检验', items: [{ testItemId }], samples: [{ name: '试样' }], ...more },
    'testRequest { id attachments { name bytes url } }',
  );

test('files go with a request to the firm, the staff and the units that were asked, and to nobody else', async () => {
  const drawing = await upload(engineer, '图纸.pdf');
  const { testRequest } = await request({ attachmentIds: [drawing.id] });
  expect(testRequest.attachments).toEqual([
    { name: '图纸.pdf', bytes: drawing.bytes, url: expect.stringContaining('/files/') },
  ]);
  const seen = async (caller: Caller): Promise<Answer> =>
    (await world.services.ask(caller, `{ testRequest(id: "${testRequest.id}") { attachments { name } } }`)).testRequest;
  expect(await seen(owner)).toBeNull();
  await send(staff, 'acceptTestRequest', { testRequestId: testRequest.id }, 'testRequest { state }');
  await send(
    staff,
    'dispatchTestRequest',
    { testRequestId: testRequest.id, unitIds: [UNIVERSITY] },
    'testRequest { state }',
  );
  for (const caller of [engineer, staff, owner])
    expect(await seen(caller)).toEqual({ attachments: [{ name: '图纸.pdf' }] });
  expect(await seen(instituteOwner), `${INSTITUTE} was not asked`).toBeNull();
});

test('a file that somebody else uploaded, or too many, are refused', async () => {
  const foreign = await upload(owner, '他人.pdf');
  expect((await request({ attachmentIds: [foreign.id] })).__typename).toBe('NotFound');
  const ids = Array.from({ length: 11 }, (_, index) => `mdj:file:${index}`);
  expect((await request({ attachmentIds: ids })).problems).toMatchObject([{ field: 'attachmentIds' }]);
});

test('a test at another platform takes none, and says what to do', async () => {
  const drawing = await upload(engineer, '图纸.pdf');
  const answer = await request({ items: [{ testItemId: 'hlj:testItem:1' }], attachmentIds: [drawing.id] });
  expect(answer.problems).toEqual([{ field: 'attachmentIds', message: expect.stringContaining('leave them out') }]);
});
