import { hash } from 'argon2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthServer, startAuthServer } from '../../test/harness/auth-server.ts';
import { createBrowser, loginPageOf, loginWithPassword } from '../../test/harness/login.ts';
import { totpCode } from './totp.ts';

const password = 'correct horse battery';
let server: AuthServer;

beforeAll(async () => {
  server = await startAuthServer('mdj');
  await server.auth.accounts.create({
    id: 'mdj:account:R',
    logins: ['researcher', '+86 138-0013-8000'],
    name: '陈思远',
    password,
    grants: [{ role: 'RESEARCHER', path: ['mdj'] }],
  });
});
afterAll(() => server.close());

const issuer = (): string => `${server.base}/oidc`;
const login = (username: string, word = password) => loginWithPassword({ issuer: issuer(), username, password: word });
const verify = (token: string) => server.auth.verify.verifyUser({ scheme: 'Bearer', token });

test('a phone number is a login name, however it is written', async () => {
  await expect(login('13800138000')).resolves.toBeDefined();
});

test('a password is set by a link, once; what was issued before ends', async () => {
  const { accessToken } = await login('researcher');
  const browser = createBrowser(server.base);
  const asked = await browser.page(`${issuer()}/password`, new URLSearchParams({ login: 'researcher' }));
  await expect.poll(() => server.ports.sent.length).toBe(1);
  const unknown = await browser.page(`${issuer()}/password`, new URLSearchParams({ login: 'nobody' }));
  expect(unknown.html).toBe(asked.html);
  const link = server.ports.sent[0]!.values.link!;
  const weak = await browser.page(link, new URLSearchParams({ password: 'short' }));
  expect(weak.html).toContain('密码至少需要 10 个字符');
  const set = await browser.page(link, new URLSearchParams({ password: 'an entirely new one' }));
  expect(set.html).toContain('新密码已生效');
  expect((await browser.page(link, new URLSearchParams({ password: 'yet another new one' }))).html).toContain(
    '链接无效',
  );
  server.auth.standing.forget('mdj:account:R');
  await expect(verify(accessToken)).rejects.toMatchObject({ code: 'TOKEN_REVOKED' });
  await expect(login('researcher')).rejects.toThrow('refused');
  await expect(login('researcher', 'an entirely new one')).resolves.toBeDefined();
});

test('sessions are listed and one is ended from another', async () => {
  const word = 'an entirely new one';
  const [mine, other] = [await login('researcher', word), await login('researcher', word)];
  const call = (path: string, method = 'GET') =>
    fetch(`${issuer()}/account/sessions${path}`, { method, headers: { authorization: `Bearer ${mine.accessToken}` } });
  const list = (await (await call('')).json()) as {
    id: string;
    current: boolean;
    clients: string[];
    methods: string[];
  }[];
  expect(list.filter((one) => one.current)).toMatchObject([{ clients: ['mudan-walkthrough'], methods: ['pwd'] }]);
  const otherId = (await verify(other.accessToken)).token.sessionId!;
  expect((await call(`/${otherId}`, 'DELETE')).status).toBe(200);
  await expect(verify(other.accessToken)).rejects.toMatchObject({ code: 'TOKEN_REVOKED' });
  await expect(verify(mine.accessToken)).resolves.toBeDefined();
  expect((await call('/unknown', 'DELETE')).status).toBe(404);
  expect((await fetch(`${issuer()}/account/sessions`)).status).toBe(401);
});

test('an administrator without a second factor sets one up at the first login', async () => {
  await server.auth.accounts.create({
    logins: ['unit-admin'],
    name: '单位管理员',
    password,
    grants: [{ role: 'UNIT_ADMINISTRATOR', path: ['mdj', 'mdj:unit:1'] }],
  });
  const browser = createBrowser(server.base);
  const page = await browser.page(loginPageOf(issuer()));
  const enrol = await browser.page(page.url, new URLSearchParams({ login: 'unit-admin', password }));
  const secret = /<code>([A-Z2-7]+)<\/code>/.exec(enrol.html)![1]!;
  const wrong = await browser.page(page.url, new URLSearchParams({ code: '000000' }));
  expect(wrong.html).toContain(secret);
  const codes = await browser.page(page.url, new URLSearchParams({ code: totpCode(secret, new Date()) }));
  expect(codes.html.match(/<li><code>(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}<\/code>/g)).toHaveLength(10);
  const done = await browser.page(page.url, new URLSearchParams({ kept: 'yes' }));
  expect(done.html).toContain('name="decision"');
  expect((await server.auth.accounts.findByLogin('unit-admin'))?.totpSecret).toBe(secret);
});

test('a hash of other parameters is made anew at the next login', async () => {
  const weak = await hash(password, { type: 2, memoryCost: 8192, timeCost: 1, parallelism: 1 });
  const { id } = await server.auth.accounts.create({ logins: ['old-hash'], name: 'x', password, grants: [] });
  await server.ports.accounts.update(id, { passwordHash: weak });
  await login('old-hash');
  expect((await server.auth.accounts.find(id))?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
});

test('pages speak the language of the browser', async () => {
  const page = async (language: string): Promise<string> =>
    (await fetch(`${issuer()}/password`, { headers: { 'accept-language': language } })).text();
  expect(await page('zh-CN,zh;q=0.9')).toContain('忘记密码');
  expect(await page('en-GB,en;q=0.9')).toContain('Forgot password');
});
