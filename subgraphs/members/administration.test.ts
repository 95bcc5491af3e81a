import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import { systemCaller } from '../../kernel/caller.ts';
import type { DomainEvent } from '../../kernel/events/types.ts';
import type { Partners } from '../../kernel/partner-types.ts';
import { HLJ, MDJ, type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { creditCodeCheckCharacter } from './domain/credit-code.ts';
import { members } from './index.ts';

const administrator = user('root', 'PLATFORM_ADMINISTRATOR', ['mdj']);
const second = user('second', 'PLATFORM_ADMINISTRATOR', ['mdj']);
const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
const provincial = user('provincial', 'PLATFORM_STAFF', ['hlj']);
const code = (number: number) => {
  const first17 = `9123010012704${String(number).padStart(4, '0')}`;
  return `${first17}${creditCodeCheckCharacter(first17)}`;
};

/** Carries events between the two test platforms as the link does: each becomes `partner.<type>` with its home. */
const post: { from: string; to: string; event: DomainEvent }[] = [];
const partnersOf = (from: string): Partners => ({
  call: async () => ({ ok: false, unavailable: true, message: 'not used' }),
  deliver: async (_tx, to, event) => {
    post.push({ from, to, event });
  },
  list: async () => [],
});

let city: TestKernel;
let province: TestKernel;
let graph: TestSubgraph;
let above: TestSubgraph;
beforeAll(async () => {
  city = await testKernel({ platform: MDJ, partners: () => partnersOf('mdj') });
  province = await testKernel({ platform: HLJ, partners: () => partnersOf('hlj') });
  [graph] = (await testSubgraphs(city, [members])) as [TestSubgraph];
  [above] = (await testSubgraphs(province, [members])) as [TestSubgraph];
});
afterAll(async () => {
  await city.close();
  await province.close();
});

async function carry(): Promise<void> {
  for (let letter = post.shift(); letter; letter = post.shift()) {
    const { from, to, event } = letter;
    const receiver = to === 'hlj' ? province : city;
    await receiver.kernel.transact(systemCaller(to, 'link'), async (tx) => {
      tx.emit({ ...event, type: `partner.${event.type}`, payload: { ...event.payload, home: from } });
    });
    await receiver.kernel.settled();
  }
}

let units = 0;
async function unit(agreementVersion = 1): Promise<Answer> {
  units += 1;
  const input = {
    name: `单位${units}`,
    kind: 'INSTITUTE',
    creditCode: code(units),
    roles: ['OWNER'],
    contact: { name: '甲' },
    agreementVersion,
  };
  const fields = '... on RegisterUnitSuccess { unit { id } } ... on AgreementOutdated { currentVersion }';
  const answer = await mutate(graph, anonymous(), 'registerUnit', input, fields);
  if (!answer.unit) return answer;
  const accepted = { unitId: answer.unit.id };
  await mutate(graph, staff, 'acceptUnit', accepted);
  return answer.unit;
}
const member = async (unitId: string, role = 'RESEARCHER'): Promise<Answer> => {
  units += 1;
  return (
    await mutate(
      graph,
      staff,
      'addMember',
      { unitId, username: `u${units}`, name: '某人', role },
      '... on AddMemberSuccess { account { id level } }',
    )
  ).account;
};
const headOf = (unitId: string) => user('head', 'UNIT_ADMINISTRATOR', ['mdj', unitId]);

describe('four eyes', () => {
  const grant = async (caller: Caller, accountId: string): Promise<Answer> =>
    mutate(
      graph,
      caller,
      'grantRole',
      { accountId, role: 'PLATFORM_ADMINISTRATOR', path: ['mdj'] },
      '... on GrantPending { pending { id } } ... on GrantRoleSuccess { account { id } }',
    );
  const confirm = (caller: Caller, pendingId: string, yes = true): Promise<Answer> =>
    mutate(
      graph,
      caller,
      'confirmGrant',
      { pendingId, confirm: yes },
      '... on ConfirmGrantSuccess { account { grants { role } } } ... on WrongState { state }',
    );

  it('gives platform administration only when a second administrator agrees', async () => {
    const account = await member((await unit()).id);
    expect((await grant(staff, account.id)).__typename).toBe('NotPermitted');
    const { pending } = await grant(administrator, account.id);
    expect((await graph.run(second, '{ pendingGrants { id role } }')).pendingGrants).toEqual([
      { id: pending.id, role: 'PLATFORM_ADMINISTRATOR' },
    ]);
    expect((await confirm(administrator, pending.id)).__typename).toBe('SamePerson');
    expect(
      (await confirm(user(account.id.split(':')[2], 'PLATFORM_ADMINISTRATOR', ['mdj']), pending.id)).__typename,
    ).toBe('SamePerson');
    expect((await confirm(user('far', 'PLATFORM_ADMINISTRATOR', ['hlj']), pending.id)).__typename).toBe('NotPermitted');
    expect((await confirm(second, pending.id)).account.grants.map((held: Answer) => held.role)).toContain(
      'PLATFORM_ADMINISTRATOR',
    );
    expect((await confirm(second, pending.id)).state).toBe('CONFIRMED');
    expect((await confirm(second, 'mdj:pendingGrant:none')).__typename).toBe('NotFound');
  });

  it('gives nothing when it is rejected', async () => {
    const account = await member((await unit()).id);
    const { pending } = await grant(administrator, account.id);
    expect((await confirm(second, pending.id, false)).account.grants).toEqual([{ role: 'RESEARCHER' }]);
    expect((await confirm(second, pending.id)).state).toBe('REJECTED');
  });
});

it('delegates a laboratory until a day', async () => {
  const { id } = await unit();
  const account = await member(id);
  const input = {
    accountId: account.id,
    role: 'INSTRUMENT_ADMINISTRATOR',
    path: ['mdj', id, 'mdj:laboratory:1'],
    until: '2026-04-01T00:00:00.000Z',
  };
  const { account: after } = await mutate(
    graph,
    headOf(id),
    'grantRole',
    input,
    '... on GrantRoleSuccess { account { grants { role until grantedBy } } }',
  );
  expect(after.grants[1]).toEqual({
    role: 'INSTRUMENT_ADMINISTRATOR',
    until: '2026-04-01T00:00:00.000Z',
    grantedBy: 'mdj:account:head',
  });
});

describe('agreements', () => {
  const publish = (caller: Caller, more: object = {}): Promise<Answer> =>
    mutate(
      graph,
      caller,
      'publishAgreement',
      { titleZh: '加盟协议', textZh: '……', rights: ['优惠使用'], duties: ['开放共享'], waiverPercent: 30, ...more },
      '... on PublishAgreementSuccess { agreement { version title } } ... on InvalidInput { problems { field } }',
    );

  it('are published in versions; an applicant must have read the newest; what it waives, prices honour', async () => {
    expect((await publish(user('x', 'PLATFORM_ADMINISTRATOR', ['hlj']))).__typename).toBe('NotPermitted');
    expect((await publish(administrator, { textZh: '', waiverPercent: 101 })).problems).toEqual([
      { field: 'textZh' },
      { field: 'waiverPercent' },
    ]);
    expect((await publish(administrator)).agreement).toEqual({ version: 1, title: '加盟协议' });
    expect((await publish(administrator, { waiverPercent: 50 })).agreement.version).toBe(2);
    expect((await graph.run(staff, '{ membershipAgreements { version waiverPercent } }')).membershipAgreements).toEqual(
      [
        { version: 2, waiverPercent: 50 },
        { version: 1, waiverPercent: 30 },
      ],
    );
    expect(await unit(1)).toEqual({ __typename: 'AgreementOutdated', currentVersion: 2 });
    const { id } = await unit(2);
    const held = await city.kernel.connection.collection('ledger_agreements').find({ waiverPercent: 50 }).toArray();
    expect(held.map((row) => row.consumerPath)).toEqual([['mdj', id]]);
  });

  it('are accepted anew by members when a version follows', async () => {
    const { id } = await unit(2);
    await publish(administrator, { waiverPercent: 60 });
    const accept = (version: number, caller = headOf(id)): Promise<Answer> =>
      mutate(
        graph,
        caller,
        'acceptAgreement',
        { unitId: id, version },
        '... on AcceptAgreementSuccess { unit { memberships { agreementVersion } } } ... on AgreementOutdated { currentVersion }',
      );
    expect((await accept(2)).currentVersion).toBe(3);
    expect((await accept(3, headOf('mdj:unit:other'))).__typename).toBe('NotPermitted');
    expect((await accept(3)).unit.memberships).toEqual([{ agreementVersion: 3 }]);
    expect((await mutate(graph, staff, 'acceptAgreement', { unitId: 'mdj:unit:none', version: 3 })).__typename).toBe(
      'NotFound',
    );
  });
});

describe('two-level registration', () => {
  const fields = (name: string) =>
    `... on ${name}Success { admission { id state } } ... on WrongState { state } ... on InvalidInput { problems { field } }`;
  const request = (caller: Caller, kind: string, subjectId: string): Promise<Answer> =>
    mutate(graph, caller, 'requestAdmission', { kind, subjectId }, fields('RequestAdmission'));
  const decide = (
    on: TestSubgraph,
    caller: Caller,
    verb: string,
    admissionId: string,
    reason?: string,
  ): Promise<Answer> =>
    mutate(
      on,
      caller,
      `${verb}Admission`,
      { admissionId, ...(reason === undefined ? {} : { reason }) },
      fields(`${verb[0]?.toUpperCase()}${verb.slice(1)}Admission`),
    );
  const listed = async (on: TestSubgraph, caller: Caller, filter = ''): Promise<Answer[]> =>
    (
      await on.run(caller, `{ admissions${filter} { edges { node { id kind state subjectId unitName reason } } } }`)
    ).admissions.edges.map((edge: Answer) => edge.node);
  const levelOf = async (id: string) =>
    (await graph.run(staff, 'query ($id: ID!) { account(id: $id) { level } }', { id })).account.level;

  it('endorses a user at home, accepts above, revokes above', async () => {
    const { id: unitId } = await unit(3);
    const account = await member(unitId);
    expect((await request(headOf('mdj:unit:other'), 'ACCOUNT', account.id)).__typename).toBe('NotPermitted');
    expect((await request(headOf(unitId), 'ACCOUNT', 'mdj:account:none')).__typename).toBe('NotFound');
    const { admission } = await request(headOf(unitId), 'ACCOUNT', account.id);
    expect((await request(headOf(unitId), 'ACCOUNT', account.id)).state).toBe('REQUESTED');
    await carry();
    const [asked] = await listed(above, provincial, '(filter: { state: REQUESTED })');
    expect(asked).toMatchObject({ kind: 'ACCOUNT', subjectId: account.id });
    expect(JSON.stringify(asked)).not.toContain('某人');
    expect(
      (await decide(above, user('p', 'UNIT_ADMINISTRATOR', ['hlj', 'hlj:unit:1']), 'withdraw', asked.id, 'x'))
        .__typename,
    ).toBe('NotPermitted');
    expect(await levelOf(account.id)).toBe(1);
    expect((await decide(above, provincial, 'accept', asked.id)).admission.state).toBe('ACCEPTED');
    await carry();
    expect(await levelOf(account.id)).toBe(2);
    expect((await decide(above, provincial, 'refuse', asked.id, '晚了')).state).toBe('ACCEPTED');
    expect((await decide(above, provincial, 'revoke', asked.id, '')).problems).toEqual([{ field: 'reason' }]);
    await decide(above, provincial, 'revoke', asked.id, '违规');
    await carry();
    expect(await levelOf(account.id)).toBe(1);
    const [own] = (await listed(graph, headOf(unitId))).filter((one) => one.id === admission.id);
    expect(own).toMatchObject({ state: 'REVOKED', reason: '违规' });
    expect(await listed(graph, headOf('mdj:unit:other'))).toEqual([]);
  });

  it('makes a unit a member of both platforms, and lets it leave the second', async () => {
    const { id } = await unit(3);
    const { admission } = await request(headOf(id), 'UNIT', id);
    const memberships = async () =>
      (await graph.run(staff, 'query ($id: ID!) { unit(id: $id) { memberships { platform status } } }', { id })).unit
        .memberships;
    expect(await memberships()).toEqual([
      { platform: 'hlj', status: 'APPLIED' },
      { platform: 'mdj', status: 'MEMBER' },
    ]);
    await carry();
    const [asked] = await listed(above, provincial, '(filter: { state: REQUESTED, kind: UNIT })');
    await decide(above, provincial, 'accept', asked.id);
    await carry();
    expect(await memberships()).toEqual([
      { platform: 'hlj', status: 'MEMBER' },
      { platform: 'mdj', status: 'MEMBER' },
    ]);
    expect(
      (await graph.run(staff, '{ units(filter: { alsoMemberOf: "hlj" }) { edges { node { id } } } }')).units.edges,
    ).toEqual([{ node: { id } }]);
    expect((await decide(graph, headOf(id), 'withdraw', admission.id, '合并')).admission.state).toBe('WITHDRAWN');
    await carry();
    expect((await listed(above, provincial, '(filter: { kind: UNIT })'))[0]).toMatchObject({ state: 'WITHDRAWN' });
    expect((await memberships())[0]).toEqual({ platform: 'hlj', status: 'LEFT' });
  });

  it('needs a platform above', async () => {
    const answer = await mutate(
      above,
      provincial,
      'requestAdmission',
      { kind: 'UNIT', subjectId: 'hlj:unit:1' },
      '... on InvalidInput { problems { field } }',
    );
    expect(answer.problems).toEqual([{ field: 'subjectId' }]);
  });

  it('takes no word of a platform that it did not ask, and none about others’ users', async () => {
    const { id: unitId } = await unit(3);
    const account = await member(unitId);
    const { admission } = await request(headOf(unitId), 'ACCOUNT', account.id);
    post.length = 0;
    post.push({
      from: 'hrb',
      to: 'mdj',
      event: {
        type: 'admission.decided',
        recordId: 'hrb:admission:1',
        version: 1,
        payload: { peerId: admission.id, state: 'ACCEPTED' },
      },
    });
    post.push({
      from: 'hrb',
      to: 'hlj',
      event: {
        type: 'admission.requested',
        recordId: 'hrb:admission:2',
        version: 1,
        payload: { kind: 'ACCOUNT', subjectId: account.id, unitName: '', unitId: null },
      },
    });
    await carry();
    expect(await levelOf(account.id)).toBe(1);
    expect((await listed(above, provincial)).map((one) => one.subjectId)).not.toContain(account.id);
  });
});
