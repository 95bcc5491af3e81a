import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AuthServer, startAuthServer } from '../../test/harness/auth-server.ts';
import { loginWithPassword } from '../../test/harness/login.ts';
import type { Claims } from '../claims.ts';
import { CROSSING_SCOPES } from '../policy.ts';
import { PartnerUnreachable } from './client.ts';

let mdj: AuthServer;
let hlj: AuthServer;
const gateway = {
  clientId: 'gateway',
  name: 'Gateway',
  redirectUris: ['https://gateway.example/callback'],
  secret: 'the secret of a gateway elsewhere',
  tokenExchange: true,
};
const researcher = { kind: 'user', subject: 'mdj:account:R', home: 'mdj', scopes: CROSSING_SCOPES };

beforeAll(async () => {
  [mdj, hlj] = await Promise.all([
    startAuthServer('mdj', { clients: [gateway, { ...gateway, clientId: 'lab', tokenExchange: false }] }),
    startAuthServer('hlj'),
  ]);
  await mdj.auth.accounts.create({
    id: 'mdj:account:R',
    logins: ['r'],
    name: '陈思远',
    unitId: 'mdj:unit:1',
    grants: [{ role: 'RESEARCHER', path: ['mdj', 'mdj:unit:1'] }],
  });
  await mdj.auth.accounts.create({
    id: 'mdj:account:A',
    logins: ['a'],
    name: '管理员',
    grants: [{ role: 'PLATFORM_ADMINISTRATOR', path: ['mdj'] }],
  });
});
beforeEach(() => {
  mdj.ports.partnerList.splice(0, 9, hlj.asPartner());
  hlj.ports.partnerList.splice(0, 9, mdj.asPartner());
  mdj.auth.exchange.client.forget(hlj.asPartner());
});
afterAll(async () => {
  await mdj.close();
  await hlj.close();
});

async function claimsAtHlj(user = researcher, scopes: readonly string[] = CROSSING_SCOPES): Promise<Claims> {
  const url = `${hlj.base}/partner/v1`;
  const headers = await mdj.auth.exchange.client.userHeaders(user, hlj.asPartner(), scopes, { method: 'POST', url });
  const token = headers.authorization?.replace('DPoP ', '') ?? '';
  return hlj.auth.verify.verifyPartner({
    scheme: 'DPoP',
    token,
    dpop: { proof: headers.dpop ?? '', method: 'POST', url },
  });
}

test('a user of mdj is known at hlj by a local subject of its own', async () => {
  const claims = await claimsAtHlj();
  expect(claims).toMatchObject({
    kind: 'user',
    name: '陈思远',
    home: 'mdj',
    unitId: 'mdj:unit:1',
    grants: [{ role: 'RESEARCHER', path: ['hlj'] }],
  });
  expect([...claims.scopes].sort()).toEqual([...CROSSING_SCOPES].sort());
  expect(claims.subject).toMatch(/^hlj:account:/);
  mdj.auth.exchange.client.forget(hlj.asPartner());
  expect((await claimsAtHlj()).subject).toBe(claims.subject);
});

test('the local subject follows what the home platform says, and is written only when that changes', async () => {
  const { subject } = await claimsAtHlj();
  const before = hlj.ports.accountMap.get(subject);
  const again = async () => {
    mdj.auth.exchange.client.forget(hlj.asPartner());
    await claimsAtHlj();
    return hlj.ports.accountMap.get(subject);
  };
  expect(await again()).toBe(before);
  await mdj.ports.accounts.update('mdj:account:R', { name: '陈思源', unitId: 'mdj:unit:2' });
  expect(await again()).toMatchObject({ name: '陈思源', unitId: 'mdj:unit:2' });
  await mdj.ports.accounts.update('mdj:account:R', { name: '陈思远', unitId: 'mdj:unit:1' });
});

test('the subject that crosses is a pseudonym for that partner', () => {
  const at = (base: string): string => mdj.auth.exchange.home.pairwise('mdj:account:R', base);
  expect(at('https://hlj.example')).toBe(at('https://hlj.example'));
  expect(at('https://hlj.example')).not.toBe(at('https://jl.example'));
  expect(at('https://hlj.example')).not.toContain('account');
});

test('an administrator crosses as an individual without administration', async () => {
  const claims = await claimsAtHlj({ ...researcher, subject: 'mdj:account:A' });
  expect(claims.grants).toEqual([{ role: 'INDIVIDUAL', path: ['hlj'] }]);
  expect(claims.scopes.filter((scope) => !CROSSING_SCOPES.includes(scope))).toEqual([]);
});

test('scopes are cut to what both sides allow', async () => {
  hlj.ports.partnerList.splice(0, 9, mdj.asPartner({ scopes: ['bookings:request'] }));
  expect((await claimsAtHlj(researcher, ['bookings:request', 'services:request'])).scopes).toEqual([
    'bookings:request',
  ]);
});

