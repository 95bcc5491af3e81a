import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Accounts } from '../accounts/accounts.ts';
import { type LoginOutcome, normaliseLogin } from '../accounts/login.ts';
import { qrPath } from '../accounts/qr-path.ts';
import { totpAddress } from '../accounts/totp.ts';
import { AuthError } from '../errors.ts';
import { readForm, sendHtml } from '../http.ts';
import { liveGrants, needsSecondFactor } from '../policy.ts';
import type { ArtifactStore, AuthClock } from '../ports.ts';
import {
  codesPage,
  consentPage,
  enrolPage,
  type Locale,
  localeOf,
  loginPage,
  messagePage,
  type TextKey,
  text,
} from './pages.ts';
import type { Upstream, UpstreamProvider } from './upstream.ts';

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

export interface InteractionsOptions {
  readonly platformName: { readonly zh: string; readonly en: string };
  readonly provider: () => Provider;
  readonly accounts: Accounts;
  readonly upstream: Upstream;
  readonly upstreams: readonly UpstreamProvider[];
  readonly platform: string;
  readonly artifacts: ArtifactStore;
  readonly clock: AuthClock;
  /** The peer's address, or the proxy's word for it when one is trusted. */
  readonly ipOf: (request: IncomingMessage) => string;
}

interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly interaction: Interaction;
  readonly locale: Locale;
  readonly action: string;
}

const ENROLMENT = 'Enrolment';
const ENROLMENT_SECONDS = 600;

/**
 * `/oidc/interaction/:uid`: login, second factor, consent. The interaction is bound to the browser by its signed cookie, which
 * oidc-provider checks (so a form posted from elsewhere does nothing).
 */
export function createInteractions(
  options: InteractionsOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const wish = new URL(request.url ?? '/', 'http://local').searchParams.get('lang');
    const locale = localeOf(request.headers['accept-language'], wish);
    let interaction: Interaction;
    try {
      interaction = await options.provider().interactionDetails(request, response);
    } catch {
      sendHtml(response, 400, messagePage(locale, 'error', text(locale, 'EXPIRED')));
      return;
    }
    const visit = {
      request,
      response,
      interaction,
      locale,
      action: `/oidc/interaction/${interaction.uid}?lang=${locale}`,
    };
    const step = interaction.prompt.name === 'consent' ? consent : login;
    await step(options, visit);
  };
}

/** Refusals that a person who logs in may tell apart; all others read as a wrong password. */
const TOLD = ['LOGIN_THROTTLED', 'STORE_DOWN'] as const;

async function login(options: InteractionsOptions, visit: Visit): Promise<void> {
  const reference = new URL(visit.request.url ?? '/', 'http://local').searchParams.get('upstream');
  if (reference !== null && visit.request.method === 'GET') return loginUpstream(options, visit, reference);
  if (visit.request.method !== 'POST') return showLogin(options, visit);
  const form = await readForm(visit.request);
  const pending = await options.artifacts.find(ENROLMENT, visit.interaction.uid);
  try {
    if (pending && !form.has('password')) return await enrolment(options, visit, pending, form);
    const outcome = await options.accounts.login({
      login: form.get('login') ?? '',
      password: form.get('password') ?? '',
      code: form.get('code') || (form.get('recovery') ?? ''),
      ip: options.ipOf(visit.request),
    });
    await afterLogin(options, visit, outcome);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    const told: TextKey | undefined = TOLD.find((code) => code === error.code);
    const problem = told ?? 'LOGIN_FAILED';
    showLogin(options, visit, { problem, hint: normaliseLogin(form.get('login') ?? ''), status: error.status });
  }
}

/** The end of a login at another provider. Whoever administers something here needs the second factor of here, so logs in with a password. */
async function loginUpstream(options: InteractionsOptions, visit: Visit, reference: string): Promise<void> {
  const user = await options.upstream.take(reference, visit.interaction.uid);
  if (!user) return showLogin(options, visit, { problem: 'LOGIN_FAILED', status: 400 });
  const { provider, sub, name } = user;
  const grants = [{ role: provider.role, path: [options.platform] }];
  const account = await options.accounts.upstreamSubject({ issuer: provider.issuer, sub, name, grants });
  const refused = account.disabled || needsSecondFactor(liveGrants(account.grants, options.clock.now()));
  if (refused) return showLogin(options, visit, { problem: 'LOGIN_FAILED', status: 403 });
  await finishLogin(options, visit, account.id, ['fed']);
}

async function afterLogin(options: InteractionsOptions, visit: Visit, outcome: LoginOutcome): Promise<void> {
  if (outcome.kind === 'ok') return finishLogin(options, visit, outcome.account.id, outcome.methods);
  const pending = { accountId: outcome.account.id, secret: outcome.secret };
  await options.artifacts.upsert(ENROLMENT, visit.interaction.uid, pending, enrolmentEnd(options));
  showEnrolment(options, visit, pending);
}

