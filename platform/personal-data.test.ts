import { afterAll, beforeAll, expect, test } from 'vitest';
import { CROSSING_SCOPES } from '../auth/policy.ts';
import { sealCaller, systemCaller } from '../kernel/caller.ts';
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
  for (const platform of [mdj, hlj]) followErasures(platform);
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

const person = (platform: string, subject: string) =>
  sealCaller({ ...systemCaller(platform, 'c'), kind: 'user', subject, name: '陈思远' });

/** What the person does at a platform, with personal data of their own and of somebody else in the audit row. */
async function act(platform: LinkedPlatform, subject: string): Promise<void> {
  const after = {
    userId: subject,
    userName: '陈思远',
    telephone: '13800138000',
    other: { accountId: 'x', name: '周海涛' },
  };
  await platform.kernel.transact(person(platform.info.id, subject), async (tx) =>
    tx.audit({ action: 'requestBooking', recordId: 'b', after }),
  );
  await platform.kernel.settled();
}

test('audit rows hold personal data sealed; the export opens what is of the person alone', async () => {
  await act(mdj, id);
  await act(hlj, (await atHlj())!.id);
  for (const platform of [mdj, hlj]) {
    const stored = await everything(platform, 'kernel_audit');
    expect(stored).toContain('requestBooking');
    expect(stored).not.toMatch(/陈思远|13800138000|周海涛/);
  }
  const { actions } = await exportPerson(mdj, id);
  expect(actions).toContainEqual(
    expect.objectContaining({
      action: 'requestBooking',
      actorName: '陈思远',
      after: expect.objectContaining({ userName: '陈思远', other: { accountId: 'x', name: '[personal]' } }),
    }),
  );
  expect((await mdj.kernel.audit.list({ recordId: 'b', first: 1 }))[0]).toMatchObject({ actorName: '[personal]' });
});

test('an erased person is gone here and at the partners, and the audit chain still verifies', async () => {
  const local = await atHlj();
  expect(local?.name).toBe('陈思远');
  const receipt = await erasePerson(mdj, id);
  expect(receipt).toMatchObject({ erased: id, toldPartners: ['hlj'] });
  expect(receipt.notRecalled.en).toContain('cannot be called back');
  await mdj.link.settle();
  await hlj.kernel.settled();
  await mdj.kernel.settled();
  expect(await atHlj()).toBeNull();
  expect(await hlj.auth.accounts.find(local!.id)).toMatchObject({ name: '', disabled: true, grants: [] });
  for (const platform of [mdj, hlj]) {
    for (const collection of ['members_accounts', 'auth_credentials', 'auth_artifacts', 'kernel_audit']) {
      expect(await everything(platform, collection)).not.toMatch(/陈思远|chen@example|13800138000|argon2/);
    }
    await platform.kernel.settled();
    expect(await platform.kernel.audit.verify()).toMatchObject({ brokenAt: null });
    const [row] = await platform.kernel.audit.list({ recordId: 'b', first: 1, personal: 'shown' });
    expect(row).toMatchObject({
      actorName: '[erased]',
      after: { userName: '[erased]', other: { accountId: 'x', name: '周海涛' } },
    });
  }
  // What comes late in the person's name is not readable either.
  await act(mdj, id);
  expect(await everything(mdj, 'kernel_audit')).not.toContain('陈思远');
  const login = { login: 'chen', password: 'correct horse battery', ip: '192.0.2.1' };
  await expect(mdj.auth.accounts.login(login)).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
  await expect(exportPerson(mdj, 'mdj:account:NOBODY')).rejects.toThrow('There is no account');
});
