import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerOf } from '../auth/accounts/bearer.ts';
import { loginNameOf, normaliseLogin } from '../auth/accounts/login.ts';
import { sendAccountRefusal } from '../auth/accounts/refusals.ts';
import type { Claims } from '../auth/claims.ts';
import { readForm, sendJson } from '../auth/http.ts';
import { localeOf } from '../auth/oidc/pages.ts';
import type { AccountRecord } from '../auth/ports.ts';
import type { Handler } from './http-server.ts';
import { erasePerson, type PersonalDataRooms } from './personal-data.ts';

/** What the person is refused by this route itself; refusals of the proof are auth's. */
export const ERASURE_REFUSALS = {
  UNSETTLED: {
    zh: '还有未了结的事项，请先处理完所列各项，再申请注销。',
    en: 'Something is still open: settle what is listed, then ask again.',
  },
  CONFIRMATION_WRONG: {
    zh: '输入的确认文字不一致，请按提示原样输入。',
    en: 'The confirmation is not what was asked for: type it as shown.',
  },
  OF_ANOTHER_PLATFORM: {
    zh: '您的账户在另一平台，请在那里申请注销；本平台会随之删除。',
    en: 'Your account is at another platform. Ask there; this platform follows.',
  },
} as const;

/**
 * `/account/erasure`, with an own user's access token (PIPL art. 47). `GET`: what stands in the way and what is asked for. `POST` of a form with `password`,
 * `code` and `confirmation`: erases the person as staff does (`mudan person erase`) and ends every session. Refusals are `{ code, message }`.
 */
export function erasureRoute(rooms: PersonalDataRooms): Handler {
  return async (request, response) => {
    const locale = localeOf(request.headers['accept-language']);
    const refuse = (status: number, code: keyof typeof ERASURE_REFUSALS, more: object = {}): void =>
      sendJson(response, status, { code, message: ERASURE_REFUSALS[code][locale], ...more });
    try {
      const claims = await bearerOf(request, rooms.auth.verify);
      const account = await rooms.auth.accounts.find(claims.subject);
      if (!account || account.home !== rooms.kernel.platform.id) return refuse(409, 'OF_ANOTHER_PLATFORM');
      const unsettled = await rooms.kernel.people.unsettled(account.id);
      if (request.method === 'GET') return sendJson(response, 200, { ...asked(account), unsettled });
      if (request.method !== 'POST') return sendJson(response, 405, { error: 'invalid_request' });
      if (unsettled.length > 0) return refuse(409, 'UNSETTLED', { unsettled });
      await erase(rooms, request, response, { claims, account }, () => refuse(400, 'CONFIRMATION_WRONG'));
    } catch (error) {
      sendAccountRefusal(response, locale, error);
    }
  };
}

async function erase(
  rooms: PersonalDataRooms,
  request: IncomingMessage,
  response: ServerResponse,
  { claims, account }: { readonly claims: Claims; readonly account: AccountRecord },
  refuse: () => void,
): Promise<void> {
  const form = await readForm(request);
  if (normaliseLogin(form.get('confirmation') ?? '') !== normaliseLogin(asked(account).confirmation)) return refuse();
  const typed = { password: form.get('password') ?? '', code: form.get('code') ?? '' };
  await rooms.auth.proveHolder(request, claims, typed);
  sendJson(response, 200, await erasePerson(rooms, account.id, 'person'));
}

/** What the person types to go on. */
function asked(account: AccountRecord) {
  return {
    confirmation: loginNameOf(account) ?? account.name,
    asksPassword: account.passwordHash !== null,
    asksCode: account.passwordHash !== null && account.totpSecret !== null,
  };
}