/** First the authenticator's code, then the recovery codes have been seen: only then does the login go on. */
async function enrolment(
  options: InteractionsOptions,
  visit: Visit,
  pending: Record<string, unknown>,
  form: ReadonlyMap<string, string>,
): Promise<void> {
  const accountId = String(pending.accountId);
  const { uid } = visit.interaction;
  if (pending.enrolled === true) {
    await options.artifacts.destroy(ENROLMENT, uid);
    return finishLogin(options, visit, accountId, ['pwd', 'otp', 'mfa']);
  }
  const secret = String(pending.secret);
  let codes: readonly string[];
  try {
    codes = await options.accounts.enrol(accountId, secret, form.get('code') ?? '');
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    showEnrolment(options, visit, { accountId, secret }, 'LOGIN_FAILED');
    return;
  }
  await options.artifacts.upsert(ENROLMENT, uid, { accountId, enrolled: true }, enrolmentEnd(options));
  sendHtml(visit.response, 200, codesPage({ locale: visit.locale, action: visit.action, codes }));
}

function enrolmentEnd({ clock }: InteractionsOptions): Date {
  return new Date(clock.now().getTime() + ENROLMENT_SECONDS * 1000);
}

/** RFC 8176 names the methods; `acr` says whether there was a second factor. */
async function finishLogin(
  options: InteractionsOptions,
  visit: Visit,
  accountId: string,
  methods: readonly string[],
): Promise<void> {
  const acr = methods.includes('mfa') ? 'urn:mudan:acr:2' : 'urn:mudan:acr:1';
  const result = { login: { accountId, amr: [...methods], acr, remember: true } };
  await options
    .provider()
    .interactionFinished(visit.request, visit.response, result, { mergeWithLastSubmission: false });
}

function showLogin(
  options: InteractionsOptions,
  visit: Visit,
  extra: { problem?: TextKey; hint?: string; status?: number } = {},
): void {
  const hint = extra.hint ?? String(visit.interaction.params.login_hint ?? '').slice(0, 200);
  const view = {
    locale: visit.locale,
    action: visit.action,
    platform: options.platformName[visit.locale],
    hint,
    problem: extra.problem,
  };
  sendHtml(
    visit.response,
    extra.status ?? 200,
    loginPage({ ...view, forgotUrl: `/oidc/password?lang=${visit.locale}`, others: otherLogins(options, visit) }),
  );
}

function otherLogins({ upstreams }: InteractionsOptions, { interaction, locale }: Visit) {
  return upstreams.map(({ id, name }) => ({
    name: name[locale],
    url: `/oidc/upstream/${id}/start?uid=${interaction.uid}`,
  }));
}

function showEnrolment(
  options: InteractionsOptions,
  visit: Visit,
  pending: { accountId: string; secret: string },
  problem?: TextKey,
): void {
  const address = totpAddress(pending.secret, options.platformName.en, pending.accountId);
  sendHtml(
    visit.response,
    200,
    enrolPage({
      locale: visit.locale,
      action: visit.action,
      problem,
      secret: pending.secret,
      address,
      qr: qrPath(address),
    }),
  );
}

/** For clients that are not ours: what they may do is asked for, once per grant. */
async function consent(options: InteractionsOptions, visit: Visit): Promise<void> {
  const { interaction, locale, action } = visit;
  const clientId = String(interaction.params.client_id);
  const client = await options.provider().Client.find(clientId);
  if (visit.request.method !== 'POST') {
    const scopes = String(interaction.params.scope ?? '').split(' ');
    sendHtml(visit.response, 200, consentPage({ locale, action, client: client?.clientName ?? clientId, scopes }));
    return;
  }
  const form = await readForm(visit.request);
  const finish = (result: Parameters<Provider['interactionFinished']>[2]): Promise<void> =>
    options.provider().interactionFinished(visit.request, visit.response, result, { mergeWithLastSubmission: true });
  if (form.get('decision') !== 'allow') {
    await finish({ error: 'access_denied', error_description: 'the user refused' });
    return;
  }
  await finish({ consent: { grantId: await grantWhatIsMissing(options.provider(), interaction, clientId) } });
}

async function grantWhatIsMissing(provider: Provider, interaction: Interaction, clientId: string): Promise<string> {
  const accountId = interaction.session?.accountId ?? '';
  const known = interaction.grantId ? await provider.Grant.find(interaction.grantId) : undefined;
  const grant = known ?? new provider.Grant({ accountId, clientId });
  const missing = interaction.prompt.details as {
    missingOIDCScope?: string[];
    missingOIDCClaims?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  if (missing.missingOIDCScope) grant.addOIDCScope(missing.missingOIDCScope.join(' '));
  if (missing.missingOIDCClaims) grant.addOIDCClaims(missing.missingOIDCClaims);
  for (const [resource, scopes] of Object.entries(missing.missingResourceScopes ?? {})) {
    grant.addResourceScope(resource, scopes.join(' '));
  }
  return grant.save();
}
