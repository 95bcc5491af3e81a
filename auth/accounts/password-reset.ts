import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { readForm, sendHtml } from '../http.ts';
import { forgotPage, type Locale, localeOf, messagePage, newPasswordPage, type TextKey, text } from '../oidc/pages.ts';
import type { ArtifactStore, AuditSink, AuthClock, MessageSender } from '../ports.ts';
import type { Accounts } from './accounts.ts';
import { passwordProblem } from './passwords.ts';
import type { Sessions } from './sessions.ts';

const LINK_SECONDS = 30 * 60;
const ASKS_PER_HOUR = 5;
const MODEL = 'PasswordReset';

export interface PasswordResetOptions {
  readonly base: string;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly artifacts: ArtifactStore;
  readonly messages: MessageSender;
  readonly audit: AuditSink;
  readonly clock: AuthClock;
  readonly ipOf: (request: IncomingMessage) => string;
}

/**
 * `/oidc/password`: asks for a link; `/oidc/password/<secret>`: sets the password by it, once. Answers the same whether there is such an account or not.
 * Only the hash of the secret is stored.
 */
export function createPasswordReset(
  options: PasswordResetOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const asks = new RateLimiterMemory({ points: ASKS_PER_HOUR, duration: 3600 });
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://local');
    const locale = localeOf(request.headers['accept-language'], url.searchParams.get('lang'));
    const secret = url.pathname.slice('/oidc/password/'.length);
    if (secret === '') await ask(options, asks, request, response, locale);
    else await setByLink(options, secret, request, response, locale);
  };
}

async function ask(
  options: PasswordResetOptions,
  asks: RateLimiterMemory,
  request: IncomingMessage,
  response: ServerResponse,
  locale: Locale,
): Promise<void> {
  const action = `/oidc/password?lang=${locale}`;
  if (request.method !== 'POST') return sendHtml(response, 200, forgotPage({ locale, action }));
  const login = (await readForm(request)).get('login') ?? '';
  const allowed = await asks.consume(`${login} ${options.ipOf(request)}`).then(
    () => true,
    () => false,
  );
  if (!allowed) return sendHtml(response, 429, forgotPage({ locale, action, problem: 'LOGIN_THROTTLED' }));
  // Not awaited: the time that sending takes would tell whether the account exists.
  void sendLink(options, login).catch((error: unknown) =>
    options.audit.record({ action: 'passwordLink', outcome: 'denied', subject: '', code: String(error) }),
  );
  sendHtml(response, 200, messagePage(locale, 'forgot', text(locale, 'sent')));
}

async function sendLink(options: PasswordResetOptions, login: string): Promise<void> {
  const account = await options.accounts.findByLogin(login);
  if (!account || account.disabled || account.origin) return;
  const secret = randomBytes(32).toString('base64url');
  const expiresAt = new Date(options.clock.now().getTime() + LINK_SECONDS * 1000);
  const payload = { accountId: account.id, av: account.authorisationVersion };
  await options.artifacts.upsert(MODEL, digest(secret), payload, expiresAt);
  await options.messages.send({
    to: account.id,
    template: 'account.passwordReset',
    values: { link: `${options.base}/oidc/password/${secret}` },
  });
  await options.audit.record({ action: 'passwordLink', outcome: 'ok', subject: account.id });
}

async function setByLink(
  options: PasswordResetOptions,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
  locale: Locale,
): Promise<void> {
  const found = await options.artifacts.find(MODEL, digest(secret));
  const account = found ? await options.accounts.find(String(found.accountId)) : null;
  // A link that was sent before the last change of password or rights is void.
  const holds =
    account && found && found.consumed === undefined && found.av === account.authorisationVersion && !account.disabled;
  if (!holds) return sendHtml(response, 400, messagePage(locale, 'error', text(locale, 'LINK_USED')));
  const action = `/oidc/password/${secret}?lang=${locale}`;
  if (request.method !== 'POST') return sendHtml(response, 200, newPasswordPage({ locale, action }));
  const password = (await readForm(request)).get('password') ?? '';
  const problem = passwordProblem(password, account.logins);
  if (problem)
    return sendHtml(
      response,
      400,
      newPasswordPage({ locale, action, problem: `PASSWORD_${problem}` satisfies TextKey }),
    );
  if (!(await options.artifacts.consume(MODEL, digest(secret), options.clock.now()))) {
    return sendHtml(response, 400, messagePage(locale, 'error', text(locale, 'LINK_USED')));
  }
  await options.accounts.setPassword(account.id, password);
  await options.sessions.revokeAll(account.id);
  sendHtml(response, 200, messagePage(locale, 'forgot', text(locale, 'passwordSet')));
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
