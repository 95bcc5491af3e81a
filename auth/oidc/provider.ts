import Provider, { type Configuration, type JWK, type KoaContextWithOIDC } from 'oidc-provider';
import { throttledAudit } from '../audit-throttle.ts';
import { liveGrants, scopesOf } from '../policy.ts';
import type { AccountRecord, AuditSink, AuthClock, AuthPorts } from '../ports.ts';
import { USER_TOKEN_SECONDS } from '../verify-access.ts';
import { createAdapter } from './adapter.ts';
import { clientsOf, FIRST_PARTY, GRAPH_SCOPE, type ThirdPartyClient } from './clients.ts';
import { features } from './features.ts';
import { localeOf, messagePage } from './pages.ts';
import { registerTokenExchange, type TokenExchangeParts } from './token-exchange.ts';

export interface ProviderOptions {
  readonly base: string;
  readonly ports: AuthPorts;
  readonly clock: AuthClock;
  readonly cookieKeys: readonly string[];
  readonly clients: readonly ThirdPartyClient[];
  /** Origins of a portal under development (vite). */
  readonly devOrigins: readonly string[];
  /** True behind a reverse proxy whose X-Forwarded-* headers can be believed. */
  readonly trustProxy: boolean;
  /** Lets clients be told of a logout on private addresses (demo, tests). */
  readonly allowPrivateAddresses: boolean;
  readonly exchange: TokenExchangeParts;
  readonly onError: (error: unknown) => void;
}

const HOUR = 3600;
const SESSION_SECONDS = 12 * HOUR;

/** One OpenID provider over the given private keys, newest first; rebuilt when keys rotate (all its state is in the ports). */
export function buildProvider(options: ProviderOptions, keys: readonly JWK[]): Provider {
  const provider = new Provider(`${options.base}/oidc`, {
    ...staticConfiguration(),
    adapter: createAdapter(options.ports.artifacts, options.clock),
    clients: clientsOf(options.base, options.clients, options.devOrigins),
    jwks: { keys: [...keys] },
    cookies: cookies(options),
    findAccount: async (_context, id) => asOidcAccount(await options.ports.accounts.findById(id)),
    extraTokenClaims: async (_context, token) =>
      rights(options, 'accountId' in token ? token.accountId : undefined, tokenScope(token), tokenSession(token)),
    loadExistingGrant: (context) => existingGrant(context, `${options.base}/graphql`),
    clientBasedCORS: (_context, origin, client) =>
      client.redirectUris?.some((address) => URL.parse(address)?.origin === origin) === true,
    features: features(options.base),
    ...(options.allowPrivateAddresses ? { fetch: unguardedFetch } : {}),
    renderError: async (context, out) => {
      context.type = 'html';
      context.body = messagePage(
        localeOf(context.get('accept-language')),
        'error',
        String(out.error_description ?? out.error),
      );
    },
  } satisfies Configuration);
  registerTokenExchange(provider, options.exchange);
  provider.proxy = options.trustProxy;
  recordErrors(provider, throttledAudit(options.ports.audit, options.clock));
  provider.on('server_error', (_context, error) => options.onError(error));
  return provider;
}

/** Every refusal of the provider leaves an audit row. Its events carry the error as OAuth names it. */
function recordErrors(provider: Provider, audit: AuditSink): void {
  const record = (action: string) => (_context: unknown, error: { error?: string; message: string }) => {
    void audit
      .record({ action, outcome: 'denied', subject: '', code: error.error ?? error.message })
      .catch(() => undefined);
  };
  provider.on('authorization.error', record('authorise'));
  provider.on('pushed_authorization_request.error', record('pushAuthorisation'));
  provider.on('grant.error', record('tokenRequest'));
  provider.on('revocation.error', record('revoke'));
  provider.on('end_session.error', record('logout'));
}

