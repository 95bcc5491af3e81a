import { liveGrants, scopesOf } from '../auth/policy.ts';
import { sealCaller } from '../kernel/caller.ts';
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
    callerOf: async (subject, correlationId) => {
      const account = await auth.accounts.find(subject);
      if (!account || account.disabled) return null;
      const grants = liveGrants(account.grants, new Date()).map(({ role, path }) => ({ role, path }));
      const { name, home, unitId, authorisationVersion, locale } = account;
      return sealCaller({
        kind: 'user',
        subject,
        name,
        home,
        unitId,
        grants,
        scopes: scopesOf(grants),
        authorisationVersion,
        locale,
        correlationId,
      });
    },
    log,
  });
}
