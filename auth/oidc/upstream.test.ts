import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuthServer, startAuthServer } from '../../test/harness/auth-server.ts';
import { createBrowser, loginPageOf } from '../../test/harness/login.ts';

/** The province's own login as the upstream provider of a city: two of our providers over HTTP. */
const secret = 'a-long-secret-between-province-and-city';
let province: AuthServer;
let city: AuthServer;

beforeAll(async () => {
  const ports = (await import('../../test/harness/memory-ports.ts')).memoryPorts();
  const reserved = await startAuthServer('mdj', { ports });
  await reserved.close();
  province = await startAuthServer('hlj', {
    clients: [
      { clientId: 'city', name: 'City', redirectUris: [`${reserved.base}/oidc/upstream/province/callback`], secret },
    ],
  });
  await province.auth.accounts.create({
    logins: ['citizen'],
    name: '省统一身份用户',
    password: 'correct horse battery',
    grants: [],
  });
  const upstreams = [
    {
      id: 'province',
      name: { zh: '省统一身份认证', en: 'Provincial login' },
      issuer: `${province.base}/oidc`,
      clientId: 'city',
      clientSecret: secret,
      role: 'INDIVIDUAL' as const,
    },
  ];
  city = await startAuthServer('mdj', { ports, upstreams, port: Number(new URL(reserved.base).port) });
});
afterAll(async () => {
  await city.close();
  await province.close();
});

/** From the city's login page over the province's and back, as a browser goes; gives the city's page after the province's login. */
async function throughProvince(browser = createBrowser(city.base)): Promise<{ end: URL; html: string }> {
  const page = await browser.page(loginPageOf(`${city.base}/oidc`));
  const link = /href="(\/oidc\/upstream\/province\/start[^"]+)"/.exec(page.html)![1]!.replaceAll('&#38;', '&');
  const away = await browser.follow(`${city.base}${link}`);
  const atProvince = createBrowser(province.base);
  const login = await atProvince.page(away);
  const asks = await atProvince.page(
    login.url,
    new URLSearchParams({ login: 'citizen', password: 'correct horse battery' }),
  );
  const back = asks.html.includes('name="decision"')
    ? await atProvince.post(asks.url, new URLSearchParams({ decision: 'allow' }))
    : asks.url;
  const home = await browser.page(back);
  return { end: new URL(home.url), html: home.html };
}

test('a user of the province logs in at the city and has one account there, with the configured role', async () => {
  const first = await throughProvince();
  expect(first.html).toContain('name="decision"');
  await throughProvince();
  const accounts = [...city.ports.accountMap.values()];
  expect(accounts).toHaveLength(1);
  expect(accounts[0]).toMatchObject({
    name: '省统一身份用户',
    home: 'mdj',
    grants: [{ role: 'INDIVIDUAL', path: ['mdj'] }],
    origin: { issuer: `${province.base}/oidc` },
  });
});

test('who administers something here is not let in by another provider', async () => {
  const [account] = [...city.ports.accountMap.values()];
  await city.ports.accounts.update(account!.id, {
    grants: [{ role: 'UNIT_ADMINISTRATOR', path: ['mdj', 'mdj:unit:1'] }],
  });
  const { html } = await throughProvince();
  expect(html).toContain('name="password"');
  await city.ports.accounts.update(account!.id, { grants: [{ role: 'INDIVIDUAL', path: ['mdj'] }] });
});

test('a made-up answer, and one of another browser, lead nowhere', async () => {
  const browser = createBrowser(city.base);
  const made = await browser.page(`${city.base}/oidc/upstream/province/callback?code=x&state=y`);
  expect(made.html).toMatch(/过期|expired/);
  expect(city.ports.rows.at(-1)).toMatchObject({ action: 'upstreamLogin', outcome: 'denied' });
  const stranger = await createBrowser(city.base).page(`${city.base}/oidc/interaction/somebody?upstream=abc`);
  expect(stranger.html).toMatch(/过期|expired/);
});
