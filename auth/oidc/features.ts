import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { USER_TOKEN_SECONDS } from '../verify-access.ts';
import { GRAPH_SCOPE } from './clients.ts';
import { escapeHtml, localeOf, messagePage, page, text } from './pages.ts';

/** Which parts of oidc-provider are on, and how. */
export function features(base: string): Configuration['features'] {
  const audience = `${base}/graphql`;
  return {
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    // RFC 7009 §2.1: a client revokes its own tokens only.
    revocation: { enabled: true, allowedPolicy: async (_context, client, token) => token.clientId === client.clientId },
    backchannelLogout: { enabled: true },
    dPoP: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_context, _client, oneOf) =>
        Array.isArray(oneOf) ? (oneOf[0] ?? audience) : (oneOf ?? audience),
      useGrantedResource: () => true,
      getResourceServerInfo: (_context, resource) => {
        // RFC 8707 §2: the only resource is this platform's graph.
        if (resource !== audience) throw new errors.InvalidTarget('no such resource here');
        return {
          scope: GRAPH_SCOPE,
          audience,
          accessTokenTTL: USER_TOKEN_SECONDS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        };
      },
    },
  };
}

async function logoutSource(context: KoaContextWithOIDC, form: string): Promise<void> {
  const locale = localeOf(context.get('accept-language'));
  const button = `<button type="submit" form="op.logoutForm" value="yes" name="logout">${text(locale, 'logoutYes')}</button>`;
  context.type = 'html';
  context.body = page(
    locale,
    text(locale, 'logoutTitle'),
    `<p>${escapeHtml(text(locale, 'logoutText'))}</p>${form}${button}`,
  );
}

async function postLogoutSuccessSource(context: KoaContextWithOIDC): Promise<void> {
  const locale = localeOf(context.get('accept-language'));
  context.type = 'html';
  context.body = messagePage(locale, 'logoutTitle', text(locale, 'loggedOut'));
}
