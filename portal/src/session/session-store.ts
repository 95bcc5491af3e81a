import { type User, userOf } from './claims.ts';
import { finishLogin, leaveForLogin, logoutAddress, refreshed, silentLogin, type Tokens } from './oidc.ts';

/** A renewal starts this long before the access token ends, so that a slow answer still arrives in time. */
const RENEW_BEFORE_MS = 30_000;
/** Says only that this browser was logged in, so that visitors are not asked about at every page. */
const HINT = 'mudan.was-logged-in';

let tokens: Tokens | null = null;
let user: User | null = null;
let running: Promise<void> | null = null;
const listeners = new Set<() => void>();

/** The session, for `useSyncExternalStore`. */
export const sessionStore = {
  user: (): User | null => user,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** After a reload: takes up the login session when this browser has one. Never rejects: a visitor's page works without. */
export async function resumeSession(): Promise<void> {
  if (localStorage.getItem(HINT) === null) return;
  try {
    take(await silentLogin());
  } catch (error) {
    console.warn('The login session could not be resumed.', error);
  }
}

/** Ends the login at `/login/callback` and gives the page to go back to. */
export async function completeLogin(answer: URLSearchParams): Promise<string> {
  const { tokens: next, returnTo } = await finishLogin(answer);
  take(next);
  return returnTo;
}

/** A token that is good for the next request, renewed when it is about to end; null for a visitor. */
export async function accessToken(): Promise<string | null> {
  if (tokens !== null && tokens.endsAt - Date.now() < RENEW_BEFORE_MS) await renew();
  return tokens?.access ?? null;
}

/** Renews now, once for all who ask at the same time (a refresh token works once). */
export function renew(): Promise<void> {
  running ??= (async () => {
    try {
      if (tokens !== null) take(await refreshed(tokens));
    } finally {
      running = null;
    }
  })();
  return running;
}

/** Leaves for the login page and comes back to `returnTo`, the current page when absent. */
export function login(locale: string, returnTo = location.pathname + location.search + location.hash): Promise<void> {
  return leaveForLogin(returnTo, locale);
}

/** Forgets the tokens and ends the login session at the provider. */
export function logout(): void {
  const address = logoutAddress(tokens);
  localStorage.removeItem(HINT);
  tokens = null;
  location.assign(address);
}

/** Forgets the tokens of an account that is no more: there is no login session left to end. */
export function forgetSession(): void {
  take(null);
}

function take(next: Tokens | null): void {
  tokens = next;
  user = next === null ? null : userOf(next.access, next.id);
  if (next === null) localStorage.removeItem(HINT);
  else localStorage.setItem(HINT, '1');
  for (const listener of listeners) listener();
}