function staticConfiguration() {
  return {
    claims: { openid: ['sub'], profile: ['name', 'locale', 'home'] },
    scopes: ['openid', 'profile', 'offline_access'],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    responseTypes: ['code'],
    subjectTypes: ['public'],
    clientDefaults: {
      id_token_signed_response_alg: 'ES256',
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256'],
      userinfoSigningAlgValues: ['ES256'],
      clientAuthSigningAlgValues: ['ES256'],
      dPoPSigningAlgValues: ['ES256'],
    },
    clientAuthMethods: ['none', 'client_secret_basic', 'private_key_jwt'],
    acrValues: ['urn:mudan:acr:1', 'urn:mudan:acr:2'],
    clockTolerance: 30,
    // A refresh token needs no offline_access here: without that scope it ends with the login session.
    issueRefreshToken: async (_context: unknown, client: { grantTypeAllowed(type: string): boolean }) =>
      client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/oidc/interaction/${interaction.uid}` },
    discovery: { ui_locales_supported: ['zh', 'en'] },
    ttl: {
      AccessToken: USER_TOKEN_SECONDS,
      AuthorizationCode: 60,
      IdToken: USER_TOKEN_SECONDS,
      Interaction: HOUR / 4,
      Grant: SESSION_SECONDS,
      Session: SESSION_SECONDS,
      RefreshToken: SESSION_SECONDS,
    },
  } satisfies Configuration;
}

/** oidc-provider adds a dispatcher that refuses private addresses; without it they are reached. */
function unguardedFetch(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { dispatcher: _guard, ...options } = (init ?? {}) as RequestInit & { dispatcher?: unknown };
  return fetch(url, options);
}

function cookies(options: ProviderOptions): Configuration['cookies'] {
  const secure = options.base.startsWith('https:');
  const attributes = { httpOnly: true, sameSite: 'lax', secure, signed: true } as const;
  // Cookies ignore the port: two platforms on one host must not overwrite each other's.
  const suffix = new URL(options.base).port || (secure ? '443' : '80');
  return {
    names: {
      session: `mudan_session_${suffix}`,
      interaction: `mudan_interaction_${suffix}`,
      resume: `mudan_resume_${suffix}`,
    },
    long: attributes,
    short: attributes,
    keys: [...options.cookieKeys],
  };
}

function asOidcAccount(account: AccountRecord | null) {
  if (!account || account.disabled) return undefined;
  return {
    accountId: account.id,
    claims: async () => ({ sub: account.id, name: account.name, locale: account.locale, home: account.home }),
  };
}

/** What the access token says beyond RFC 9068: rights as they are now, cut to nothing when the client did not ask for the graph. */
async function rights(
  options: ProviderOptions,
  accountId: string | undefined,
  scope: ReadonlySet<string>,
  sid: string | undefined,
) {
  const account = accountId ? await options.ports.accounts.findById(accountId) : null;
  if (!account) return undefined;
  const grants = liveGrants(account.grants, options.clock.now());
  return {
    home: account.home,
    unit: account.unitId,
    grants: grants.map(({ role, path }) => ({ role, path })),
    scopes: scope.has(GRAPH_SCOPE) ? scopesOf(grants) : [],
    av: account.authorisationVersion,
    sid,
  };
}

function tokenScope(token: { scope?: string | undefined }): ReadonlySet<string> {
  return new Set((token.scope ?? '').split(' '));
}

function tokenSession(token: object): string | undefined {
  return 'sessionUid' in token && typeof token.sessionUid === 'string' ? token.sessionUid : undefined;
}

/** Our own clients have their grant without being asked; the others get the consent page. */
async function existingGrant(context: KoaContextWithOIDC, audience: string) {
  const { oidc } = context;
  const clientId = oidc.client?.clientId ?? '';
  const grantId = oidc.result?.consent?.grantId ?? oidc.session?.grantIdFor(clientId);
  const known = grantId ? await oidc.provider.Grant.find(grantId) : undefined;
  const accountId = oidc.session?.accountId;
  if (known || !FIRST_PARTY.has(clientId) || accountId === undefined) return known;
  const grant = new oidc.provider.Grant({ clientId, accountId });
  grant.addOIDCScope('openid profile');
  grant.addResourceScope(audience, GRAPH_SCOPE);
  await grant.save();
  return grant;
}
