import type { QrPath } from '../accounts/qr-path.ts';

/** The pages that the OpenID provider shows itself: plain HTML, no script, nothing from elsewhere (portal/ draws everything else). */

export type Locale = 'zh' | 'en';

const TEXTS = {
  zh: {
    title: '登录',
    login: '用户名、邮箱或手机号',
    password: '密码',
    code: '动态验证码（已启用的账户必填）',
    lost: '手机不在身边？使用恢复码',
    recovery: '恢复码（每个只能用一次）',
    submit: '登录',
    LOGIN_FAILED: '用户名、密码或动态验证码不正确。',
    LOGIN_THROTTLED: '失败次数过多，请稍后再试。',
    STORE_DOWN: '暂时无法登录，请稍后再试。',
    EXPIRED: '登录页面已过期，请从应用重新登录。',
    enrolTitle: '启用动态验证码',
    enrolText: '管理员账户需要第二重验证。请用验证器应用扫描二维码，或手工输入下面的密钥，然后输入显示的 6 位验证码。',
    qr: '二维码',
    codesTitle: '保存恢复码',
    codesText: '手机不在身边时，每个恢复码可以代替一次动态验证码。它们只显示这一次，请打印或抄写后妥善保存。',
    codesKept: '已保存，继续',
    newCode: '6 位验证码',
    confirm: '确认',
    consentTitle: '授权确认',
    consentText: '以下应用请求以您的身份访问本平台：',
    allow: '允许',
    deny: '拒绝',
    logoutTitle: '退出登录',
    logoutText: '确定要退出登录吗？',
    logoutYes: '退出',
    loggedOut: '您已退出登录。',
    error: '请求无法完成',
    other: 'English',
    forgot: '忘记密码',
    forgotText: '输入用户名、邮箱或手机号。如果账户存在，我们会发送一次性链接。',
    send: '发送',
    sent: '如果账户存在，一次性链接已经发出，30 分钟内有效。',
    newPassword: '新密码（至少 10 个字符）',
    PASSWORD_TOO_SHORT: '密码至少需要 10 个字符。',
    PASSWORD_TOO_LONG: '密码太长。',
    PASSWORD_LIKE_LOGIN: '密码不能包含登录名。',
    passwordSet: '新密码已生效，请重新登录。',
    LINK_USED: '链接无效、已使用或已过期。',
  },
  en: {
    title: 'Log in',
    login: 'User name, e-mail or phone',
    password: 'Password',
    code: 'Authenticator code (if you have one)',
    lost: 'No authenticator at hand? Use a recovery code',
    recovery: 'Recovery code (each works once)',
    submit: 'Log in',
    LOGIN_FAILED: 'User name, password or code is not right.',
    LOGIN_THROTTLED: 'Too many failures. Please wait and try again.',
    STORE_DOWN: 'Nobody can log in just now. Please try again later.',
    EXPIRED: 'This login page has expired. Please start again from the application.',
    enrolTitle: 'Set up the second factor',
    enrolText:
      'Administrators need a second factor. Scan the QR code with your authenticator or type the key below, then enter the six digits that it shows.',
    qr: 'QR code',
    codesTitle: 'Keep your recovery codes',
    codesText:
      'Without your authenticator, each of these codes lets you in once. They are shown only now: print them or write them down.',
    codesKept: 'I have kept them',
    newCode: 'Six digits',
    confirm: 'Confirm',
    consentTitle: 'Allow access',
    consentText: 'This application asks to use the platform in your name:',
    allow: 'Allow',
    deny: 'Deny',
    logoutTitle: 'Log out',
    logoutText: 'Do you want to log out?',
    logoutYes: 'Log out',
    loggedOut: 'You are logged out.',
    error: 'The request cannot be completed',
    other: '中文',
    forgot: 'Forgot password',
    forgotText: 'Enter your user name, e-mail or phone. If there is such an account, we send a single-use link.',
    send: 'Send',
    sent: 'If there is such an account, a single-use link is on its way. It is good for 30 minutes.',
    newPassword: 'New password (10 characters or more)',
    PASSWORD_TOO_SHORT: 'The password needs 10 characters or more.',
    PASSWORD_TOO_LONG: 'The password is too long.',
    PASSWORD_LIKE_LOGIN: 'The password must not contain the login name.',
    passwordSet: 'The new password is in force. Please log in again.',
    LINK_USED: 'The link is not valid, was used, or has expired.',
  },
} as const;
export type TextKey = keyof (typeof TEXTS)['zh'];

/** Chinese unless the browser prefers English. */
export function localeOf(acceptLanguage: string | undefined, wish?: string | null): Locale {
  if (wish === 'zh' || wish === 'en') return wish;
  return /^\s*en\b/i.test(acceptLanguage ?? '') ? 'en' : 'zh';
}

export function text(locale: Locale, key: TextKey): string {
  return TEXTS[locale][key];
}

/** Escapes for element content and double-quoted attributes. */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:24rem;margin:10vh auto;padding:0 1rem;color:#222}h1{font-size:1.4rem}' +
  'label{display:block;margin-top:1rem}input{width:100%;box-sizing:border-box;padding:.5rem;font:inherit}' +
  'button{margin:1.2rem .5rem 0 0;padding:.5rem 1.5rem;font:inherit;cursor:pointer}.problem{color:#a00}code{word-break:break-all}.qr{display:block;width:12rem;background:#fff}details{margin-top:1rem}summary{cursor:pointer}';

