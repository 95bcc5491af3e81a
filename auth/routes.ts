import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Auth, AuthOptions } from './create-auth.ts';
import type { PartnerTokenAnswer } from './exchange/partner.ts';
import { type PlatformMetadata, signEntityConfiguration } from './federation/entity.ts';
import { readForm, sendJson, sendOAuthError } from './http.ts';

export interface RoutesParts {
  readonly options: AuthOptions;
  readonly keys: Auth['keys'];
  readonly partnerTokens: (form: ReadonlyMap<string, string>, proof: string | undefined) => Promise<PartnerTokenAnswer>;
  readonly onError: (error: unknown) => void;
}

type Route = (parts: RoutesParts, request: IncomingMessage, response: ServerResponse) => Promise<void>;

const ROUTES: Readonly<Record<string, Route>> = {
  'POST /partner/token': async (parts, request, response) => {
    try {
      const proof = request.headers.dpop;
      sendJson(
        response,
        200,
        await parts.partnerTokens(await readForm(request), Array.isArray(proof) ? undefined : proof),
      );
    } catch (error) {
      sendOAuthError(response, error);
    }
  },
  'GET /partner/jwks': async (parts, _request, response) => {
    sendJson(response, 200, parts.keys.partner.publicJwks());
  },
  'GET /.well-known/openid-federation': async (parts, _request, response) => {
    sendStatement(response, await ownConfiguration(parts));
  },
};

/** The addresses by which platforms know each other (schema/partner/README.md). */
export function createPlatformRoutes(parts: RoutesParts): Auth['handle'] {
  return async (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const route = ROUTES[`${request.method} ${path}`];
    if (!route) return false;
    try {
      await route(parts, request, response);
    } catch (error) {
      parts.onError(error);
      sendOAuthError(response, error);
    }
    return true;
  };
}

function sendStatement(response: ServerResponse, token: string): void {
  response
    .writeHead(200, { 'content-type': 'application/entity-statement+jwt', 'cache-control': 'max-age=300' })
    .end(token);
}

function ownConfiguration(parts: RoutesParts): Promise<string> {
  const { options, keys } = parts;
  const metadata: PlatformMetadata = {
    platform: options.platformId,
    name: options.platformName,
    level: options.level,
    parent: options.parent,
    contract_endpoint: `${options.base}/partner/v1`,
    token_endpoint: `${options.base}/partner/token`,
    contract_versions: [1],
    jwks: keys.partner.publicJwks(),
  };
  return signEntityConfiguration(
    { base: options.base, federationKeys: keys.federation, metadata, authorityHints: [], trustMarks: [] },
    options.clock,
  );
}
