import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthServer, startAuthServer } from '../../test/harness/auth-server.ts';
import { createBrowser } from '../../test/harness/login.ts';

/** openid-client and oauth4webapi as they come from npm, against our provider over HTTP. */

const password = 'correct horse battery';
const redirect = 'https://lab.example/callback';
const logoutTokens: string[] = [];
let server: AuthServer;
let backchannel: import('node:http').Server;

beforeAll(async () => {
  const { createServer } = await import('node:http');
  backchannel = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      logoutTokens.push(new URLSearchParams(body).get('logout_token') ?? '');
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => backchannel.listen(0, '127.0.0.1', resolve));
  const { port } = backchannel.address() as import('node:net').AddressInfo;
  server = await startAuthServer('mdj', {
    clients: [
      {
        clientId: 'lab',
        name: '某高校实验室系统',
        redirectUris: [redirect],
        postLogoutRedirectUris: ['https://lab.example/'],
        backchannelLogoutUri: `http://127.0.0.1:${port}/logout`,
      },
      {
        clientId: 'campus',
        name: 'Campus',
        redirectUris: [redirect],
        secret: 'a-long-client-secret-of-the-campus-system',
      },
    ],
  });
  await server.auth.accounts.create({
    id: 'mdj:account:R',
    logins: ['researcher'],
    name: '陈思远',
    password,
    grants: [{ role: 'RESEARCHER', path: ['mdj'] }],
  });
});
afterAll(async () => {
  await new Promise((resolve) => backchannel.close(resolve));
  await server.close();
});

/** A person at the login page: logs in and, when asked, allows. */
async function person(
  url: URL,
  browser = createBrowser(server.base),
): Promise<{ back: URL; asked: string; browser: ReturnType<typeof createBrowser> }> {
  const page = await browser.page(url.href);
  const after = page.html.includes('name="password"')
    ? await browser.page(page.url, new URLSearchParams({ login: 'researcher', password }))
    : page;
  const asks = after.html.includes('name="decision"');
  const back = asks ? await browser.post(after.url, new URLSearchParams({ decision: 'allow' })) : after.url;
  return { back: new URL(back), asked: asks ? after.html : '', browser };
}

async function discovered(clientId = 'lab', auth?: client.ClientAuth): Promise<client.Configuration> {
  return client.discovery(
    new URL(`${server.base}/oidc`),
    clientId,
    { id_token_signed_response_alg: 'ES256' },
    auth ?? client.None(),
    { execute: [client.allowInsecureRequests] },
  );
}

async function loggedIn(config: client.Configuration, pushed = false) {
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const parameters = {
    redirect_uri: redirect,
    scope: 'openid profile graph',
    resource: `${server.base}/graphql`,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  };
  const url = pushed
    ? await client.buildAuthorizationUrlWithPAR(config, parameters)
    : client.buildAuthorizationUrl(config, parameters);
  const { back, asked, browser } = await person(url);
  const tokens = await client.authorizationCodeGrant(config, back, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  return { tokens, asked, browser };
}

test('openid-client: log in with consent, user info, refresh, revoke', async () => {
  const config = await discovered();
  const { tokens, asked } = await loggedIn(config);
  expect(asked).toContain('某高校实验室系统');
  expect(tokens.claims()).toMatchObject({ sub: 'mdj:account:R', name: '陈思远', home: 'mdj' });
  const claims = await server.auth.verify.verifyUser({ scheme: 'Bearer', token: tokens.access_token });
  expect(claims).toMatchObject({ subject: 'mdj:account:R', token: { clientId: 'lab' } });
  const again = await client.refreshTokenGrant(config, tokens.refresh_token!);
  expect(again.access_token).not.toBe(tokens.access_token);
  await client.tokenRevocation(config, again.refresh_token!);
  await expect(client.refreshTokenGrant(config, again.refresh_token!)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});

test('openid-client: a pushed authorization request (RFC 9126), a confidential client', async () => {
  const config = await discovered('campus', client.ClientSecretBasic('a-long-client-secret-of-the-campus-system'));
  const { tokens } = await loggedIn(config, true);
  expect((await server.auth.verify.verifyUser({ scheme: 'Bearer', token: tokens.access_token })).token.clientId).toBe(
    'campus',
  );
});

test('openid-client: log out at the provider ends the session, its tokens, and tells the other client', async () => {
  const config = await discovered();
  const { tokens, browser } = await loggedIn(config);
  const url = client.buildEndSessionUrl(config, {
    post_logout_redirect_uri: 'https://lab.example/',
    id_token_hint: tokens.id_token!,
    state: 's',
  });
  const page = await browser.page(url.href);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
  const end = await browser.post(
    `${server.base}/oidc/session/end/confirm`,
    new URLSearchParams({ xsrf, logout: 'yes' }),
  );
  expect(end).toBe('https://lab.example/?state=s');
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await expect(server.auth.verify.verifyUser({ scheme: 'Bearer', token: tokens.access_token })).rejects.toMatchObject({
    code: 'TOKEN_REVOKED',
  });
  await expect(client.refreshTokenGrant(config, tokens.refresh_token!)).rejects.toMatchObject({
    error: 'invalid_grant',
  });
  expect(decodeJwt(logoutTokens.at(-1) ?? '')).toMatchObject({
    aud: 'lab',
    sub: 'mdj:account:R',
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  });
});

test('openid-client: DPoP-bound access tokens (RFC 9449)', async () => {
  const config = await discovered();
  const handle = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const verifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirect,
    scope: 'openid graph',
    resource: `${server.base}/graphql`,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const { back } = await person(url);
  const tokens = await client.authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier }, undefined, {
    DPoP: handle,
  });
  expect(tokens.token_type).toBe('dpop');
  await expect(server.auth.verify.verifyUser({ scheme: 'Bearer', token: tokens.access_token })).rejects.toMatchObject({
    code: 'DPOP_REQUIRED',
  });
});

test('oauth4webapi: log in, and verify our access token as a resource server does (RFC 9068)', async () => {
  const issuer = new URL(`${server.base}/oidc`);
  const options = { [oauth.allowInsecureRequests]: true };
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, options));
  expect(as).toMatchObject({
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: ['ES256'],
  });
  const verifier = oauth.generateRandomCodeVerifier();
  const url = new URL(as.authorization_endpoint ?? '');
  url.search = new URLSearchParams({
    client_id: 'lab',
    response_type: 'code',
    redirect_uri: redirect,
    scope: 'openid graph',
    resource: `${server.base}/graphql`,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: 's',
  }).toString();
  const { back } = await person(url);
  const lab = { client_id: 'lab', id_token_signed_response_alg: 'ES256' };
  const parameters = oauth.validateAuthResponse(as, lab, back, 's');
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    lab,
    oauth.None(),
    parameters,
    redirect,
    verifier,
    options,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(as, lab, response, { requireIdToken: true });
  const request = new Request(`${server.base}/graphql`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  const claims = await oauth.validateJwtAccessToken(as, request, `${server.base}/graphql`, {
    ...options,
    signingAlgorithms: ['ES256'],
  });
  expect(claims).toMatchObject({ sub: 'mdj:account:R', client_id: 'lab', home: 'mdj' });
});
