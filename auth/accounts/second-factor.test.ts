import jsqr from 'jsqr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthServer, movableClock, startAuthServer } from '../../test/harness/auth-server.ts';
import { createBrowser, loginPageOf, loginWithPassword } from '../../test/harness/login.ts';
import type { QrPath } from './qr-path.ts';
import { newRecoveryCodes, recoveryHash } from './recovery-codes.ts';
import { totpCode } from './totp.ts';

// A CommonJS module whose types say otherwise.
const jsQR = jsqr as unknown as typeof jsqr.default;
const password = 'correct horse battery';
const RESEARCHER = 'mdj:account:R';
const ADMINISTRATOR = 'mdj:account:A';
const clock = movableClock();
let server: AuthServer;

beforeAll(async () => {
  server = await startAuthServer('mdj', { clock });
  const { accounts } = server.auth;
  const grants = [{ role: 'RESEARCHER', path: ['mdj'] }] as const;
  await accounts.create({ id: RESEARCHER, logins: ['chen'], name: '陈思远', password, grants });
  const administers = [{ role: 'UNIT_ADMINISTRATOR', path: ['mdj', 'mdj:unit:1'] }] as const;
  await accounts.create({ id: ADMINISTRATOR, logins: ['admin'], name: '管理员', password, grants: administers });
  await accounts.create({ id: 'mdj:account:U', logins: ['upstream'], name: '外来', grants });
});
afterAll(() => server.close());

const issuer = (): string => `${server.base}/oidc`;
const token = async (): Promise<string> =>
  (await loginWithPassword({ issuer: issuer(), username: 'chen', password })).accessToken;

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the test reads what it just asked for
  readonly body: any;
}

async function ask(bearer: string, step = '', form?: Record<string, string>): Promise<Reply> {
  const response = await fetch(`${issuer()}/account/second-factor${step}`, {
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    headers: { authorization: `Bearer ${bearer}`, 'accept-language': 'en' },
  });
  expect(response.headers.get('cache-control')).toBe('no-store');
  return { status: response.status, body: await response.json() };
}

/** The provider's login page, filled in as somebody without the authenticator would. */
async function tryLogin(fields: Record<string, string>): Promise<boolean> {
  const browser = createBrowser(server.base);
  const page = await browser.page(loginPageOf(issuer()));
  const answer = await browser.page(page.url, new URLSearchParams({ login: 'chen', password, ...fields }));
  return answer.html.includes('name="decision"');
}

/** What a camera reads of the QR code on the page. */
function scanned({ side, path }: QrPath): string | undefined {
  const scale = 4;
  const width = side * scale;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g))
    for (let at = 0; at < scale * scale; at += 1) {
      const row = Number(y) * scale + Math.floor(at / scale);
      pixels.fill(
        0,
        (row * width + Number(x) * scale + (at % scale)) * 4,
        (row * width + Number(x) * scale + (at % scale)) * 4 + 3,
      );
    }
  return jsQR(pixels, width, width)?.data;
}

/** A code of a step that was not used yet. */
function nextCode(secret: string): string {
  clock.move(30);
  return totpCode(secret, clock.now());
}

let secret = '';
let codes: readonly string[] = [];

test('a second factor is set up with the password first, and is on only after a right code', async () => {
  const bearer = await token();
  const other = await token();
  expect((await ask(bearer)).body).toEqual({ on: false, required: false, available: true, recoveryCodesLeft: 0 });
  expect(await ask(bearer, '/setup', { password: 'wrong' })).toMatchObject({
    status: 403,
    body: { code: 'PROOF_WRONG', message: expect.stringContaining('not right') },
  });
  expect(await ask(bearer, '', { code: '123456' })).toMatchObject({ status: 409, body: { code: 'SETUP_OVER' } });
  const setup = await ask(bearer, '/setup', { password });
  secret = setup.body.secret;
  expect(setup.body.qr).toMatchObject({ side: expect.any(Number), path: expect.stringMatching(/^M\d/) });
  expect(scanned(setup.body.qr)).toBe(
    `otpauth://totp/mdj:chen?issuer=mdj&secret=${secret}&algorithm=SHA1&digits=6&period=30`,
  );
  expect((await ask(bearer, '', { code: '000000' })).body).toMatchObject({ code: 'LOGIN_FAILED' });
  expect((await server.auth.accounts.find(RESEARCHER))?.totpSecret).toBeNull();
  const done = await ask(bearer, '', { code: totpCode(secret, clock.now()) });
  codes = done.body.recoveryCodes;
  expect(codes).toHaveLength(10);
  // What was issued before is void, and the sessions of other devices have ended.
  expect((await ask(bearer)).status).toBe(401);
  expect(await server.auth.sessions.list(RESEARCHER)).toHaveLength(1);
  expect((await ask(other)).status).toBe(401);
});

