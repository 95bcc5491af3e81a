import { challengeOf, randomText } from './pkce.ts';

const CLIENT = 'mudan-portal';
const CALLBACK = '/login/callback';
const PENDING = 'mudan.login';

/** Tokens of a login; in memory only. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string | null;
  readonly id: string | null;
  /** Instant (ms) at which the access token ends. */
  readonly endsAt: number;
}

/** The provider refused, with the `error` of OAuth. */
export class LoginRefused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

interface Pending {
  readonly state: string;
  readonly verifier: string;
  readonly returnTo: string;
}

/** Leaves for the login page; the browser comes back to `/login/callback`. */
export async function leaveForLogin(returnTo: string, locale: string): Promise<void> {
  const pending: Pending = { state: randomText(), verifier: randomText(), returnTo };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  location.assign(await authorisation(pending, { ui_locales: locale }));
}

/** Ends the login that came back to `/login/callback`. Gives where the user was. */
export async function finishLogin(
  answer: URLSearchParams,
): Promise<{ readonly tokens: Tokens; readonly returnTo: string }> {
  const kept = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  if (kept === null) throw new LoginRefused('no_login_pending');
  const pending = JSON.parse(kept) as Pending;
  return { tokens: await exchange(answer, pending), returnTo: pending.returnTo };
}

/**
 * Asks for tokens without a page: the login session's cookie goes along, `prompt=none` refuses instead of asking, and the address that
 * the provider's redirects end at carries the code. Null when nobody is logged in.
 */
export async function silentLogin(): Promise<Tokens | null> {
  const pending: Pending = { state: randomText(), verifier: randomText(), returnTo: '/' };
  const response = await fetch(await authorisation(pending, { prompt: 'none' }), { credentials: 'same-origin' });
  const answer = new URL(response.url).searchParams;
  if (answer.has('error') || !answer.has('code')) return null;
  return exchange(answer, pending);
}

/** New tokens for a refresh token, which rotates. Null when the session has ended. */
export async function refreshed(tokens: Tokens): Promise<Tokens | null> {
  if (tokens.refresh === null) return silentLogin();
  const response = await tokenRequest({ grant_type: 'refresh_token', refresh_token: tokens.refresh });
  if (response.status >= 500) throw new Error(`/oidc/token: ${response.status}`);
  if (!response.ok) return silentLogin();
  const next = tokensOf((await response.json()) as TokenAnswer);
  return { ...next, id: next.id ?? tokens.id };
}

/** Where the provider ends the login session (OpenID RP-Initiated Logout). */
export function logoutAddress(tokens: Tokens | null): string {
  const hint = tokens?.id ? { id_token_hint: tokens.id } : {};
  return `/oidc/session/end?${new URLSearchParams({ client_id: CLIENT, post_logout_redirect_uri: `${location.origin}/`, ...hint })}`;
}

async function authorisation(pending: Pending, more: Readonly<Record<string, string>>): Promise<string> {
  const parameters = new URLSearchParams({
    client_id: CLIENT,
    response_type: 'code',
    redirect_uri: location.origin + CALLBACK,
    scope: 'openid profile graph',
    resource: `${location.origin}/graphql`,
    state: pending.state,
    code_challenge: await challengeOf(pending.verifier),
    code_challenge_method: 'S256',
    ...more,
  });
  return `${location.origin}/oidc/auth?${parameters}`;
}

async function exchange(answer: URLSearchParams, pending: Pending): Promise<Tokens> {
  const error = answer.get('error');
  if (error !== null) throw new LoginRefused(error);
  // RFC 9207: a code of another issuer is not exchanged here.
  if (answer.get('state') !== pending.state || answer.get('iss') !== `${location.origin}/oidc`)
    throw new LoginRefused('state_mismatch');
  const response = await tokenRequest({
    grant_type: 'authorization_code',
    code: answer.get('code') ?? '',
    redirect_uri: location.origin + CALLBACK,
    code_verifier: pending.verifier,
  });
  const body = (await response.json()) as TokenAnswer & { readonly error?: string };
  if (!response.ok) throw new LoginRefused(body.error ?? 'token_refused');
  return tokensOf(body);
}

function tokenRequest(parameters: Readonly<Record<string, string>>): Promise<Response> {
  return fetch('/oidc/token', { method: 'POST', body: new URLSearchParams({ client_id: CLIENT, ...parameters }) });
}

interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly expires_in: number;
}

function tokensOf(body: TokenAnswer): Tokens {
  return {
    access: body.access_token,
    refresh: body.refresh_token ?? null,
    id: body.id_token ?? null,
    endsAt: Date.now() + body.expires_in * 1000,
  };
}
