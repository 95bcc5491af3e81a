import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as oauth from 'oauth4webapi';
import { AuthError } from '../errors.ts';
import { sendHtml } from '../http.ts';
import type { RoleName } from '../policy.ts';
import type { ArtifactStore, AuditSink, AuthClock } from '../ports.ts';
import { localeOf, messagePage, text } from './pages.ts';

/** Another OpenID provider whose users may log in here: a provincial login, a legal-person login. By configuration. */
export interface UpstreamProvider {
  /** Part of addresses: lower-case letters and digits. */
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signature of its ID tokens. Default ES256. */
  readonly idTokenAlgorithm?: string;
  /** What a user who comes from it for the first time may do here. Never an administrator's role. */
  readonly role: Extract<RoleName, 'INDIVIDUAL' | 'FIRM_USER' | 'RESEARCHER'>;
}

export interface UpstreamOptions {
  readonly base: string;
  readonly providers: readonly UpstreamProvider[];
  readonly artifacts: ArtifactStore;
  readonly audit: AuditSink;
  readonly clock: AuthClock;
  /** Lets providers be on http and private addresses: demo, tests. */
  readonly allowPrivateAddresses: boolean;
}

/** Who the upstream provider says the user is. */
export interface UpstreamUser {
  readonly provider: UpstreamProvider;
  readonly sub: string;
  readonly name: string;
}

export interface Upstream {
  /** `/oidc/upstream/<id>/start?uid=` and `/oidc/upstream/<id>/callback`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Takes the result of a login that ended; null when there is none for this interaction. Once. */
  take(reference: string, interactionUid: string): Promise<UpstreamUser | null>;
}

const STARTED = 'UpstreamStarted';
const FINISHED = 'UpstreamFinished';
const MINUTES_10 = 600_000;
const MINUTE = 60_000;

/**
 * The relying party's side (OpenID Connect Core §3.1): code + PKCE, state, nonce and iss (RFC 9207), each checked by oauth4webapi. The result goes
 * back to the interaction by a one-time reference; only the browser that holds the interaction's cookie can use it (no login CSRF).
 */
export function createUpstream(options: UpstreamOptions): Upstream {
  const known = new Map<string, Promise<oauth.AuthorizationServer>>();
  const discovered = (provider: UpstreamProvider): Promise<oauth.AuthorizationServer> => {
    const found = known.get(provider.id) ?? discover(provider, options);
    known.set(provider.id, found);
    found.catch(() => known.delete(provider.id));
    return found;
  };
  return {
    handle: async (request, response) => {
      const url = new URL(request.url ?? '/', options.base);
      const [, id, step] = /^\/oidc\/upstream\/([a-z0-9]+)\/(start|callback)$/.exec(url.pathname) ?? [];
      const provider = options.providers.find((one) => one.id === id);
      try {
        if (!provider) throw new AuthError('REQUEST_INVALID', 'no such provider');
        const as = await discovered(provider);
        const to =
          step === 'start' ? await start(options, provider, as, url) : await finish(options, provider, as, url);
        response.writeHead(303, { location: to, 'cache-control': 'no-store' }).end();
      } catch (error) {
        await options.audit.record({
          action: 'upstreamLogin',
          outcome: 'denied',
          subject: provider?.issuer ?? '',
          code: codeOf(error),
        });
        const locale = localeOf(request.headers['accept-language']);
        sendHtml(response, 400, messagePage(locale, 'error', text(locale, 'EXPIRED')));
      }
    },
    take: async (reference, interactionUid) => {
      const key = digest(reference);
      const found = await options.artifacts.find(FINISHED, key);
      if (!found || found.interaction !== interactionUid) return null;
      if (!(await options.artifacts.consume(FINISHED, key, options.clock.now()))) return null;
      const provider = options.providers.find((one) => one.id === found.provider);
      return provider ? { provider, sub: String(found.sub), name: String(found.name) } : null;
    },
  };
}

async function discover(provider: UpstreamProvider, options: UpstreamOptions): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(provider.issuer);
  return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure(options)));
}

function insecure(options: UpstreamOptions): { [oauth.allowInsecureRequests]?: boolean } {
  return options.allowPrivateAddresses ? { [oauth.allowInsecureRequests]: true } : {};
}

function redirectUri(options: UpstreamOptions, provider: UpstreamProvider): string {
  return `${options.base}/oidc/upstream/${provider.id}/callback`;
}

async function start(
  options: UpstreamOptions,
  provider: UpstreamProvider,
  as: oauth.AuthorizationServer,
  url: URL,
): Promise<string> {
  const interaction = url.searchParams.get('uid') ?? '';
  if (interaction === '' || !as.authorization_endpoint) throw new AuthError('REQUEST_INVALID', 'no interaction');
  const [state, nonce, verifier] = [
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
    oauth.generateRandomCodeVerifier(),
  ];
  const until = new Date(options.clock.now().getTime() + MINUTES_10);
  await options.artifacts.upsert(
    STARTED,
    digest(state),
    { interaction, nonce, verifier, provider: provider.id },
    until,
  );
  const to = new URL(as.authorization_endpoint);
  const parameters = {
    client_id: provider.clientId,
    response_type: 'code',
    redirect_uri: redirectUri(options, provider),
    scope: 'openid profile',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) to.searchParams.set(name, value);
  return to.href;
}

async function finish(
  options: UpstreamOptions,
  provider: UpstreamProvider,
  as: oauth.AuthorizationServer,
  url: URL,
): Promise<string> {
  const state = url.searchParams.get('state') ?? '';
  const started = await options.artifacts.find(STARTED, digest(state));
  const fresh = await options.artifacts.consume(STARTED, digest(state), options.clock.now());
  if (!started || !fresh || started.provider !== provider.id)
    throw new AuthError('REQUEST_INVALID', 'no such login was started');
  const claims = await redeem(options, provider, as, url, started);
  const reference = randomBytes(24).toString('base64url');
  const result = {
    interaction: started.interaction,
    provider: provider.id,
    sub: claims.sub,
    name: typeof claims.name === 'string' ? claims.name : claims.sub,
  };
  await options.artifacts.upsert(FINISHED, digest(reference), result, new Date(options.clock.now().getTime() + MINUTE));
  return `/oidc/interaction/${String(started.interaction)}?upstream=${reference}`;
}

async function redeem(
  options: UpstreamOptions,
  provider: UpstreamProvider,
  as: oauth.AuthorizationServer,
  url: URL,
  started: Record<string, unknown>,
): Promise<oauth.IDToken> {
  const client = { client_id: provider.clientId, id_token_signed_response_alg: provider.idTokenAlgorithm ?? 'ES256' };
  const parameters = oauth.validateAuthResponse(as, client, url, url.searchParams.get('state') ?? '');
  const authentication = oauth.ClientSecretBasic(provider.clientSecret);
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    parameters,
    redirectUri(options, provider),
    String(started.verifier),
    insecure(options),
  );
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: String(started.nonce),
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(as, response, insecure(options));
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  if (!claims) throw new AuthError('REQUEST_INVALID', 'no ID token');
  return claims;
}

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

function codeOf(error: unknown): string {
  return (error as { code?: string }).code ?? 'UPSTREAM_FAILED';
}
