import type { Auth } from '../auth/create-auth.ts';
import { liveGrants, scopesOf } from '../auth/policy.ts';
import { type Caller, sealCaller } from '../kernel/caller.ts';
import { createPartnerEndpoint } from '../link/endpoint/handler.ts';
import { callerClaims } from './authenticate.ts';
import type { Platform } from './create-platform.ts';
import type { Handler } from './http-server.ts';

/** The partner contract (`schema/partner/v1.graphql`) over the platform's own graph: partners' users meet the same rules as everybody. */
export function partnerEndpoint(platform: Platform): Handler {
  const { config, kernel, link, linkModels, graph, stores, auth, log } = platform;
  return createPartnerEndpoint({
    base: config.origin,
    kernel,
    models: linkModels,
    graph,
    verify: auth.verify,
    partners: stores.partners,
    heardOf: (partner) => link.heardOf(partner),
    seal: (claims, correlationId) => sealCaller({ ...callerClaims(claims), locale: claims.locale, correlationId }),
    callerOf: localCallers(auth),
    log,
  });
}

/** Local subjects of partners' users as they stand now, for what is answered to the partner itself later; null for one that is closed. */
export function localCallers({ accounts }: Pick<Auth, 'accounts'>) {
  return async (subject: string, correlationId: string): Promise<Caller | null> => {
    const account = await accounts.find(subject);
    if (!account || account.disabled) return null;
    const grants = liveGrants(account.grants, new Date()).map(({ role, path }) => ({ role, path }));
    const { name, home, unitId, authorisationVersion, locale } = account;
    const scopes = scopesOf(grants);
    return sealCaller({
      kind: 'user',
      subject,
      name,
      home,
      unitId,
      grants,
      scopes,
      authorisationVersion,
      locale,
      correlationId,
    });
  };
}
