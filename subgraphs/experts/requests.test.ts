import { afterAll, beforeAll, expect, test } from 'vitest';
import { person } from '../../test/harness/booking-world.ts';
import { admitted, delivered, linkedRooms, type Rooms } from '../../test/harness/linked-rooms.ts';
import { experts } from './index.ts';

const scopes = ['knowledge:request', 'knowledge:write'];
const hlj = { home: 'hlj', scopes } as const;
const engineer = person('engineer', 'mdj:unit:firm', [{ role: 'FIRM_USER', path: ['mdj', 'mdj:unit:firm'] }], {
  scopes,
});
const staff = person('staff', null, [{ role: 'PLATFORM_STAFF', path: ['hlj'] }], {
  ...hlj,
  subject: 'hlj:account:staff',
});
const zhao = person('zhao', null, [{ role: 'EXPERT', path: ['hlj'] }], { ...hlj, subject: 'hlj:account:zhao' });
const local = person('local', null, [{ role: 'INDIVIDUAL', path: ['hlj'] }], { ...hlj, subject: 'hlj:account:local' });
const REFUSAL = '... on Refusal { message }';
const INVALID = '... on InvalidInput { problems { field } }';
const WRONG = '... on WrongState { possible }';

let rooms: Rooms;
let expertId: string;
beforeAll(async () => {
  rooms = await linkedRooms(experts, [engineer]);
  await admitted(rooms, engineer);
  const profile = { name: '赵教授', specialities: ['焊接'], services: ['CONSULTING'], accountId: zhao.subject };
  const made = `... on RegisterExpertSuccess { expert { id } } ${REFUSAL}`;
  expertId = (await rooms.atHlj.send(staff, 'registerExpert', profile, made)).expert.id;
  await rooms.hlj.kernel.settled();
  await rooms.mdj.link.settle();
});
afterAll(async () => {
  await rooms.mdj.close();
  await rooms.hlj.close();
});

const ask = (caller: typeof engineer, input: object = {}) =>
  (caller === engineer ? rooms.atMdj : rooms.atHlj).send(
    caller,
    'requestExpert',
    { expertId, service: 'CONSULTING', description: '焊缝开裂', ...input },
    `... on RequestExpertSuccess { expertRequest { id state home } } ${REFUSAL} ${INVALID}`,
  );
const step = async (caller: typeof engineer, name: string, requestId: string, more: object = {}) => {
  const world = caller === engineer ? rooms.atMdj : rooms.atHlj;
  const fields = `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { expertRequest { state possible } } ${REFUSAL} ${WRONG}`;
  return world.send(caller, name, { requestId, ...more }, fields);
};

test('an expert is asked, accepts and completes; each side is told', async () => {
  const { expertRequest } = await ask(local);
  expect(expertRequest).toMatchObject({ state: 'REQUESTED', home: 'hlj' });
  const { id } = expertRequest;
  const { people } = rooms.hlj.kernel;
  expect(await people.unsettled(local.subject)).toEqual([{ kind: 'expertRequest', id, title: '焊缝开裂' }]);
  expect((await step(local, 'acceptExpertRequest', id)).__typename).toBe('NotPermitted');
  expect((await step(zhao, 'completeExpertRequest', id)).possible).toEqual(['accept', 'refuse', 'withdraw']);
  expect((await step(zhao, 'acceptExpertRequest', id)).expertRequest.state).toBe('ACCEPTED');
  expect((await step(zhao, 'completeExpertRequest', id)).expertRequest).toEqual({ state: 'COMPLETED', possible: [] });
  expect(await people.unsettled(local.subject)).toEqual([]);
  const told = async (to: string) =>
    (await rooms.hlj.kernel.notices.list({ to: [to], first: 10, locale: 'en' })).map(({ template }) => template).sort();
  expect(await told(zhao.subject)).toEqual(['expertRequest.requested']);
  expect(await told(local.subject)).toEqual(['expertRequest.accepted', 'expertRequest.completed']);
});

test('a request needs a description and a service that the expert offers', async () => {
  expect((await ask(local, { description: ' ' })).problems).toEqual([{ field: 'description' }]);
  expect((await ask(local, { service: 'TRAINING' })).problems).toEqual([{ field: 'service' }]);
  expect((await ask(local, { expertId: 'hlj:expert:none' })).__typename).toBe('NotFound');
});

test('an expert of a partner is asked there; what happens there is followed here, and the request can be withdrawn', async () => {
  const { expertRequest: done } = await ask(engineer);
  expect(done).toMatchObject({ state: 'REQUESTED', home: 'hlj', id: expect.stringMatching(/^hlj:/) });
  await step(zhao, 'acceptExpertRequest', done.id);
  await step(zhao, 'completeExpertRequest', done.id);
  await delivered(rooms);
  const { expertRequest: taken } = await ask(engineer, { description: '第二次' });
  expect((await step(engineer, 'withdrawExpertRequest', taken.id, { reason: '已解决' })).expertRequest.state).toBe(
    'WITHDRAWN',
  );
  const mine = await rooms.atMdj.ask(engineer, '{ myExpertRequests { edges { node { id state } } } }');
  const states = Object.fromEntries(
    mine.myExpertRequests.edges.map(({ node }: { node: { id: string; state: string } }) => [node.id, node.state]),
  );
  expect(states).toEqual({ [done.id]: 'COMPLETED', [taken.id]: 'WITHDRAWN' });
  const seen = await rooms.atHlj.ask(zhao, `{ expertRequests(expertId: "${expertId}") { edges { node { state } } } }`);
  expect(seen.expertRequests.edges).toHaveLength(3);
  const others = await rooms.atHlj.ask(local, `{ expertRequests(expertId: "${expertId}") { edges { node { id } } } }`);
  expect(others.expertRequests.edges).toEqual([]);
});
