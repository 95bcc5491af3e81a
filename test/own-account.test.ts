import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { totpCode } from '../auth/accounts/totp.ts';
import { networkConfigs } from '../platform/config.ts';
import { connectControl } from '../platform/control.ts';
import { demoPassword as password } from '../platform/demo-accounts.ts';
import { type RunningPlatform, startPlatform } from '../platform/start-platform.ts';
import { withPinnedKeys } from '../platform/trust.ts';
import { Person } from '../platform/walkthrough/client.ts';
import { loginWithPassword } from '../platform/walkthrough/login.ts';
import { freePortPair } from '../platform/walkthrough/ports.ts';
import { WALKTHROUGH_STARTS_AT } from '../platform/walkthrough/world.ts';

/** What people do with their own account, over HTTP at a whole seeded platform with its real store. */
const USERNAME = 'researcher2';
let data: string;
let dataDir: string;
let origin: string;
let running: RunningPlatform;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'mudan-own-account-'));
  vi.stubEnv('MUDAN_PORTAL_DIST', data);
  const port = await freePortPair();
  const options = { network: 'two', data, port, production: false, scale: 0.02 } as const;
  const [config] = await withPinnedKeys(networkConfigs({ ...options, clockStartsAt: WALKTHROUGH_STARTS_AT }));
  if (config === undefined) throw new Error('a network of two has a city');
  ({ origin, dataDir } = config);
  running = await startPlatform(config, () => undefined);
}, 60_000);
afterAll(async () => {
  await running?.close();
  vi.unstubAllEnvs();
  await rm(data, { recursive: true, force: true });
});

const logIn = (recoveryCode?: string): Promise<string> =>
  loginWithPassword({ origin, username: USERNAME, password, recoveryCode });

// biome-ignore lint/suspicious/noExplicitAny: the test reads what it just asked for
async function own(token: string, path: string, form?: Record<string, string>): Promise<any> {
  const response = await fetch(`${origin}${path}`, {
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    headers: { authorization: `Bearer ${token}`, 'accept-language': 'en' },
  });
  return { status: response.status, ...((await response.json()) as object) };
}

/** An hour of some instrument of this platform that takes bookings of everybody. */
async function book(person: Person): Promise<string> {
  const { instruments } = await person.ask(
    '{ instruments(filter: { scope: OWN, serviceMode: BOOKING, status: AVAILABLE }, first: 20) { edges { node { id } } } }',
  );
  const slot = { start: '2013-03-06T01:00:00.000Z', end: '2013-03-06T02:00:00.000Z' };
  for (const { node } of instruments.edges) {
    const input = { instrumentId: node.id, slot, purpose: '断口观察' };
    const answer = await person.attempt('requestBooking', input, 'booking { id }');
    if (answer.__typename === 'RequestBookingSuccess') return answer.booking.id;
  }
  throw new Error('no instrument took the booking');
}

let secret = '';
let token = '';
let recovery: readonly string[] = [];

test('a second factor is set up, asked for at login, and replaced by a recovery code once', async () => {
  const before = await logIn();
  const setup = await own(before, '/oidc/account/second-factor/setup', { password });
  secret = setup.secret;
  const on = await own(before, '/oidc/account/second-factor', { code: totpCode(secret, new Date()) });
  recovery = on.recoveryCodes;
  expect(recovery).toHaveLength(10);
  await expect(logIn()).rejects.toThrow('refused');
  token = await logIn(recovery[0]);
  await expect(logIn(recovery[0])).rejects.toThrow('refused');
  expect(await own(token, '/oidc/account/second-factor')).toMatchObject({ on: true, recoveryCodesLeft: 9 });
  const renewed = { password, code: recovery[1] ?? '' };
  recovery = (await own(token, '/oidc/account/second-factor/recovery-codes', renewed)).recoveryCodes;
  expect(await own(token, '/oidc/account/second-factor/recovery-codes', renewed)).toMatchObject({
    code: 'PROOF_WRONG',
  });
  const { myNotices } = await new Person(origin, token).ask('{ myNotices(first: 20) { subject } }');
  const subjects = myNotices.map(({ subject }: { subject: string }) => subject);
  expect(subjects).toEqual(expect.arrayContaining(['动态验证码已启用', '使用了恢复码', '恢复码已重新生成']));
});

