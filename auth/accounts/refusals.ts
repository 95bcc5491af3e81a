import type { ServerResponse } from 'node:http';
import { AuthError } from '../errors.ts';
import { sendJson } from '../http.ts';
import type { Locale } from '../oidc/pages.ts';

/** What a person is told who is refused something about their own account, and what to do next. The codes are in docs/errors.md. */
export const ACCOUNT_REFUSALS = {
  PROOF_WRONG: {
    zh: '密码或验证码不正确。动态验证码只能使用一次：刚用过的请等下一个。',
    en: 'The password or the code is not right. A code works once: wait for the next one if this was used just now.',
  },
  LOGIN_FAILED: {
    zh: '验证码不正确。请确认手机时间准确，输入验证器当前显示的 6 位数字。',
    en: 'The code is not right. Check that the time of the device is right and enter the six digits that it shows now.',
  },
  LOGIN_THROTTLED: {
    zh: '失败次数过多，请等几分钟再试。',
    en: 'Too many failures. Wait a few minutes and try again.',
  },
  LOGIN_AGAIN: {
    zh: '为确认是您本人，请退出后重新登录，并在 10 分钟内再试。',
    en: 'To be sure that it is you: log out, log in again, and try within ten minutes.',
  },
  NO_PASSWORD: {
    zh: '您通过其他身份平台登录，本平台没有您的密码。请在那里设置第二重验证。',
    en: 'You log in at another provider and have no password here. Set up the second factor there.',
  },
  SECOND_FACTOR_NEEDED: {
    zh: '管理员账户必须使用动态验证码，不能停用。更换手机请选择“更换验证器”。',
    en: 'Administrators must use a second factor; it cannot be turned off. To use another device, choose “Use another authenticator”.',
  },
  SECOND_FACTOR_OFF: {
    zh: '您的账户没有启用动态验证码，请先启用。',
    en: 'Your account has no second factor. Set one up first.',
  },
  SETUP_OVER: {
    zh: '设置已过期，请重新开始。',
    en: 'The set-up has expired. Start again.',
  },
  STORE_DOWN: {
    zh: '暂时无法验证身份，请稍后再试。',
    en: 'It cannot be checked who you are just now. Try again later.',
  },
} as const satisfies Partial<Record<AuthError['code'], Readonly<Record<Locale, string>>>>;

const isTold = (code: string): code is keyof typeof ACCOUNT_REFUSALS => code in ACCOUNT_REFUSALS;

/** Answers with a refusal; HTTP 401 for a token that does not hold. Anything but an `AuthError` is thrown on. */
export function sendAccountRefusal(response: ServerResponse, locale: Locale, error: unknown): void {
  if (!(error instanceof AuthError)) throw error;
  const { code, status } = error;
  if (isTold(code)) sendJson(response, status, { code, message: ACCOUNT_REFUSALS[code][locale] });
  else if (status !== 401) sendJson(response, status, { code: error.oauthError });
  else sendJson(response, 401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' });
}
