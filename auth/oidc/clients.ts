import type { ClientMetadata } from 'oidc-provider';
import { TOKEN_EXCHANGE } from './token-exchange.ts';

/** The scope of the graph: a token without it can log a user in but not act for them. */
export const GRAPH_SCOPE = 'graph';

/** A client of other makers, by configuration. */
export interface ThirdPartyClient {
  readonly clientId: string;
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly backchannelLogoutUri?: string;
  /** Absent: a public client. */
  readonly secret?: string;
  /** May exchange users' access tokens for grants to partners (RFC 8693). Needs a secret. */
  readonly tokenExchange?: boolean;
}

/** Clients that belong to the platform: no consent page, since the platform would be asking for itself. */
export const FIRST_PARTY: ReadonlySet<string> = new Set(['mudan-portal', 'mudan-walkthrough']);

const PUBLIC_CLIENT = {
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code' as const],
  token_endpoint_auth_method: 'none' as const,
  id_token_signed_response_alg: 'ES256' as const,
};

/** The platform's own clients and the configured ones, as oidc-provider wants them. */
export function clientsOf(
  base: string,
  others: readonly ThirdPartyClient[],
  devOrigins: readonly string[],
): ClientMetadata[] {
  const portals = [base, ...devOrigins];
  return [
    {
      ...PUBLIC_CLIENT,
      client_id: 'mudan-portal',
      client_name: 'mudan',
      application_type: 'web',
      redirect_uris: portals.map((origin) => `${origin}/login/callback`),
      post_logout_redirect_uris: portals.map((origin) => `${origin}/`),
    },
    {
      ...PUBLIC_CLIENT,
      client_id: 'mudan-walkthrough',
      client_name: 'mudan walkthrough',
      // RFC 8252 §7.3: a native client on the loopback address may use any port.
      application_type: 'native',
      redirect_uris: ['http://127.0.0.1/callback'],
      post_logout_redirect_uris: ['http://127.0.0.1/'],
    },
    ...others.map(thirdParty),
  ];
}

function thirdParty(client: ThirdPartyClient): ClientMetadata {
  return {
    ...PUBLIC_CLIENT,
    client_id: client.clientId,
    client_name: client.name,
    ...(client.tokenExchange && client.secret ? { grant_types: [...PUBLIC_CLIENT.grant_types, TOKEN_EXCHANGE] } : {}),
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...(client.postLogoutRedirectUris ?? [])],
    ...(client.backchannelLogoutUri
      ? { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }
      : {}),
    ...(client.secret
      ? { client_secret: client.secret, token_endpoint_auth_method: 'client_secret_basic' as const }
      : {}),
  };
}
