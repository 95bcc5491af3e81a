import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthServer, startAuthServer } from '../../test/harness/auth-server.ts';
import { createBrowser } from '../../test/harness/login.ts';

/** The portal's session as its program leads it: code + PKCE, silent renewal with `prompt=none`, rotating refresh tokens, logout back to `/`. */

const CLIENT = 'mudan-portal';
const person = { login: 'engineer', password: 'correct horse battery' };
let server: AuthServer;

beforeAll(async () => {
  server = await startAuthServer('mdj');
  await server.auth.accounts.create({
    id: 'mdj:account:E',
    logins: [person.login],
    name: '赵工',
    password: person.password,
    grants: [{ role: 'FIRM_USER', path: ['mdj'] }],
  });
});
afterAll(() => server.close());

type Browser = ReturnType<typeof createBrowser>;
interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
}

function authorisation(more: Readonly<Record<string, string>> = {}): {
  readonly url: string;
  readonly verifier: string;
} {
  const verifier = randomBytes(32).toString('base64url');
  const parameters = new URLSearchParams({
    client_id: CLIENT,
    response_type: 'code',
    redirect_uri: `${server.base}/login/callback`,
    scope: 'openid profile graph',
    resource: `${server.base}/graphql`,
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return { url: `${server.base}/oidc/auth?${parameters}`, verifier };
}

const tokenRequest = (form: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(`${server.base}/oidc/token`, { method: 'POST', body: new URLSearchParams({ client_id: CLIENT, ...form }) });

async function exchange(address: string, verifier: string): Promise<Tokens> {
  const answer = new URL(address).searchParams;
  expect(answer.get('iss')).toBe(`${server.base}/oidc`);
  const response = await tokenRequest({
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    redirect_uri: `${server.base}/login/callback`,
    code_verifier: verifier,
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Tokens;
}

async function logIn(browser: Browser): Promise<Tokens> {
  const { url, verifier } = authorisation();
  const page = await browser.page(url);
  expect(page.html).toContain('name="password"');
  const after = await browser.page(page.url, new URLSearchParams(person));
  return exchange(after.url, verifier);
}

const userOf = async (token: string) => (await server.auth.verify.verifyUser({ scheme: 'Bearer', token })).subject;

test('a login without a consent page: the platform does not ask for itself', async () => {
  const tokens = await logIn(createBrowser(server.base));
  expect(await userOf(tokens.access_token)).toBe('mdj:account:E');
});

test('after a reload the login session gives tokens without a page', async () => {
  const browser = createBrowser(server.base);
  const first = await logIn(browser);
  const { url, verifier } = authorisation({ prompt: 'none' });
  const renewed = await exchange(await browser.follow(url), verifier);
  expect(await userOf(renewed.access_token)).toBe('mdj:account:E');
  expect(renewed.access_token).not.toBe(first.access_token);
});

test('a visitor who asks silently is told so at the callback, and sees no login page', async () => {
  const answer = new URL(await createBrowser(server.base).follow(authorisation({ prompt: 'none' }).url));
  expect(answer.pathname).toBe('/login/callback');
  expect(answer.searchParams.get('error')).toBe('login_required');
  expect(answer.searchParams.has('code')).toBe(false);
});

test('a refresh token works once; its second use ends the family', async () => {
  const { refresh_token: first } = await logIn(createBrowser(server.base));
  const answer = await tokenRequest({ grant_type: 'refresh_token', refresh_token: first });
  const { refresh_token: second } = (await answer.json()) as Tokens;
  expect(second).not.toBe(first);
  for (const used of [first, second]) {
    const refused = await tokenRequest({ grant_type: 'refresh_token', refresh_token: used });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: 'invalid_grant' });
  }
});

test('logging out ends the session and its tokens and comes back to the home page', async () => {
  const browser = createBrowser(server.base);
  const tokens = await logIn(browser);
  const parameters = new URLSearchParams({
    client_id: CLIENT,
    post_logout_redirect_uri: `${server.base}/`,
    id_token_hint: tokens.id_token,
  });
  const page = await browser.page(`${server.base}/oidc/session/end?${parameters}`);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  const confirmed = new URLSearchParams({ xsrf, logout: 'yes' });
  expect(await browser.post(`${server.base}/oidc/session/end/confirm`, confirmed)).toBe(`${server.base}/`);
  const silent = new URL(await browser.follow(authorisation({ prompt: 'none' }).url));
  expect(silent.searchParams.get('error')).toBe('login_required');
  const refused = await tokenRequest({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token });
  expect(refused.status).toBe(400);
});

test('no page of the provider can be framed or run a script of others', async () => {
  const browser = createBrowser(server.base);
  const login = await fetch(await browser.follow(authorisation().url));
  const wrong = await fetch(`${server.base}/oidc/auth?client_id=nobody`);
  const logout = await fetch(`${server.base}/oidc/session/end`);
  for (const response of [login, wrong, logout]) {
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  }
});
