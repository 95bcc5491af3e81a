/** The login that people with a browser do; the walkthrough owns it, since it runs where no tests are. */
export {
  createBrowser,
  type LoggedIn,
  loginWithPassword,
  type PasswordLogin,
} from '../../platform/walkthrough/browser-login.ts';

/** Where a provider's login begins for the walkthrough's client. The challenge is that of RFC 7636, appendix B; nobody takes the code. */
export function loginPageOf(issuer: string): string {
  const url = new URL(`${issuer}/auth`);
  url.search = new URLSearchParams({
    client_id: 'mudan-walkthrough',
    response_type: 'code',
    redirect_uri: 'http://127.0.0.1:1/callback',
    scope: 'openid graph',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}
