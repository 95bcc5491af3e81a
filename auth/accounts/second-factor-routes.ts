import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Claims } from '../claims.ts';
import { readForm, sendJson } from '../http.ts';
import { localeOf } from '../oidc/pages.ts';
import type { AccessVerifier } from '../verify-access.ts';
import { bearerOf } from './bearer.ts';
import type { Proof } from './login.ts';
import { sendAccountRefusal } from './refusals.ts';
import type { SecondFactor } from './second-factor.ts';

export const SECOND_FACTOR_PREFIX = '/oidc/account/second-factor';

interface Visit {
  readonly claims: Claims;
  readonly form: ReadonlyMap<string, string>;
  readonly ip: string;
}

type Step = (factor: SecondFactor, visit: Visit) => Promise<object>;

/** What the caller asks of their own second factor. Passwords and codes come in the body of a form, never in an address. */
const STEPS: Readonly<Record<string, Step>> = {
  'GET ': (factor, { claims }) => factor.status(claims.subject),
  'POST /setup': (factor, visit) => factor.begin(proofOf(visit)),
  'POST ': async (factor, { claims, form, ip }) => ({
    recoveryCodes: await factor.confirm(claims.subject, claims.token.sessionId, form.get('code') ?? '', ip),
  }),
  'POST /recovery-codes': async (factor, visit) => ({ recoveryCodes: await factor.renewCodes(proofOf(visit)) }),
  'POST /off': async (factor, visit) => {
    await factor.turnOff(proofOf(visit));
    return factor.status(visit.claims.subject);
  },
};

/** `/oidc/account/second-factor`, with the caller's access token. Refusals are `{ code, message }` in the language of the request. */
export function createSecondFactorRoutes(parts: {
  readonly factor: SecondFactor;
  readonly verify: AccessVerifier;
  readonly ipOf: (request: IncomingMessage) => string;
}): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0]?.slice(SECOND_FACTOR_PREFIX.length) ?? '';
    const step = STEPS[`${request.method} ${path}`];
    try {
      const claims = await bearerOf(request, parts.verify);
      if (!step) return sendJson(response, 405, { error: 'invalid_request' });
      const form = request.method === 'POST' ? await readForm(request) : new Map<string, string>();
      sendJson(response, 200, await step(parts.factor, { claims, form, ip: parts.ipOf(request) }));
    } catch (error) {
      sendAccountRefusal(response, localeOf(request.headers['accept-language']), error);
    }
  };
}

function proofOf({ claims, form, ip }: Visit): Proof {
  return { accountId: claims.subject, password: form.get('password') ?? '', code: form.get('code') ?? '', ip };
}
