import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { Accounts } from '../accounts/accounts.ts';
import { createPasswordReset } from '../accounts/password-reset.ts';
import type { SecondFactor } from '../accounts/second-factor.ts';
import { createSecondFactorRoutes, SECOND_FACTOR_PREFIX } from '../accounts/second-factor-routes.ts';
import { createSessionRoutes, type Sessions } from '../accounts/sessions.ts';
import type { Auth, AuthOptions } from '../create-auth.ts';
import type { HomeExchange } from '../exchange/home.ts';
import { addressOf } from '../http.ts';
import type { KeyRing } from '../tokens/keys.ts';
import type { AccessVerifier } from '../verify-access.ts';
import { createInteractions } from './interactions.ts';
import { PAGE_POLICY } from './pages.ts';
import { buildProvider } from './provider.ts';
import { createUpstream } from './upstream.ts';

export interface OidcParts {
  readonly options: AuthOptions;
  readonly keys: KeyRing;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly secondFactor: SecondFactor;
  readonly verify: AccessVerifier;
  readonly home: HomeExchange;
  readonly cookieKeys: readonly string[];
  readonly onError: (error: unknown) => void;
}

/** Everything below `/oidc`: the provider (built again when its keys rotate) and the platform's own pages. */
export function createOidc(parts: OidcParts): Auth['oidcCallback'] {
  const { keys, onError } = parts;
  let provider = build(parts);
  let callback = provider.callback();
  keys.onChange(() => {
    provider = build(parts);
    callback = provider.callback();
  });
  const pages = ownPages(parts, () => provider);
  return (request, response) => {
    const url = request.url ?? '';
    const page = pages.find(({ prefix }) => url.startsWith(prefix));
    if (page) {
      page.handle(request, response).catch((error: unknown) => fail(response, error, onError));
      return;
    }
    // oidc-provider finds its mount path by comparing originalUrl with url, as Express sets them.
    Object.assign(request, { originalUrl: url });
    request.url = url.slice('/oidc'.length) || '/';
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value);
    void callback(request, response);
  };
}

/** For every answer of the provider, since any may be a page. It adds the hash of a script of its own to `script-src` where it needs one. */
const PAGE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': PAGE_POLICY,
} as const;

function build({ options, keys, cookieKeys, verify, home, onError }: OidcParts): Provider {
  const { base, ports, clock } = options;
  return buildProvider(
    {
      base,
      ports,
      clock,
      cookieKeys,
      clients: options.clients ?? [],
      devOrigins: options.devOrigins ?? [],
      trustProxy: options.trustProxy === true,
      allowPrivateAddresses: options.allowPrivateAddresses === true,
      exchange: { verify, home, partners: ports.partners },
      onError,
    },
    keys.privateJwks(),
  );
}

interface Page {
  readonly prefix: string;
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

function ownPages(
  { options, accounts, sessions, secondFactor, verify }: OidcParts,
  provider: () => Provider,
): readonly Page[] {
  const { base, clock, ports, platformName } = options;
  const ipOf = (request: IncomingMessage): string => addressOf(request, options.trustProxy === true);
  const { artifacts, audit, messages } = ports;
  const upstreams = options.upstreams ?? [];
  const allowPrivateAddresses = options.allowPrivateAddresses === true;
  const upstream = createUpstream({ base, providers: upstreams, artifacts, audit, clock, allowPrivateAddresses });
  return [
    {
      prefix: '/oidc/interaction/',
      handle: createInteractions({
        platform: options.platformId,
        platformName,
        provider,
        accounts,
        upstream,
        upstreams,
        artifacts,
        clock,
        ipOf,
      }),
    },
    {
      prefix: '/oidc/password',
      handle: createPasswordReset({ base, accounts, sessions, artifacts, messages, audit, clock, ipOf }),
    },
    { prefix: '/oidc/upstream/', handle: upstream.handle },
    { prefix: '/oidc/account/sessions', handle: createSessionRoutes(sessions, verify) },
    { prefix: SECOND_FACTOR_PREFIX, handle: createSecondFactorRoutes({ factor: secondFactor, verify, ipOf }) },
  ];
}

function fail(response: ServerResponse, error: unknown, onError: (error: unknown) => void): void {
  onError(error);
  if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
  response.end();
}
