import { afterAll, beforeAll, expect, test } from 'vitest';
import { CROSSING_SCOPES } from '../auth/policy.ts';
import { HLJ, MDJ } from '../test/harness/kernel.ts';
import { type LinkedPlatform, startLinked } from '../test/harness/linked.ts';
import { erasePerson, exportPerson, followErasures } from './personal-data.ts';

let mdj: LinkedPlatform;
let hlj: LinkedPlatform;
const id = 'mdj:account:R';

beforeAll(async () => {
  [mdj, hlj] = await Promise.all([startLinked(MDJ), startLinked(HLJ)]);
  await mdj.pin(hlj);
  await hlj.pin(mdj);
  followErasures(hlj);
  await mdj.auth.accounts.create({
    id,
    logins: ['chen', 'chen@example.cn', '13800138000'],
    name: '陈思远',
    password: 'correct horse battery',
    grants: [{ role: 'RESEARCHER', path: ['mdj'] }],
  });
  // Known at hlj by a token of its own.
  const caller = {
    kind: 'user',
    subject: id,
    name: '陈思远',
    home: 'mdj',
    unitId: null,
    grants: [],
    scopes: CROSSING_SCOPES,
    authorisationVersion: 1,
    locale: 'zh',
    correlationId: 'c',
  } as const;
  expect(await mdj.link.call('hlj', caller, '{ platform { id } }', {})).toMatchObject({ ok: true });
});
afterAll(async () => {
  await mdj.close();
  await hlj.close();
});

const atHlj = () => hlj.auth.accounts.findByOrigin(mdj.base, mdj.auth.exchange.home.pairwise(id, hlj.base));
const everything = async (platform: LinkedPlatform, collection: string): Promise<string> =>
  JSON.stringify(await platform.kernel.connection.collection(collection).find({}).toArray());

test('a person gets everything under the account, without credentials', async () => {
  const { account } = await exportPerson(mdj, id);
  expect(account).toMatchObject({ name: '陈思远', logins: expect.arrayContaining(['chen@example.cn', '13800138000']) });
  expect(JSON.stringify(account)).not.toContain('argon2');
});

test('an erased person is gone here and at the partners, and the audit chain still verifies', async () => {
  const local = await atHlj();
  expect(local?.name).toBe('陈思远');
  await erasePerson(mdj, id);
  await mdj.link.settle();
  await hlj.kernel.settled();
  expect(await atHlj()).toBeNull();
  expect(await hlj.auth.accounts.find(local!.id)).toMatchObject({ name: '', disabled: true, grants: [] });
  for (const platform of [mdj, hlj]) {
    for (const collection of ['members_accounts', 'auth_credentials', 'auth_artifacts', 'kernel_audit']) {
      expect(await everything(platform, collection)).not.toMatch(/陈思远|chen@example|13800138000|argon2/);
    }
    await platform.kernel.settled();
    expect(await platform.kernel.audit.verify()).toMatchObject({ brokenAt: null });
  }
  const login = { login: 'chen', password: 'correct horse battery', ip: '192.0.2.1' };
  await expect(mdj.auth.accounts.login(login)).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
  await expect(exportPerson(mdj, 'mdj:account:NOBODY')).rejects.toThrow('There is no account');
});
