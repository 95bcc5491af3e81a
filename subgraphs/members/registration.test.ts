import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normaliseLogin as providersNormaliseLogin } from '../../auth/accounts/login.ts';
import type { Caller } from '../../kernel/caller.ts';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { members } from './index.ts';
import { normaliseLogin } from './new-account.ts';

const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
const creditCode = '91350100M000100Y43';

it('compares login names as the OpenID provider does', () => {
  for (const login of [
    ' Wang.Wu ',
    'ＡＢＣ',
    'w@X.cn',
    '138 1234-5678',
    '+86 13812345678',
    '8613812345678',
    '0453-6511000',
    '1234',
    '张三',
  ])
    expect(normaliseLogin(login)).toBe(providersNormaliseLogin(login));
});

describe('registration of the first level', () => {
  let test: TestKernel;
  let graph: TestSubgraph;
  let licenceFileId: string;
  beforeAll(async () => {
    test = await testKernel();
    [graph] = (await testSubgraphs(test, [members])) as [TestSubgraph];
    licenceFileId = (await test.kernel.files.upload(staff, 'licence.png', 'image/png', Buffer.from('licence'))).id;
  });
  afterAll(() => test.close());

  let names = 0;
  const fields =
    '... on RegisterAccountSuccess { account { id active unit { id } } } ... on InvalidInput { problems { field } } ... on AccountNameTaken { field }';
  const register = (kind: string, more: object = {}): Promise<Answer> => {
    names += 1;
    return mutate(
      graph,
      'licenceFileId' in more ? staff : anonymous(),
      'registerAccount',
      { kind, username: `n${names}`, name: '某某', email: `n${names}@example.cn`, ...more },
      fields,
    );
  };
  const decide = (verb: string, accountId: string, reason?: string, caller: Caller = staff): Promise<Answer> =>
    mutate(
      graph,
      caller,
      `${verb}Registration`,
      { accountId, ...(reason === undefined ? {} : { reason }) },
      `... on ${verb[0]?.toUpperCase()}${verb.slice(1)}RegistrationSuccess { account { active grants { role path } unit { id name kind } registration { state reason } } } ... on WrongState { state possible } ... on InvalidInput { problems { field } }`.replace(
        verb === 'accept' ? '... on InvalidInput { problems { field } }' : ' ',
        ' ',
      ),
    );
  const stored = (id: string) => test.kernel.connection.collection('members_accounts').findOne({ _id: id as never });

  it('lets individuals in at once, once per name', async () => {
    const { account } = await register('INDIVIDUAL', { telephone: '138-1234-5678' });
    expect(account.active).toBe(true);
    expect(await stored(account.id)).toMatchObject({
      logins: [account.id, 'n1', 'n1@example.cn', '13812345678'],
      grants: [{ role: 'INDIVIDUAL', path: ['mdj'] }],
    });
    expect(await register('INDIVIDUAL', { telephone: '13812345678' })).toMatchObject({
      __typename: 'AccountNameTaken',
      field: 'telephone',
    });
    expect((await register('INDIVIDUAL', { name: ' ' })).problems).toEqual([{ field: 'name' }]);
  });

  it('asks legal persons for a valid credit code and a licence that is there, and lets nobody in before acceptance', async () => {
    expect((await register('LEGAL_PERSON', { creditCode })).problems).toEqual([{ field: 'licenceFileId' }]);
    expect((await register('LEGAL_PERSON', { creditCode, licenceFileId: 'none' })).problems).toEqual([
      { field: 'licenceFileId' },
    ]);
    const others = await test.kernel.files.upload(
      user('other', 'INDIVIDUAL', ['mdj']),
      'a.png',
      'image/png',
      Buffer.from('a'),
    );
    expect((await register('LEGAL_PERSON', { creditCode, licenceFileId: others.id })).problems).toEqual([
      { field: 'licenceFileId' },
    ]);
    expect((await register('LEGAL_PERSON', { licenceFileId, creditCode: '91350100M000100Y44' })).__typename).toBe(
      'CreditCodeInvalid',
    );
    const { account } = await register('LEGAL_PERSON', { licenceFileId, creditCode, name: '牡丹江某铸造厂' });
    expect(await stored(account.id)).toMatchObject({ disabled: true, grants: [] });
    const waiting = async (caller: Caller) =>
      (
        await graph.run(
          caller,
          '{ waitingRegistrations { edges { node { id registration { kind state creditCode } } } } }',
        )
      ).waitingRegistrations.edges;
    expect(await waiting(staff)).toEqual([
      { node: { id: account.id, registration: { kind: 'LEGAL_PERSON', state: 'APPLIED', creditCode } } },
    ]);

    const accepted = (await decide('accept', account.id)).account;
    expect(accepted).toMatchObject({
      active: true,
      unit: { name: '牡丹江某铸造厂', kind: 'FIRM' },
      registration: { state: 'ACCEPTED' },
    });
    expect(accepted.grants).toEqual([{ role: 'FIRM_USER', path: ['mdj', accepted.unit.id] }]);
    expect(await decide('accept', account.id)).toEqual({
      __typename: 'WrongState',
      state: 'ACCEPTED',
      possible: ['revoke'],
    });

    const colleague = await register('LEGAL_PERSON', { licenceFileId, creditCode });
    expect((await decide('accept', colleague.account.id)).account.unit.id).toBe(accepted.unit.id);
    expect(await waiting(staff)).toEqual([]);
  });

  it('refuses and revokes with a reason that the person is told; older tokens are refused from then on', async () => {
    const { account } = await register('EXPERT');
    expect((await decide('refuse', account.id, ' ')).problems).toEqual([{ field: 'reason' }]);
    expect((await decide('refuse', account.id, '材料不全')).account.registration).toEqual({
      state: 'REFUSED',
      reason: '材料不全',
    });
    const { account: provider } = await register('PROVIDER', { licenceFileId, creditCode });
    const before = (await stored(provider.id))?.authorisationVersion;
    await decide('accept', provider.id);
    const revoked = (await decide('revoke', provider.id, '违规')).account;
    expect(revoked).toMatchObject({ active: false, grants: [], registration: { state: 'REVOKED' } });
    expect((await stored(provider.id))?.authorisationVersion).toBe(before + 2);
    const notices = await test.kernel.notices.list({ to: [provider.id], first: 10, locale: 'zh' });
    expect(notices.map((notice) => notice.template).sort()).toEqual(['registration.accepted', 'registration.revoked']);
    expect(notices.map((notice) => notice.text).join()).toContain('违规');
  });

  it('is decided by the platform’s staff only', async () => {
    const { account } = await register('EXPERT');
    const head = user('head', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:1']);
    expect(
      await graph.codes(
        head,
        'mutation ($i: AcceptRegistrationInput!) { acceptRegistration(input: $i) { __typename } }',
        { i: { idempotencyKey: 'k', accountId: account.id } },
      ),
    ).toEqual(['FORBIDDEN']);
    expect((await decide('accept', account.id, undefined, user('far', 'PLATFORM_STAFF', ['hlj']))).__typename).toBe(
      'NotPermitted',
    );
    expect((await decide('accept', 'mdj:account:none')).__typename).toBe('NotFound');
  });
});
