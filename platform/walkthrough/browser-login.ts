import { createHash, randomBytes } from 'node:crypto';
import { totpCode } from '../../auth/accounts/totp.ts';

export interface PasswordLogin {
  /** `http://localhost:4000/oidc`. */
  readonly issuer: string;
  readonly username: string;
  readonly password: string;
  /** Base32 secret of the second factor; the helper waits for a fresh step when a code was used already. */
  readonly totpSecret?: string;
  /** Typed instead of a code of the second factor. */
  readonly recoveryCode?: string;
}

export interface LoggedIn {
  readonly accessToken: string;
  readonly idToken: string;
  readonly refreshToken: string | undefined;
  readonly expiresInSeconds: number;
}

const CLIENT_ID = 'mudan-walkthrough';
const REDIRECT_URI = 'http://127.0.0.1:1/callback';
const STEP_MILLISECONDS = 30_000;

/**
 * Logs in as a person with a browser does: authorization code with PKCE (S256), the login page's form, cookies, and the code's exchange.
 * An administrator's code works once in 30 s, so a second login within the same step waits for the next one.
 */
export async function loginWithPassword(login: PasswordLogin): Promise<LoggedIn> {
  const first = await attempt(login);
  if (first) return first;
  if (login.totpSecret) {
    await new Promise((resolve) => setTimeout(resolve, STEP_MILLISECONDS - (Date.now() % STEP_MILLISECONDS) + 50));
    const second = await attempt(login);
    if (second) return second;
  }
  throw new Error(`login of ${login.username} at ${login.issuer} was refused`);
}

async function attempt(login: PasswordLogin): Promise<LoggedIn | null> {
  const browser = createBrowser(new URL(login.issuer).origin);
  const verifier = randomBytes(32).toString('base64url');
  const state = randomBytes(16).toString('base64url');
  const page = await browser.follow(authorizationUrl(login.issuer, verifier, state));
  const form = new URLSearchParams({ login: login.username, password: login.password });
  if (login.totpSecret) form.set('code', totpCode(login.totpSecret, new Date()));
  if (login.recoveryCode) form.set('recovery', login.recoveryCode);
  const answer = await browser.page(page, form);
  // RFC 8252 §8.6: a native client on the loopback address has to ask, even if it is ours.
  const asks = answer.html.includes('name="decision"');
  const back = asks ? await browser.post(answer.url, new URLSearchParams({ decision: 'allow' })) : answer.url;
  if (!back.startsWith(REDIRECT_URI)) return null;
  const parameters = new URL(back).searchParams;
  // RFC 9207 §2.4 and RFC 6749 §10.12: the answer is of this issuer and for this request.
  if (parameters.get('iss') !== login.issuer || parameters.get('state') !== state)
    throw new Error('the answer is not for this login');
  const code = parameters.get('code');
  if (!code) throw new Error(`login failed: ${parameters.get('error_description') ?? parameters.get('error')}`);
  return exchange(login.issuer, code, verifier);
}

function authorizationUrl(issuer: string, verifier: string, state: string): string {
  const url = new URL(`${issuer}/auth`);
  url.search = new URLSearchParams({
    client_id: CLIENT_ID,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid profile graph',
    resource: `${new URL(issuer).origin}/graphql`,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state,
  }).toString();
  return url.href;
}

async function exchange(issuer: string, code: string, verifier: string): Promise<LoggedIn> {
  const response = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT_URI,
      client_id: CLIENT_ID,
      code_verifier: verifier,
    }),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  if (!response.ok) throw new Error(`token endpoint: ${JSON.stringify(answer)}`);
  return {
    accessToken: String(answer.access_token),
    idToken: String(answer.id_token),
    refreshToken: answer.refresh_token as string | undefined,
    expiresInSeconds: Number(answer.expires_in),
  };
}

/** Cookies and redirects within one origin, as a browser has them; an address elsewhere is returned instead of visited. */
export function createBrowser(origin: string) {
  const cookies = new Map<string, string>();
  const visit = async (url: string, init: RequestInit): Promise<{ url: string; next: string | null; html: string }> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const location = response.headers.get('location');
    return { url, next: location === null ? null : new URL(location, url).href, html: await response.text() };
  };
  const settle = async (first: { url: string; next: string | null; html: string }) => {
    let at = first;
    while (at.next?.startsWith(`${origin}/`)) at = await visit(at.next, {});
    return { url: at.next ?? at.url, html: at.html };
  };
  return {
    /** The address where redirects end. */
    follow: async (url: string): Promise<string> => (await settle(await visit(url, {}))).url,
    /** Posts a form and follows; the address where it ends. */
    post: async (url: string, form: URLSearchParams): Promise<string> =>
      (await settle(await visit(url, { method: 'POST', body: form }))).url,
    /** As `follow` and `post`, with the page. */
    page: async (url: string, form?: URLSearchParams) =>
      settle(await visit(url, form ? { method: 'POST', body: form } : {})),
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const name = pair.slice(0, pair.indexOf('='));
  const value = pair.slice(pair.indexOf('=') + 1);
  const gone = value === '' || attributes.some((one) => /^\s*expires=Thu, 01 Jan 1970/i.test(one));
  if (gone) cookies.delete(name);
  else cookies.set(name, value);
}
