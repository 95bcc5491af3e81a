import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import {
  type Answer,
  at,
  bookingWorld,
  colleague,
  engineer,
  owner,
  person,
  researcher,
  SEM,
  UNIVERSITY,
  type World,
} from '../../test/harness/booking-world.ts';

const examiner = person('examiner', UNIVERSITY);

let world: World;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());

const send = (caller: Caller, name: string, input: Record<string, unknown>, selection: string): Promise<Answer> => {
  const success = name === 'withdrawFromTraining' ? 'enrolInTraining' : name;
  const type = `${success.charAt(0).toUpperCase()}${success.slice(1)}Success`;
  return world.send(caller, name, input, `... on ${type} { ${selection} } ... on Refusal { message }`);
};
const SESSION =
  'session { id state enrolled participants { name attended result qualification { code level validTo } } }';

async function scheduled(day: number, more: object = {}): Promise<string> {
  world.clock.set(at(day, '07:00'));
  const input = {
    instrumentId: SEM,
    title: 'SEM basics',
    code: 'SEM',
    level: 2,
    validDays: 365,
    trainer: 'He',
    examinerId: examiner.subject,
    slot: { start: at(day, '09:00'), end: at(day, '11:00') },
    capacity: 2,
    ...more,
  };
  return (await send(owner, 'scheduleTraining', input, SESSION)).session.id;
}

const enrol = (caller: Caller, sessionId: string): Promise<Answer> =>
  send(caller, 'enrolInTraining', { sessionId }, SESSION);
const grade = (caller: Caller, sessionId: string, results: object[]): Promise<Answer> =>
  send(caller, 'recordTrainingResults', { sessionId, results }, SESSION);
const held = async (caller: Caller): Promise<Answer[]> => {
  const query = 'query($id: ID!) { qualifications(accountId: $id) { code level validTo } }';
  return (await world.ask(caller, query, { id: caller.subject })).qualifications;
};

test('who passes is qualified until the day; a later session renews it; who failed or stayed away is not', async () => {
  const first = await scheduled(3);
  await enrol(researcher, first);
  await enrol(colleague, first);
  const results = [
    { accountId: researcher.subject, attended: true, result: 'PASSED' },
    { accountId: colleague.subject, attended: true, result: 'FAILED' },
  ];
  expect((await grade(examiner, first, results)).__typename).toBe('WrongState');
  world.clock.set(at(3, '12:00'));
  expect((await grade(researcher, first, results)).__typename).toBe('NotPermitted');
  const { session } = await grade(examiner, first, results);
  const until = new Date('2027-03-03T11:00:00+08:00').toISOString();
  expect(session.participants).toEqual([
    { name: 'researcher', attended: true, result: 'PASSED', qualification: { code: 'SEM', level: 2, validTo: until } },
    { name: 'colleague', attended: true, result: 'FAILED', qualification: null },
  ]);
  await grade(examiner, first, results);
  expect(await held(researcher)).toEqual([{ code: 'SEM', level: 2, validTo: until }]);
  expect(await held(colleague)).toEqual([]);
  const second = await scheduled(5);
  await enrol(researcher, second);
  world.clock.set(at(5, '12:00'));
  await grade(owner, second, results.slice(0, 1));
  const renewed = new Date('2027-03-05T11:00:00+08:00').toISOString();
  expect((await held(researcher)).map(({ validTo }) => validTo).toSorted()).toEqual([until, renewed]);
});