test('where users must be admitted, the others may only look; an acceptance and a revocation count from the next exchange on', async () => {
  hlj.ports.partnerList.splice(0, 9, mdj.asPartner({ requiresAdmission: true }));
  expect((await claimsAtHlj()).scopes).toEqual([]);
  expect(hlj.ports.rows.at(-1)).toMatchObject({ action: 'exchange', detail: { scope: 'partner:look' } });
  mdj.ports.openAdmissions.set('mdj:account:R hlj', 'mdj:admission:1');
  expect((await claimsAtHlj()).scopes).toEqual([]);
  // Accepted, but asked by another platform under the same id.
  hlj.ports.accepted.add('qqr mdj:admission:1');
  expect((await claimsAtHlj()).scopes).toEqual([]);
  hlj.ports.accepted.add('mdj mdj:admission:1');
  expect((await claimsAtHlj()).scopes).toHaveLength(CROSSING_SCOPES.length);
  hlj.ports.accepted.clear();
  mdj.auth.exchange.client.forget(hlj.asPartner());
  expect((await claimsAtHlj()).scopes).toEqual([]);
  mdj.ports.openAdmissions.clear();
});

test("a partner's user is not passed on", async () => {
  const claims = await claimsAtHlj();
  mdj.ports.partnerList.splice(0, 9, hlj.asPartner());
  await expect(hlj.auth.exchange.home.issueGrant(claims, mdj.asPartner(), CROSSING_SCOPES)).rejects.toMatchObject({
    code: 'GRANT_INVALID',
  });
});

test('a blocked partner is refused at the next request, tokens in hand included', async () => {
  const url = `${hlj.base}/partner/v1`;
  const headers = await mdj.auth.exchange.client.userHeaders(researcher, hlj.asPartner(), CROSSING_SCOPES, {
    method: 'POST',
    url,
  });
  hlj.ports.partnerList.splice(0, 9, mdj.asPartner({ blocked: true }));
  const token = headers.authorization?.replace('DPoP ', '') ?? '';
  const presented = { scheme: 'DPoP', token, dpop: { proof: headers.dpop ?? '', method: 'POST', url } } as const;
  await expect(hlj.auth.verify.verifyPartner(presented)).rejects.toMatchObject({ code: 'PARTNER_BLOCKED' });
});

test('the platform itself gets its own token', async () => {
  const url = `${hlj.base}/partner/v1`;
  const headers = await mdj.auth.exchange.client.platformHeaders(hlj.asPartner(), { method: 'POST', url });
  const token = headers.authorization?.replace('DPoP ', '') ?? '';
  const claims = await hlj.auth.verify.verifyPartner({
    scheme: 'DPoP',
    token,
    dpop: { proof: headers.dpop ?? '', method: 'POST', url },
  });
  expect(claims).toMatchObject({
    kind: 'platform',
    subject: 'mdj',
    home: 'mdj',
    scopes: ['partner:harvest', 'partner:events'],
    grants: [],
  });
});

test('a partner that is away is told apart from one that refuses', async () => {
  const away = hlj.asPartner({ baseUrl: 'http://localhost:9', platform: 'away' });
  const target = { method: 'POST', url: 'http://localhost:9/partner/v1' };
  await expect(mdj.auth.exchange.client.userHeaders(researcher, away, CROSSING_SCOPES, target)).rejects.toBeInstanceOf(
    PartnerUnreachable,
  );
  hlj.ports.partnerList.splice(0, 9);
  await expect(claimsAtHlj()).rejects.toMatchObject({ code: 'GRANT_INVALID' });
  expect(hlj.ports.rows.at(-1)).toMatchObject({ action: 'exchange', outcome: 'denied', code: 'PARTNER_UNKNOWN' });
});

test('keys rotate: the old one is accepted in its overlap, the new one is fetched', async () => {
  await mdj.auth.keys.partner.rotate();
  mdj.auth.exchange.client.forget(hlj.asPartner());
  hlj.auth.trust.forget(mdj.base);
  expect((await claimsAtHlj()).home).toBe('mdj');
});

test('RFC 8693 over HTTP: a gateway elsewhere exchanges a user token for a grant that the partner takes', async () => {
  await mdj.auth.accounts.create({
    logins: ['web'],
    name: '网页用户',
    password: 'correct horse battery',
    grants: [{ role: 'RESEARCHER', path: ['mdj'] }],
  });
  const { accessToken } = await loginWithPassword({
    issuer: `${mdj.base}/oidc`,
    username: 'web',
    password: 'correct horse battery',
  });
  const ask = async (changes: Record<string, string> = {}, client = 'gateway') => {
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: accessToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      requested_token_type: 'urn:ietf:params:oauth:token-type:id-jag',
      audience: hlj.base,
      scope: 'bookings:request',
      ...changes,
    });
    const authorization = `Basic ${Buffer.from(`${client}:${encodeURIComponent(gateway.secret)}`).toString('base64')}`;
    const response = await fetch(`${mdj.base}/oidc/token`, { method: 'POST', body, headers: { authorization } });
    return (await response.json()) as Record<string, unknown>;
  };
  const answer = await ask();
  expect(answer).toMatchObject({
    issued_token_type: 'urn:ietf:params:oauth:token-type:id-jag',
    token_type: 'N_A',
    expires_in: 60,
  });
  expect(decodeJwt(String(answer.access_token))).toMatchObject({
    iss: mdj.base,
    aud: hlj.base,
    scope: 'bookings:request',
    user_class: 'RESEARCHER',
  });
  expect(await ask({ audience: 'https://evil.example' })).toMatchObject({ error: 'invalid_target' });
  expect(await ask({ scope: 'platform:administer' })).toMatchObject({ error: 'invalid_scope' });
  expect(await ask({ subject_token: 'nonsense' })).toMatchObject({ error: 'invalid_request' });
  expect(await ask({}, 'lab')).toMatchObject({
    error_description: 'requested grant type is not allowed for this client',
  });
});
