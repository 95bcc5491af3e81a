import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOLIDAYS_PUBLISHED } from '../../kernel/calendar/holiday-projection.ts';
import { type Caller, systemCaller } from '../../kernel/caller.ts';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { members } from './index.ts';

const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
const creditCode = '91350100M000100Y43';
const local = (text: string): string => new Date(`${text}:00+08:00`).toISOString();
const licence = { name: 'licence.png', mediaType: 'image/png', base64: Buffer.from('a scan').toString('base64') };

describe("a firm's account is checked the same day", () => {
  let test: TestKernel;
  let graph: TestSubgraph;
  beforeAll(async () => {
    test = await testKernel({ now: local('2026-03-06T10:00') });
    [graph] = (await testSubgraphs(test, [members])) as [TestSubgraph];
    await test.kernel.transact(systemCaller('mdj', 'test'), async (tx) => {
      const days = [{ date: '2026-03-09', kind: 'HOLIDAY' }];
      tx.emit({ type: HOLIDAYS_PUBLISHED, recordId: 'mdj:holidays:2026', version: 1, payload: { year: 2026, days } });
    });
    await test.kernel.settled();
  });
  afterAll(() => test.close());

  let names = 0;
  const register = async (more: object = {}): Promise<Answer> => {
    names += 1;
    const input = { kind: 'LEGAL_PERSON', username: `f${names}`, name: `厂${names}`, email: `f${names}@x.cn` };
    const fields = '... on RegisterAccountSuccess { account { id } } ... on InvalidInput { problems { field } }';
    return mutate(graph, anonymous(), 'registerAccount', { ...input, creditCode, licence, ...more }, fields);
  };
  const queue = async (caller: Caller): Promise<Answer> =>
    (
      await graph.run(
        caller,
        '{ waitingRegistrations { edges { node { id registration { awaits dueBy overdue licenceUrl unit { id } } } } } }',
      )
    ).waitingRegistrations.edges.map(({ node }: Answer) => node);
  const decide = (caller: Caller, name: string, input: object): Promise<Answer> => {
    const fields = 'account { active unit { id } grants { role path } registration { state reason awaits dueBy } }';
    const wrong = name === 'refuseRegistration' ? '' : '... on WrongState { possible }';
    const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
    return mutate(graph, caller, name, input, `... on ${success} { ${fields} } ${wrong}`);
  };

  it('with the licence in the form, of a type and size that are taken', async () => {
    expect((await register({ licence: null })).problems).toEqual([{ field: 'licenceFileId' }]);
    const page = { ...licence, mediaType: 'text/html' };
    expect((await register({ licence: page })).problems).toEqual([{ field: 'licence.mediaType' }]);
    const large = { ...licence, base64: Buffer.alloc(513 * 1024).toString('base64') };
    expect((await register({ licence: large })).problems).toEqual([{ field: 'base64' }]);
  });

  it('by the end of the working day on which it came; then it is overdue', async () => {
    const { account } = await register();
    const [waiting] = await queue(staff);
    expect(waiting).toMatchObject({
      id: account.id,
      registration: { awaits: 'STAFF', dueBy: local('2026-03-06T17:00'), overdue: false, unit: null },
    });
    const query = new URL(waiting.registration.licenceUrl, 'http://x').searchParams;
    const row = await test.kernel.connection.collection('members_accounts').findOne({ _id: account.id as never });
    const file = row?.registration.licenceFileId;
    expect(await test.kernel.files.isGoodLink(file, query.get('expires') ?? '', query.get('signature') ?? '')).toBe(
      true,
    );
    test.clock.set(local('2026-03-06T17:30'));
    expect((await queue(staff))[0].registration.overdue).toBe(true);
    const accepted = await decide(staff, 'acceptRegistration', { accountId: account.id });
    expect(accepted.account).toMatchObject({ active: true, registration: { awaits: null, dueBy: null } });
    const told = await test.kernel.notices.list({ to: ['mdj'], first: 5, locale: 'zh' });
    expect(told.map(({ template }) => template)).toEqual(['registration.waiting']);
  });

  it('a colleague is confirmed by the administrator of the unit, whom staff replaces only when it is late', async () => {
    // Another firm's first account, made its administrator by the acceptance.
    const elsewhere = { creditCode: '91230100127041234E' };
    const { account: first } = await register(elsewhere);
    const asHead = { accountId: first.id, asUnitAdministrator: true };
    const accepted = await decide(staff, 'acceptRegistration', asHead);
    const unitId = accepted.account.unit.id;
    const path = ['mdj', unitId];
    expect(accepted.account.grants).toEqual([
      { role: 'FIRM_USER', path },
      { role: 'UNIT_ADMINISTRATOR', path },
    ]);
    const head = user('head', 'UNIT_ADMINISTRATOR', path);
    // A Saturday: it counts for Tuesday, because Monday is a holiday.
    test.clock.set(local('2026-03-07T11:00'));
    const { account } = await register(elsewhere);
    const { account: stranger } = await register(elsewhere);
    const waiting = await queue(head);
    expect(waiting.map(({ id }: Answer) => id)).toEqual([account.id, stranger.id]);
    expect(waiting[0].registration).toEqual({
      awaits: 'UNIT_ADMINISTRATOR',
      dueBy: local('2026-03-10T17:00'),
      overdue: false,
      licenceUrl: null,
      unit: { id: unitId },
    });
    expect(await queue(user('other', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']))).toEqual([]);
    const accountId = account.id;
    expect((await decide(staff, 'acceptRegistration', { accountId })).possible).toContain('confirmRegistration');
    const other = user('other', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']);
    expect((await decide(other, 'confirmRegistration', { accountId, confirm: true })).__typename).toBe('NotPermitted');
    const confirmed = await decide(head, 'confirmRegistration', { accountId, confirm: true });
    expect(confirmed.account).toMatchObject({ active: true, unit: { id: unitId } });
    expect(confirmed.account.grants).toEqual([{ role: 'FIRM_USER', path }]);
    const no = { accountId: stranger.id, confirm: false };
    expect((await decide(head, 'confirmRegistration', no)).__typename).toBe('InvalidInput');
    const refused = await decide(head, 'confirmRegistration', { ...no, reason: '非本单位人员' });
    expect(refused.__typename).toBe('ConfirmRegistrationSuccess');
    const { account: late } = await register(elsewhere);
    test.clock.set(local('2026-03-10T17:01'));
    const told = async (): Promise<unknown[]> => {
      await test.kernel.jobs.run('members.overdue');
      const notices = test.kernel.connection.collection('kernel_notices');
      return (await notices.find({ template: 'registration.overdue' }).toArray()).map(({ to, about }) => [to, about]);
    };
    // Staff and the unit, once, however often the job runs.
    const once = [[['mdj', unitId], late.id]];
    expect([await told(), await told()]).toEqual([once, once]);
    const read = async (caller: Caller): Promise<unknown[]> =>
      (await graph.run(caller, '{ myNotices(first: 50) { subject } }')).myNotices.map(({ subject }: Answer) => subject);
    for (const caller of [staff, head]) expect(await read(caller)).toContain('A registration is overdue');
    expect(await read(user('reader', 'RESEARCHER', path))).toEqual([]);
    const second = { accountId: late.id, asUnitAdministrator: true };
    expect((await decide(staff, 'acceptRegistration', second)).__typename).toBe('InvalidInput');
    expect((await decide(staff, 'acceptRegistration', { accountId: late.id })).account.unit.id).toBe(unitId);
  });
});

describe('where a unit is', () => {
  it('is told by its administrator, within the earth', async () => {
    const test = await testKernel();
    const [graph] = (await testSubgraphs(test, [members])) as [TestSubgraph];
    const input = { name: '研究所', kind: 'INSTITUTE', creditCode, roles: ['OWNER'], contact: { name: '甲' } };
    const { unit } = await mutate(
      graph,
      anonymous(),
      'registerUnit',
      { ...input, location: { latitude: 44.58, longitude: 129.62 } },
      '... on RegisterUnitSuccess { unit { id location { latitude longitude } } }',
    );
    expect(unit.location).toEqual({ latitude: 44.58, longitude: 129.62 });
    const set = (caller: Caller, location: object | null): Promise<Answer> =>
      mutate(
        graph,
        caller,
        'setUnitLocation',
        { unitId: unit.id, location },
        '... on SetUnitLocationSuccess { unit { location { latitude } } } ... on InvalidInput { problems { field } }',
      );
    const head = user('head', 'UNIT_ADMINISTRATOR', ['mdj', unit.id]);
    expect((await set(head, { latitude: 95, longitude: 0 })).problems).toEqual([{ field: 'location' }]);
    expect((await set(head, { latitude: 44.6, longitude: 129.6 })).unit.location).toEqual({ latitude: 44.6 });
    expect((await set(head, null)).unit.location).toBeNull();
    const other = user('x', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']);
    expect((await set(other, null)).__typename).toBe('NotPermitted');
    await test.close();
  });
});