test('the operator takes a lost second factor off; the next one is set up as the first was', async () => {
  const operations = await connectControl(dataDir);
  const { me } = await new Person(origin, token).ask('{ me { id } }');
  expect(await operations?.dropSecondFactor(me.id)).toEqual({ dropped: me.id });
  await expect(operations?.dropSecondFactor(me.id)).rejects.toThrow('with a second factor');
  expect((await own(token, '/oidc/account/second-factor')).status).toBe(401);
  const alone = await logIn();
  secret = (await own(alone, '/oidc/account/second-factor/setup', { password })).secret;
  const code = totpCode(secret, new Date());
  recovery = (await own(alone, '/oidc/account/second-factor', { code })).recoveryCodes;
  token = await logIn(recovery[5]);
});

test('searches are kept through the gateway, and stand in the copy of one’s data without the secrets', async () => {
  const person = new Person(origin, token);
  const input = { name: '本市电镜', page: 'INSTRUMENTS', text: '电镜', facets: [{ name: 'scope', value: 'OWN' }] };
  await person.do('saveSearch', input, 'savedSearch { id }');
  const again = await person.attempt('saveSearch', input, 'savedSearch { id }');
  expect(again).toMatchObject({ __typename: 'SavedSearchNameTaken', message: expect.stringContaining('换一个名称') });
  expect((await person.ask('{ mySavedSearches { name page text } }')).mySavedSearches).toEqual([
    { name: '本市电镜', page: 'INSTRUMENTS', text: '电镜' },
  ]);
  const copy = await own(token, '/account/data');
  expect(copy).toMatchObject({
    account: { name: '刘雨桐' },
    kept: { savedSearches: [{ name: '本市电镜' }], statements: [], purses: [] },
  });
  expect(JSON.stringify(copy)).not.toMatch(new RegExp(`argon2|${secret}|recoveryHashes`));
});

test('who has something open is told what; then everything goes, here and at the partners', async () => {
  const person = new Person(origin, token);
  const { me } = await person.ask('{ me { id } }');
  const bookingId = await book(person);
  const asked = await own(token, '/account/erasure');
  expect(asked).toMatchObject({ confirmation: USERNAME, asksPassword: true, asksCode: true });
  expect(asked.unsettled).toMatchObject([{ kind: 'booking', id: bookingId, title: expect.any(String) }]);
  const whole = { password, code: recovery[0] ?? '', confirmation: ` ${USERNAME.toUpperCase()} ` };
  expect(await own(token, '/account/erasure', whole)).toMatchObject({ status: 409, code: 'UNSETTLED' });
  await person.do('cancelBooking', { bookingId, reason: '注销账户' }, 'booking { id }');

  expect(await own(token, '/account/erasure', { ...whole, confirmation: 'yes' })).toMatchObject({
    status: 400,
    code: 'CONFIRMATION_WRONG',
  });
  expect(await own(token, '/account/erasure', { ...whole, password: 'wrong' })).toMatchObject({ code: 'PROOF_WRONG' });
  const receipt = await own(token, '/account/erasure', whole);
  expect(receipt).toMatchObject({ status: 200, erased: me.id, toldPartners: ['hlj'] });

  expect((await own(token, '/account/erasure')).status).toBe(401);
  await expect(logIn(recovery[1])).rejects.toThrow('refused');
  const operations = await connectControl(dataDir);
  await operations?.settle();
  const left = await operations?.exportPerson(me.id);
  expect(left).toMatchObject({ account: { name: '', disabled: true }, kept: { savedSearches: [], notices: [] } });
  expect(JSON.stringify(left)).not.toMatch(/刘雨桐|电镜/);
  expect(left?.actions).toContainEqual(
    expect.objectContaining({ action: 'eraseAccount', after: { askedBy: 'person' } }),
  );
});
