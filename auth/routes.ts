import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Auth } from './create-auth.ts';
import { AuthError } from './errors.ts';
import type { PartnerTokenAnswer } from './exchange/partner.ts';
import type { Superior } from './federation/superior.ts';
import { readForm, sendJson, sendOAuthError } from './http.ts';

export interface RoutesParts {
  readonly keys: Auth['keys'];
  readonly superior: Superior;
  /** The signed entity configuration of this platform. */
  readonly ownConfiguration: () => Promise<string>;
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
    sendStatement(response, await parts.ownConfiguration());
  },
  'GET /federation/list': async (parts, _request, response) => {
    sendJson(response, 200, await parts.superior.list());
  },
  'GET /federation/fetch': async (parts, request, response) => {
    await sendAbout(request, response, (subject) => parts.superior.statement(subject));
  },
  'GET /federation/trust_mark': async (parts, request, response) => {
    await sendAbout(request, response, (subject) => parts.superior.trustMark(subject));
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

/** OpenID Federation 1.0 §8.1.2, §8.9: `sub` names the entity; an unknown one is `not_found`. */
async function sendAbout(
  request: IncomingMessage,
  response: ServerResponse,
  sign: (subject: string) => Promise<string>,
): Promise<void> {
  const subject = new URL(request.url ?? '/', 'http://local').searchParams.get('sub');
  if (!subject) return sendJson(response, 400, { error: 'invalid_request', error_description: 'sub is missing' });
  try {
    sendStatement(response, await sign(subject));
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    sendJson(response, 404, { error: 'not_found', error_description: error.code });
  }
}