/** Where the platform serves the look of these pages; they work without. */
export const LOGIN_STYLE_PATH = '/portal/login.css';

/** What these pages may load: no script, and from this platform the look, its type and the logo. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'none'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'";

/** A whole page; `body` is HTML that was escaped already. */
export function page(locale: Locale, title: string, body: string): string {
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style><link rel="stylesheet" href="${LOGIN_STYLE_PATH}"></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;
}

interface FormView {
  readonly locale: Locale;
  readonly action: string;
  readonly problem?: TextKey | undefined;
}

function problemLine(view: FormView): string {
  return view.problem ? `<p class="problem" role="alert">${escapeHtml(text(view.locale, view.problem))}</p>` : '';
}

function field(label: string, name: string, attributes: string): string {
  return `<label>${escapeHtml(label)}<input name="${name}" ${attributes}></label>`;
}

function form(view: FormView, fields: string, buttons: string): string {
  return `${problemLine(view)}<form method="post" action="${escapeHtml(view.action)}">${fields}${buttons}</form>`;
}

export function loginPage(
  view: FormView & {
    readonly platform: string;
    readonly hint: string;
    readonly forgotUrl: string;
    readonly others?: readonly { readonly name: string; readonly url: string }[];
  },
): string {
  const t = (key: TextKey): string => text(view.locale, key);
  const fields =
    field(t('login'), 'login', `autocomplete="username" required maxlength="200" value="${escapeHtml(view.hint)}"`) +
    field(t('password'), 'password', 'type="password" autocomplete="current-password" required maxlength="300"') +
    field(t('code'), 'code', 'inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6"') +
    `<details><summary>${escapeHtml(t('lost'))}</summary>${field(t('recovery'), 'recovery', 'autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40"')}</details>`;
  const other = view.locale === 'zh' ? 'en' : 'zh';
  const others = (view.others ?? []).map(
    ({ name, url }) => `<p><a href="${escapeHtml(url)}">${escapeHtml(name)}</a></p>`,
  );
  const links = `<p><a href="${escapeHtml(view.forgotUrl)}">${escapeHtml(t('forgot'))}</a> · <a href="?lang=${other}">${t('other')}</a></p>`;
  return page(
    view.locale,
    `${t('title')} · ${view.platform}`,
    form(view, fields, `<button>${t('submit')}</button>`) + others.join('') + links,
  );
}

export function enrolPage(
  view: FormView & { readonly secret: string; readonly address: string; readonly qr: QrPath },
): string {
  const t = (key: TextKey): string => text(view.locale, key);
  const { side, path } = view.qr;
  const picture = `<svg class="qr" role="img" aria-label="${escapeHtml(t('qr'))}" viewBox="0 0 ${side} ${side}"><path d="${path}"/></svg>`;
  const shown = `<p>${escapeHtml(t('enrolText'))}</p>${picture}<p><code>${escapeHtml(view.secret)}</code></p><p><a href="${escapeHtml(view.address)}">otpauth</a></p>`;
  const fields = field(
    t('newCode'),
    'code',
    'inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required',
  );
  return page(view.locale, t('enrolTitle'), shown + form(view, fields, `<button>${t('confirm')}</button>`));
}

/** The recovery codes, once, with a button to go on. */
export function codesPage(view: FormView & { readonly codes: readonly string[] }): string {
  const t = (key: TextKey): string => text(view.locale, key);
  const list = view.codes.map((code) => `<li><code>${escapeHtml(code)}</code></li>`).join('');
  const go = form(view, '', `<button name="kept" value="yes">${t('codesKept')}</button>`);
  return page(view.locale, t('codesTitle'), `<p>${escapeHtml(t('codesText'))}</p><ul>${list}</ul>${go}`);
}

export function consentPage(view: FormView & { readonly client: string; readonly scopes: readonly string[] }): string {
  const t = (key: TextKey): string => text(view.locale, key);
  const list = view.scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`).join('');
  const buttons = `<button name="decision" value="allow">${t('allow')}</button><button name="decision" value="deny">${t('deny')}</button>`;
  const body = `<p>${escapeHtml(t('consentText'))} <strong>${escapeHtml(view.client)}</strong></p><ul>${list}</ul>`;
  return page(view.locale, t('consentTitle'), body + form(view, '', buttons));
}

export function forgotPage(view: FormView): string {
  const t = (key: TextKey): string => text(view.locale, key);
  const fields = field(t('login'), 'login', 'autocomplete="username" required maxlength="200"');
  return page(
    view.locale,
    t('forgot'),
    `<p>${escapeHtml(t('forgotText'))}</p>${form(view, fields, `<button>${t('send')}</button>`)}`,
  );
}

export function newPasswordPage(view: FormView): string {
  const t = (key: TextKey): string => text(view.locale, key);
  const fields = field(
    t('newPassword'),
    'password',
    'type="password" autocomplete="new-password" required minlength="10" maxlength="256"',
  );
  return page(view.locale, t('newPassword'), form(view, fields, `<button>${t('confirm')}</button>`));
}

export function messagePage(locale: Locale, title: TextKey, message: string): string {
  return page(locale, text(locale, title), `<p>${escapeHtml(message)}</p>`);
}
