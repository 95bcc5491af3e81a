import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Claims } from '../auth/claims.ts';
import type { Auth } from '../auth/create-auth.ts';
import { CROSSING_SCOPES, liveGrants } from '../auth/policy.ts';
import { type Caller, sealCaller } from '../kernel/caller.ts';
import type { Kernel, Logger, Partners } from '../kernel/types.ts';
import { openLinkModels, createLink as wireLink } from '../link/create-link.ts';
import { createPartnerEndpoint } from '../link/endpoint/handler.ts';
import type { PartnerOutbox } from '../link/outbox.ts';
import type { Storage } from '../storage/index.ts';
import type { AuthStores } from './auth-store.ts';
import { callerClaims } from './authenticate.ts';
import type { PlatformConfig } from './config.ts';
import type { Graph } from './graph.ts';

/** The link of a platform as the composition root uses it. */
export interface Link {
  readonly partners: Partners;
  readonly outbox: PartnerOutbox;
  /** `POST <base>/partner/v1`; answers 503 until `serve` was called. */
  endpoint(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** The graph on which partners' operations run. */
  serve(graph: Graph): void;
  /** Harvests the partners' catalogues and sends waiting events now. */
  harvestNow(): Promise<void>;
  close(): Promise<void>;
}

export interface LinkParts {
  readonly config: PlatformConfig;
  readonly storage: Storage;
  readonly kernel: Kernel;
  readonly auth: Auth;
  readonly stores: AuthStores;
  readonly log: Logger;
}

/** Opens the link and registers its jobs. */
export async function createLink(parts: LinkParts): Promise<Link> {
  const { kernel, auth, stores, storage } = parts;
  const models = await openLinkModels(storage.connection);
  const link = wireLink({ kernel, models, partners: stores.ports.partners, exchange: () => auth.exchange.client });
  for (const job of link.jobs) kernel.job(job);
  let endpoint: ((request: IncomingMessage, response: ServerResponse) => Promise<void>) | undefined;
  return {
    partners: link,
    outbox: link.outbox,
    endpoint: async (request, response) => {
      if (endpoint) return endpoint(request, response);
      response.writeHead(503, { 'retry-after': '1' }).end();
    },
    serve: (graph) => {
      endpoint = createPartnerEndpoint({
        kernel,
        models,
        graph: {
          schema: () => {
            const generation = graph.gateway.currentGeneration();
            if (!generation) throw new Error('the graph is not loaded');
            return generation.apiSchema;
          },
          run: (document, variables, caller) => graph.run(document, variables, caller),
        },
        callerOf: (subject, correlationId) => localCaller(auth, subject, correlationId),
        log: parts.log,
        base: parts.config.origin,
        verify: auth.verify,
        partners: stores.ports.partners,
        seal,
      });
    },
    harvestNow: () => link.settle(),
    close: () => link.close(),
  };
}

function seal(claims: Claims, correlationId: string): Caller {
  return sealCaller({ ...callerClaims(claims), locale: claims.locale, correlationId });
}

/** A partner's user as it stands here now, with no more than what may cross. */
async function localCaller(auth: Auth, subject: string, correlationId: string): Promise<Caller | null> {
  const account = await auth.accounts.find(subject);
  if (!account || account.disabled || account.origin === null) return null;
  const { name, home, unitId, authorisationVersion, locale } = account;
  const grants = liveGrants(account.grants, new Date()).map(({ role, path }) => ({ role, path }));
  return sealCaller({
    kind: 'user',
    subject,
    name,
    home,
    unitId,
    grants,
    scopes: CROSSING_SCOPES,
    authorisationVersion,
    locale,
    correlationId,
  });
}
