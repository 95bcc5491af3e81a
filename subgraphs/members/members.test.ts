import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { members } from './index.ts';

const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
const stranger = user('stranger', 'RESEARCHER', ['mdj', 'mdj:unit:other']);
const creditCode = '91350100M000100Y43';

const registerUnit = `mutation ($input: RegisterUnitInput!) { registerUnit(input: $input) {
  __typename ... on RegisterUnitSuccess { unit { id status memberships { platform status } } }
  ... on CreditCodeInvalid { message creditCode } ... on UnitAlreadyRegistered { existing { id } } ... on InvalidInput { problems { field } } } }`;
const step = (name: string) => {
  const type = name[0]?.toUpperCase() + name.slice(1);
  return `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { unit { id status } } ... on WrongState { state possible } } }`;
};

describe('members', () => {
  let test: TestKernel;
  let graph: TestSubgraph;
  beforeAll(async () => {
    test = await testKernel();
    [graph] = (await testSubgraphs(test, [members])) as [TestSubgraph];
  });
  afterAll(() => test.close());

  let keys = 0;
  const key = () => {
    keys += 1;
    return `key-${keys}`;
  };
  const application = (more: object = {}) => ({
    idempotencyKey: key(),
    name: '牡丹江师范学院',
    kind: 'UNIVERSITY',
    creditCode,
    roles: ['OWNER'],
    contact: { name: '王老师', telephone: '0453-6511000' },
    ...more,
  });
  const register = async (more: object = {}): Promise<Answer> =>
    (await graph.run(anonymous(), registerUnit, { input: application(more) })).registerUnit;

  it('refuses a credit code whose check character is wrong', async () => {
    const answer = await register({ creditCode: '91350100M000100Y44' });
    expect(answer).toMatchObject({ __typename: 'CreditCodeInvalid', creditCode: '91350100M000100Y44' });
  });

  it('names every field that is missing', async () => {
    const answer = await register({ name: ' ', roles: [] });
    expect(answer.__typename).toBe('InvalidInput');
    expect(answer.problems).toEqual([{ field: 'name' }, { field: 'roles' }]);
  });

  it('takes a unit from application to membership, suspension and leaving', async () => {
    const { unit } = await register();
    expect(unit).toMatchObject({ status: 'APPLIED', memberships: [{ platform: 'mdj', status: 'APPLIED' }] });
    const find = `query ($id: ID!) { unit(id: $id) { name status } }`;
    expect((await graph.run(anonymous(), find, { id: unit.id })).unit).toBeNull();
    expect((await graph.run(staff, find, { id: unit.id })).unit.status).toBe('APPLIED');

    const input = () => ({ idempotencyKey: key(), unitId: unit.id });
    const wrong = await graph.run(staff, step('reinstateUnit'), { input: input() });
    expect(wrong.reinstateUnit).toEqual({
      __typename: 'WrongState',
      state: 'APPLIED',
      possible: ['accept', 'refuse', 'leave'],
    });
    expect((await graph.run(staff, step('acceptUnit'), { input: input() })).acceptUnit.unit.status).toBe('MEMBER');
    expect((await graph.run(anonymous(), find, { id: unit.id })).unit).toEqual({
      name: '牡丹江师范学院',
      status: 'MEMBER',
    });
    expect((await register()).__typename).toBe('UnitAlreadyRegistered');

    const reason = '年检未通过';
    const suspended = await graph.run(staff, step('suspendUnit'), { input: { ...input(), reason } });
    expect(suspended.suspendUnit.unit.status).toBe('SUSPENDED');
    await graph.run(staff, step('reinstateUnit'), { input: input() });
    const left = await graph.run(staff, step('leaveNetwork'), { input: { ...input(), reason } });
    expect(left.leaveNetwork.unit.status).toBe('LEFT');
    expect((await register()).__typename).toBe('RegisterUnitSuccess');
  });

  it('shows an application to who filed it, before and after the decision', async () => {
    const { creditCodeCheckCharacter } = await import('./domain/credit-code.ts');
    const first17 = '91231000777777777';
    const applicant = user('applicant', 'INDIVIDUAL', ['mdj']);
    const input = application({ name: '申请单位', creditCode: `${first17}${creditCodeCheckCharacter(first17)}` });
    const { unit } = (await graph.run(applicant, registerUnit, { input })).registerUnit;
    const read = async (caller: typeof applicant) =>
      await graph.run(caller, 'query ($id: ID!) { unit(id: $id) { status } myApplications { id status } }', {
        id: unit.id,
      });
    expect(await read(applicant)).toEqual({
      unit: { status: 'APPLIED' },
      myApplications: [{ id: unit.id, status: 'APPLIED' }],
    });
    expect(await read(stranger)).toEqual({ unit: null, myApplications: [] });
    const reason = '材料不全';
    await graph.run(staff, step('refuseUnit'), { input: { idempotencyKey: key(), unitId: unit.id, reason } });
    expect((await read(applicant)).unit).toEqual({ status: 'REFUSED' });
  });

  it('answers a repeated key as the first time and refuses the key for another input', async () => {
    const input = application({ creditCode: '91230100127040288R', name: '甲厂' });
    const code = (await import('./domain/credit-code.ts')).creditCodeCheckCharacter('91230100127040288');
    const valid = { ...input, creditCode: `91230100127040288${code}` };
    const first = await graph.run(anonymous(), registerUnit, { input: valid });
    const second = await graph.run(anonymous(), registerUnit, { input: valid });
    expect(second).toEqual(first);
    const other = await graph.run(anonymous(), registerUnit, { input: { ...valid, name: '乙厂' } });
    expect(other.registerUnit.__typename).toBe('IdempotencyConflict');
  });

  describe('three-level administration', () => {
    let unitId: string;
    const administrator = () => user('head', 'UNIT_ADMINISTRATOR', ['mdj', unitId]);
    const addMember = `mutation ($input: AddMemberInput!) { addMember(input: $input) {
      __typename ... on AddMemberSuccess { account { id username email grants { role path } unit { id } } }
      ... on AccountNameTaken { field } ... on InvalidInput { problems { field } } } }`;
    const grantRole = `mutation ($input: GrantRoleInput!) { grantRole(input: $input) {
      __typename ... on GrantRoleSuccess { account { grants { role path } } } ... on InvalidInput { problems { field } } } }`;
    const member = (more: object = {}) => ({
      idempotencyKey: key(),
      unitId,
      username: `user${keys}`,
      name: '李工',
      email: `user${keys}@example.cn`,
      role: 'RESEARCHER',
      ...more,
    });
    const add = async (more: object = {}, caller = administrator()): Promise<Answer> =>
      (await graph.run(caller, addMember, { input: member(more) })).addMember;

    beforeAll(async () => {
      const { creditCodeCheckCharacter } = await import('./domain/credit-code.ts');
      const first17 = '12231000414000000';
      const { unit } = await register({
        name: '三级管理单位',
        creditCode: `${first17}${creditCodeCheckCharacter(first17)}`,
      });
      unitId = unit.id;
      await graph.run(staff, step('acceptUnit'), { input: { idempotencyKey: key(), unitId } });
    });

    it('lets the unit administrator add members of the unit only', async () => {
      const { account } = await add();
      expect(account.grants).toEqual([{ role: 'RESEARCHER', path: ['mdj', unitId] }]);
      expect(account.unit.id).toBe(unitId);
      expect((await add({}, user('x', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:elsewhere']))).__typename).toBe(
        'NotPermitted',
      );
      expect((await add({ unitId: 'mdj:unit:none' })).__typename).toBe('NotFound');
      expect(await add({ email: account.email })).toMatchObject({ __typename: 'AccountNameTaken', field: 'email' });
      expect((await add({ role: 'PLATFORM_STAFF' })).__typename).toBe('NotPermitted');
    });

    it('grants a role only over a place that fits it and that the giver covers', async () => {
      const { account } = await add();
      const grant = async (input: object) =>
        (
          await graph.run(administrator(), grantRole, {
            input: { idempotencyKey: key(), accountId: account.id, ...input },
          })
        ).grantRole;
      const lab = ['mdj', unitId, 'mdj:laboratory:1'];
      expect((await grant({ role: 'INSTRUMENT_ADMINISTRATOR', path: lab })).account.grants).toHaveLength(2);
      expect((await grant({ role: 'INSTRUMENT_ADMINISTRATOR', path: ['mdj', unitId] })).problems).toEqual([
        { field: 'path' },
      ]);
      expect((await grant({ role: 'UNIT_ADMINISTRATOR', path: ['mdj', 'mdj:unit:other'] })).__typename).toBe(
        'NotPermitted',
      );
      expect(
        (await grant({ role: 'RESEARCHER', path: ['mdj', unitId], until: '2020-01-01T00:00:00Z' })).problems,
      ).toEqual([{ field: 'until' }]);
    });

    it('raises the authorisation version, so that older tokens are refused', async () => {
      const { account } = await add();
      const version = async () =>
        (await test.kernel.connection.collection('members_accounts').findOne({ _id: account.id as never }))
          ?.authorisationVersion;
      const before = await version();
      const revoke = `mutation ($input: RevokeRoleInput!) { revokeRole(input: $input) { __typename } }`;
      const input = { accountId: account.id, role: 'RESEARCHER', path: ['mdj', unitId], reason: '离职' };
      expect(
        (await graph.run(administrator(), revoke, { input: { idempotencyKey: key(), ...input } })).revokeRole
          .__typename,
      ).toBe('RevokeRoleSuccess');
      expect(await version()).toBe(before + 1);
      expect(
        (await graph.run(administrator(), revoke, { input: { idempotencyKey: key(), ...input } })).revokeRole
          .__typename,
      ).toBe('InvalidInput');
    });

    it('masks personal data for those who do not administer the account', async () => {
      const { account } = await add({ telephone: '13812345678' });
      const read = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Account { username telephone email grants { role } } } }`;
      const seenBy = async (caller: ReturnType<typeof user>) =>
        (await graph.run(caller, read, { r: [{ __typename: 'Account', id: account.id }] }))._entities[0];
      expect(await seenBy(administrator())).toMatchObject({ telephone: '13812345678', email: account.email });
      expect(await seenBy(stranger)).toEqual({
        username: null,
        telephone: '138****5678',
        email: 'u***@example.cn',
        grants: [],
      });
      const list = `{ accounts { edges { node { id } } } }`;
      expect((await graph.run(administrator(), list)).accounts.edges.length).toBeGreaterThan(0);
      expect(await graph.codes(stranger, list)).toEqual(['FORBIDDEN']);
      expect(
        (await graph.run(user('y', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:elsewhere']), list)).accounts.edges,
      ).toEqual([]);
    });

    it('does not let a unit’s only administrator erase their account', async () => {
      const { account: first } = await add({ role: 'UNIT_ADMINISTRATOR' }, staff);
      const unsettled = () => test.kernel.people.unsettled(first.id);
      expect(await unsettled()).toEqual([{ kind: 'administration', id: unitId, title: 'UNIT_ADMINISTRATOR' }]);
      await add({ role: 'UNIT_ADMINISTRATOR' }, staff);
      expect(await unsettled()).toEqual([]);
    });

    it('keeps research groups to their tutor, members and administrators', async () => {
      const { account: tutor } = await add();
      const { account: student } = await add();
      const create = `mutation ($input: CreateResearchGroupInput!) { createResearchGroup(input: $input) { __typename ... on CreateResearchGroupSuccess { researchGroup { id } } } }`;
      const group = await graph.run(administrator(), create, {
        input: { idempotencyKey: key(), unitId, name: '焊接课题组', tutorId: tutor.id },
      });
      const groupId = group.createResearchGroup.researchGroup.id;
      expect(await test.kernel.people.unsettled(tutor.id)).toEqual([
        { kind: 'researchGroup', id: groupId, title: '焊接课题组' },
      ]);
      const authorise = `mutation ($input: AuthoriseGroupMemberInput!) { authoriseGroupMember(input: $input) { __typename ... on AuthoriseGroupMemberSuccess { researchGroup { members { account { id } mayBook } } } } }`;
      const tutorCaller = user(tutor.id.split(':')[2], 'RESEARCHER', ['mdj', unitId]);
      const input = { groupId, accountId: student.id, mayBook: true };
      const done = await graph.run(tutorCaller, authorise, { input: { idempotencyKey: key(), ...input } });
      expect(done.authoriseGroupMember.researchGroup.members).toEqual([{ account: { id: student.id }, mayBook: true }]);
      expect(
        (await graph.run(stranger, authorise, { input: { idempotencyKey: key(), ...input } })).authoriseGroupMember
          .__typename,
      ).toBe('NotFound');
      const mine = `{ myResearchGroups { id } }`;
      expect(
        (await graph.run(user(student.id.split(':')[2], 'RESEARCHER', ['mdj', unitId]), mine)).myResearchGroups,
      ).toEqual([{ id: groupId }]);
      expect(
        (await graph.run(stranger, `query ($id: ID!) { researchGroup(id: $id) { id } }`, { id: groupId }))
          .researchGroup,
      ).toBeNull();
    });
  });

  it('asks for a login where the SDL says so', async () => {
    expect(await graph.codes(anonymous(), '{ me { id } }')).toEqual(['UNAUTHENTICATED']);
    expect(await graph.codes(stranger, step('acceptUnit'), { input: { idempotencyKey: 'k', unitId: 'x' } })).toEqual([
      'FORBIDDEN',
    ]);
  });
});