test('a session has as many places as it says, also when many enrol at once; a place given back is free', async () => {
  const id = await scheduled(9, { capacity: 1 });
  const answers = await Promise.all([researcher, colleague, engineer].map((caller) => enrol(caller, id)));
  const taken = answers.filter(({ __typename }) => __typename === 'EnrolInTrainingSuccess');
  expect([taken.length, answers.filter(({ __typename }) => __typename === 'TrainingFull').length]).toEqual([1, 2]);
  const holder = taken[0].session.participants[0].name;
  const [winner, loser] =
    holder === 'researcher'
      ? [researcher, colleague]
      : [[colleague, engineer].find(({ name }) => name === holder) ?? engineer, researcher];
  expect((await enrol(winner, id)).session.enrolled).toBe(1);
  expect((await send(loser, 'withdrawFromTraining', { sessionId: id }, SESSION)).__typename).toBe('NotFound');
  await send(winner, 'withdrawFromTraining', { sessionId: id }, SESSION);
  expect((await enrol(loser, id)).session.participants).toMatchObject([{ name: loser.name, attended: null }]);
});

test('participants are known to the examiner and staff; others see themselves', async () => {
  const id = await scheduled(10);
  await enrol(researcher, id);
  await enrol(colleague, id);
  const seen = async (caller: Caller, filter: object) => {
    const query =
      'query($filter: TrainingSessionFilter) { trainingSessions(filter: $filter) { edges { node { id enrolled participants { name } } } } }';
    const { edges } = (await world.ask(caller, query, { filter })).trainingSessions;
    return edges.map(({ node }: Answer) => node).find((node: Answer) => node.id === id);
  };
  expect((await seen(examiner, { instrumentId: SEM })).participants).toHaveLength(2);
  expect((await seen(owner, { unitId: UNIVERSITY })).participants).toHaveLength(2);
  expect(await seen(researcher, { mine: true })).toEqual({ id, enrolled: 2, participants: [{ name: 'researcher' }] });
  expect((await seen(engineer, {})).participants).toEqual([]);
  expect(await seen(engineer, { mine: true })).toBeUndefined();
});

test('refusals: strangers schedule nothing, the examiner is no participant, results fit who enrolled', async () => {
  const id = await scheduled(11);
  expect((await enrol(examiner, id)).__typename).toBe('NotPermitted');
  await enrol(researcher, id);
  world.clock.set(at(11, '09:30'));
  expect((await enrol(colleague, id)).__typename).toBe('WrongState');
  const { problems } = await world.send(
    examiner,
    'recordTrainingResults',
    {
      sessionId: id,
      results: [
        { accountId: colleague.subject, attended: true },
        { accountId: researcher.subject, attended: false, result: 'PASSED' },
      ],
    },
    '... on InvalidInput { problems { field } }',
  );
  expect(problems).toEqual([{ field: 'results.0.accountId' }, { field: 'results.1.result' }]);
  const slot = { start: at(1, '10:00'), end: at(1, '09:00') };
  const wish = {
    instrumentId: SEM,
    title: '',
    code: 'x',
    trainer: 'y',
    examinerId: examiner.subject,
    slot,
    capacity: 0,
  };
  expect((await send(researcher, 'scheduleTraining', wish, SESSION)).__typename).toBe('NotPermitted');
  const bad = await world.send(owner, 'scheduleTraining', wish, '... on InvalidInput { problems { field } }');
  expect(bad.problems.map(({ field }: Answer) => field)).toEqual(['title', 'capacity', 'slot.end', 'slot.start']);
});

test('a cancelled session tells who enrolled and grants nothing', async () => {
  const sessionId = await scheduled(12);
  await enrol(engineer, sessionId);
  const { session } = await send(owner, 'cancelTraining', { sessionId, reason: 'trainer ill' }, SESSION);
  expect(session.state).toBe('CANCELLED');
  await world.kernel.settled();
  const notices = await world.kernel.notices.list({ to: [engineer.subject], first: 50, locale: 'en' });
  const cancelled = notices.find(({ template, about }) => template === 'training.cancelled' && about === sessionId);
  expect(cancelled?.text).toContain('trainer ill');
  world.clock.set(at(12, '12:00'));
  const passed = [{ accountId: engineer.subject, attended: true, result: 'PASSED' }];
  expect((await grade(examiner, sessionId, passed)).__typename).toBe('WrongState');
  expect(await held(engineer)).toEqual([]);
});