test('only hashes of the recovery codes are stored, and nothing secret is audited or sent', async () => {
  const account = await server.auth.accounts.find(RESEARCHER);
  expect(account?.recoveryHashes).toEqual(codes.map((code) => recoveryHash(RESEARCHER, code)));
  const traces = JSON.stringify([server.ports.rows, server.ports.sent]);
  for (const word of [secret, password, ...codes, ...codes.map((code) => code.replaceAll('-', ''))])
    expect(traces).not.toContain(word);
  expect(server.ports.rows.map(({ action }) => action)).toEqual(expect.arrayContaining(['enrolSecondFactor']));
  expect(server.ports.sent.map(({ template }) => template)).toEqual(['account.secondFactorOn']);
});

test('login asks for a code; a recovery code does once, however it is typed', async () => {
  expect(await tryLogin({})).toBe(false);
  expect(await tryLogin({ code: nextCode(secret) })).toBe(true);
  const [first = '', second = ''] = codes;
  expect(await tryLogin({ recovery: first.toLowerCase().replaceAll('-', ' ') })).toBe(true);
  expect(await tryLogin({ recovery: first })).toBe(false);
  expect(await tryLogin({ recovery: `${second.slice(0, -1)}${second.endsWith('0') ? '1' : '0'}` })).toBe(false);
  expect(server.ports.sent.at(-1)).toMatchObject({ template: 'account.recoveryCodeUsed', values: { left: '9' } });
  expect((await server.auth.accounts.find(RESEARCHER))?.recoveryHashes).toHaveLength(9);
});

const signedIn = async (): Promise<string> =>
  (await loginWithPassword({ issuer: issuer(), username: 'chen', password, totpSecret: secret })).accessToken;

test('new recovery codes and turning off need password and code', async () => {
  // The walkthrough's login uses the real time, so the clock goes back to it.
  clock.move((Date.now() - clock.now().getTime()) / 1000);
  await server.ports.accounts.update(RESEARCHER, { totpLastStep: 0 });
  const bearer = await signedIn();
  expect((await ask(bearer, '/recovery-codes', { password })).body).toMatchObject({ code: 'PROOF_WRONG' });
  const renewed = (await ask(bearer, '/recovery-codes', { password, code: nextCode(secret) })).body.recoveryCodes;
  expect(renewed).toHaveLength(10);
  expect(await tryLogin({ recovery: codes[2]! })).toBe(false);
  expect((await ask(bearer, '/off', { password, code: 'no' })).body).toMatchObject({ code: 'PROOF_WRONG' });
  expect((await ask(bearer, '/off', { password, code: renewed[0] })).body).toMatchObject({ on: false });
  expect(await tryLogin({})).toBe(true);
  expect((await server.auth.accounts.find(RESEARCHER))?.recoveryHashes).toEqual([]);
});

test('an administrator changes the authenticator but cannot turn it off', async () => {
  const { accounts } = server.auth;
  const old = 'MUDANDEMOSECRET234567ABCDEFGHIJK';
  await server.ports.accounts.update(ADMINISTRATOR, { totpSecret: old });
  const { accessToken } = await loginWithPassword({ issuer: issuer(), username: 'admin', password, totpSecret: old });
  expect((await ask(accessToken)).body).toMatchObject({ on: true, required: true });
  const off = await ask(accessToken, '/off', { password, code: nextCode(old) });
  expect(off).toMatchObject({ status: 409, body: { code: 'SECOND_FACTOR_NEEDED' } });
  expect((await ask(accessToken, '/setup', { password })).body).toMatchObject({ code: 'PROOF_WRONG' });
  const setup = (await ask(accessToken, '/setup', { password, code: nextCode(old) })).body;
  await ask(accessToken, '', { code: totpCode(setup.secret, clock.now()) });
  expect((await accounts.find(ADMINISTRATOR))?.totpSecret).toBe(setup.secret);
});

test('who has no password here, no token, or fails too often is told what to do', async () => {
  const upstream = { accountId: 'mdj:account:U', password: '', ip: '192.0.2.1' };
  await expect(server.auth.accounts.prove(upstream)).rejects.toMatchObject({ code: 'NO_PASSWORD' });
  expect((await ask('nothing')).status).toBe(401);
  const bearer = await token();
  const statuses: number[] = [];
  for (let tries = 0; tries < 12; tries += 1)
    statuses.push((await ask(bearer, '/setup', { password: `wrong ${tries}` })).status);
  expect(new Set(statuses)).toEqual(new Set([403, 429]));
  expect((await ask(bearer, '/setup', { password })).body).toMatchObject({ code: 'LOGIN_THROTTLED' });
});

test('recovery codes are all different, and one that is mistyped as O, I or L is still the same', () => {
  const many = Array.from({ length: 200 }, newRecoveryCodes).flat();
  expect(new Set(many).size).toBe(2000);
  expect(recoveryHash('a', 'o0I1-ABCD-ABCD-ABCD')).toBe(recoveryHash('a', '0011ABCDABCDABCD'));
  expect(recoveryHash('a', '0011ABCDABCDABCD')).not.toBe(recoveryHash('b', '0011ABCDABCDABCD'));
  for (const typed of ['', '123456', '0011ABCDABCDABC', '0011ABCDABCDABCU', '0011ABCDABCDABCDX'])
    expect(recoveryHash('a', typed)).toBeNull();
});
