import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createBrowser } from '../harness/login.ts';
import { type Attack, PASSWORD, type World } from './world.ts';

const REDIRECT = 'http://127.0.0.1:1/callback';

interface Started {
  readonly verifier: string;
  readonly url: URL;
}

/** An authorization request that is right but for `changes`; null leaves a parameter out. */
function authorize(world: World, changes: Record<string, string | null> = {}): Started {
  const verifier = randomBytes(32).toString('base64url');
  const url = new URL(`${world.mdj.base}/oidc/auth`);
  const parameters: Record<string, string | null> = {
    client_id: 'mudan-walkthrough',
    response_type: 'code',
    redirect_uri: REDIRECT,
    scope: 'openid profile graph',
    resource: `${world.mdj.base}/graphql`,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'state',
    nonce: 'nonce',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return { verifier, url };
}

/** Where the browser ends after login and consent. */
async function login(world: World, started: Started): Promise<URL> {
  const browser = createBrowser(world.mdj.base);
  const page = await browser.follow(started.url.href);
  const asked = await browser.page(page, new URLSearchParams({ login: 'researcher', password: PASSWORD }));
  return new URL(await browser.post(asked.url, new URLSearchParams({ decision: 'allow' })));
}

async function redeem(
  world: World,
  code: string,
  changes: Record<string, string | null> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const form = new URLSearchParams();
  const parameters = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    client_id: 'mudan-walkthrough',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== null) form.set(name, value);
  const response = await fetch(`${world.mdj.base}/oidc/token`, { method: 'POST', body: form });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function code(world: World): Promise<{ readonly code: string; readonly verifier: string }> {
  const started = authorize(world);
  return { code: (await login(world, started)).searchParams.get('code') ?? '', verifier: started.verifier };
}

function lastDenied(world: World): string | undefined {
  return world.mdj.ports.rows.findLast((row) => row.outcome === 'denied')?.code;
}

/** The provider must neither redirect to the address nor show a login page. */
async function notRedirected(world: World, redirect: string): Promise<void> {
  const response = await fetch(authorize(world, { redirect_uri: redirect }).url, { redirect: 'manual' });
  assert.equal(response.status, 400, redirect);
  assert.equal(response.headers.get('location'), null);
  assert.equal(lastDenied(world), 'invalid_redirect_uri');
}

/** The request must come back to the client as this error, with `iss` and `state`. */
async function comesBackAs(world: World, error: string, changes: Record<string, string | null>): Promise<void> {
  const response = await fetch(authorize(world, changes).url, { redirect: 'manual' });
  const location = new URL(response.headers.get('location') ?? 'about:blank');
  assert(location.href.startsWith(REDIRECT), location.href);
  const answer = location.hash ? new URLSearchParams(location.hash.slice(1)) : location.searchParams;
  assert.equal(answer.get('error'), error);
  assert.equal(answer.get('iss'), `${world.mdj.base}/oidc`);
  assert.equal(lastDenied(world), error);
}

async function denied(
  world: World,
  answer: Promise<{ status: number; body: Record<string, unknown> }>,
  error: string,
): Promise<void> {
  const { status, body } = await answer;
  assert.equal(body.error, error, JSON.stringify(body));
  assert(status >= 400 && body.access_token === undefined);
  assert.equal(lastDenied(world), error);
}

export const LOGIN_ATTACKS: readonly Attack[] = [
  {
    name: 'redirect_uri variants',
    run: async (world) => {
      const variants = [
        'https://evil.example/callback',
        'http://127.0.0.1:1/callback/../evil',
        'http://127.0.0.1:1/callback?x=1',
        'http://127.0.0.1:1/Callback',
        'http://127.0.0.1.evil.example/callback',
        'http://localhost@evil.example/callback',
        'javascript:alert(1)',
        'http://127.0.0.1:1/callback#fragment',
      ];
      for (const variant of variants) await notRedirected(world, variant);
    },
  },
  {
    name: 'no PKCE',
    run: (world) => comesBackAs(world, 'invalid_request', { code_challenge: null, code_challenge_method: null }),
  },
  {
    name: 'PKCE downgrade to plain',
    run: (world) => comesBackAs(world, 'invalid_request', { code_challenge_method: 'plain' }),
  },
  {
    name: 'implicit flow',
    run: (world) => comesBackAs(world, 'unsupported_response_type', { response_type: 'token' }),
  },
  {
    name: 'token for the resource of another',
    run: (world) => comesBackAs(world, 'invalid_target', { resource: 'https://evil.example/graphql' }),
  },
  {
    name: 'code with no, another, and an empty verifier',
    run: async (world) => {
      for (const code_verifier of [null, randomBytes(32).toString('base64url'), '']) {
        await denied(world, redeem(world, (await code(world)).code, { code_verifier }), 'invalid_grant');
      }
    },
  },
  {
    name: 'code used twice: refused, and what the first use gave is ended',
    run: async (world) => {
      const made = await code(world);
      const first = await redeem(world, made.code, { code_verifier: made.verifier });
      assert.equal(first.status, 200, JSON.stringify(first.body));
      await denied(world, redeem(world, made.code, { code_verifier: made.verifier }), 'invalid_grant');
      const refresh = {
        grant_type: 'refresh_token',
        refresh_token: String(first.body.refresh_token),
        code: null,
        redirect_uri: null,
      };
      await denied(world, redeem(world, '', refresh), 'invalid_grant');
    },
  },
  {
    name: 'one code at the same moment ten times: one token at most',
    run: async (world) => {
      const made = await code(world);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => redeem(world, made.code, { code_verifier: made.verifier })),
      );
      assert(answers.filter(({ status }) => status === 200).length <= 1);
    },
  },
  {
    name: 'code of one client redeemed by another',
    run: async (world) => {
      const made = await code(world);
      await denied(
        world,
        redeem(world, made.code, { client_id: 'mudan-portal', code_verifier: made.verifier }),
        'invalid_grant',
      );
    },
  },
  {
    name: 'code redeemed with another redirect_uri',
    run: async (world) => {
      const made = await code(world);
      await denied(
        world,
        redeem(world, made.code, { redirect_uri: 'http://127.0.0.1:2/callback', code_verifier: made.verifier }),
        'invalid_grant',
      );
    },
  },
  {
    name: 'refresh token used twice: the whole family ends',
    run: async (world) => {
      const made = await code(world);
      const first = await redeem(world, made.code, { code_verifier: made.verifier });
      const use = (token: unknown) =>
        redeem(world, '', {
          grant_type: 'refresh_token',
          refresh_token: String(token),
          code: null,
          redirect_uri: null,
        });
      const second = await use(first.body.refresh_token);
      assert.equal(second.status, 200, JSON.stringify(second.body));
      await denied(world, use(first.body.refresh_token), 'invalid_grant');
      await denied(world, use(second.body.refresh_token), 'invalid_grant');
    },
  },
  {
    name: 'state and iss come back unchanged (login CSRF, mix-up: RFC 9207)',
    run: async (world) => {
      const back = await login(world, authorize(world, { state: 'a-state-of-mine' }));
      assert.equal(back.searchParams.get('state'), 'a-state-of-mine');
      assert.equal(back.searchParams.get('iss'), `${world.mdj.base}/oidc`);
      assert.equal(back.searchParams.getAll('iss').length, 1);
    },
  },
  {
    name: 'the nonce is in the ID token',
    run: async (world) => {
      const made = authorize(world, { nonce: 'a-nonce-of-mine' });
      const answer = await redeem(world, (await login(world, made)).searchParams.get('code') ?? '', {
        code_verifier: made.verifier,
      });
      const [, payload = ''] = String(answer.body.id_token).split('.');
      assert.equal(
        (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { nonce?: string }).nonce,
        'a-nonce-of-mine',
      );
    },
  },
  {
    name: "another browser posts to somebody's login page",
    run: async (world) => {
      const victim = createBrowser(world.mdj.base);
      const page = await victim.follow(authorize(world).url.href);
      const answer = await createBrowser(world.mdj.base).page(
        page,
        new URLSearchParams({ login: 'researcher', password: PASSWORD }),
      );
      assert.equal(answer.url, page);
      assert.match(answer.html, /已过期|expired/);
    },
  },
  {
    name: 'markup in the login name is shown as text',
    run: async (world) => {
      const browser = createBrowser(world.mdj.base);
      const page = await browser.follow(authorize(world).url.href);
      const { html } = await browser.page(
        page,
        new URLSearchParams({ login: '"><script>alert(1)</script>', password: 'x' }),
      );
      assert(!html.includes('<script'));
    },
  },
  {
    name: 'guessing passwords: throttled after ten failures, the right password as well, another address not',
    run: async (world) => {
      const attempt = (password: string, ip: string): Promise<string> =>
        world.mdj.auth.accounts.login({ login: 'researcher', password, ip }).then(
          ({ kind }) => kind,
          (error: { code: string }) => error.code,
        );
      for (let index = 0; index < 12; index += 1) await attempt(`wrong password ${index}`, '192.0.2.1');
      assert.equal(await attempt(PASSWORD, '192.0.2.1'), 'LOGIN_THROTTLED');
      assert.equal(await attempt(PASSWORD, '192.0.2.2'), 'ok');
    },
  },
];
