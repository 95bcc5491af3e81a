import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthServer, startAuthServer } from '../test/harness/auth-server.ts';
import { loginWithPassword } from '../test/harness/login.ts';
import { newTotpSecret } from './accounts/totp.ts';

const password = 'correct horse battery';
const totpSecret = newTotpSecret();
let server: AuthServer;

beforeAll(async () => {
  server = await startAuthServer('mdj');
  const { accounts } = server.auth;
  await accounts.create({
    id: 'mdj:account:R',
    logins: ['Researcher', 'r@example.cn'],
    name: '陈思远',
    password,
    unitId: 'mdj:unit:1',
    grants: [{ role: 'RESEARCHER', path: ['mdj', 'mdj:unit:1'] }],
  });
  await accounts.create({
    id: 'mdj:account:A',
    logins: ['admin'],
    name: '管理员',
    password,
    totpSecret,
    grants: [{ role: 'PLATFORM_ADMINISTRATOR', path: ['mdj'] }],
  });
});
afterAll(() => server.close());

test('a researcher logs in over HTTP and the token says who it is', async () => {
  const { accessToken } = await loginWithPassword({ issuer: `${server.base}/oidc`, username: 'researcher', password });
  const claims = await server.auth.verify.verifyUser({ scheme: 'Bearer', token: accessToken });
  expect(claims).toMatchObject({
    kind: 'user',
    subject: 'mdj:account:R',
    home: 'mdj',
    unitId: 'mdj:unit:1',
    grants: [{ role: 'RESEARCHER', path: ['mdj', 'mdj:unit:1'] }],
    scopes: ['accounting:read', 'bookings:request', 'knowledge:request', 'services:request'],
    authorisationVersion: 1,
  });
});

test('an e-mail address is a login name, in any case', async () => {
  const { accessToken } = await loginWithPassword({
    issuer: `${server.base}/oidc`,
    username: 'R@Example.cn',
    password,
  });
  expect((await server.auth.verify.verifyUser({ scheme: 'Bearer', token: accessToken })).subject).toBe('mdj:account:R');
});

test('a wrong password is refused and leaves an audit row', async () => {
  await expect(
    loginWithPassword({ issuer: `${server.base}/oidc`, username: 'researcher', password: 'wrong password' }),
  ).rejects.toThrow('refused');
  expect(server.ports.rows.at(-1)).toMatchObject({ action: 'login', outcome: 'denied', subject: 'mdj:account:R' });
});

test('an administrator needs the second factor', async () => {
  const issuer = `${server.base}/oidc`;
  await expect(loginWithPassword({ issuer, username: 'admin', password })).rejects.toThrow('refused');
  const { accessToken } = await loginWithPassword({ issuer, username: 'admin', password, totpSecret });
  const claims = await server.auth.verify.verifyUser({ scheme: 'Bearer', token: accessToken });
  expect(claims.scopes).toContain('platform:administer');
});

test('a token dies with a change of rights', async () => {
  const { accessToken } = await loginWithPassword({ issuer: `${server.base}/oidc`, username: 'researcher', password });
  await server.ports.accounts.update('mdj:account:R', { raiseVersion: true });
  server.auth.standing.forget('mdj:account:R');
  await expect(server.auth.verify.verifyUser({ scheme: 'Bearer', token: accessToken })).rejects.toMatchObject({
    code: 'TOKEN_REVOKED',
  });
});
