/** The login that people with a browser do; the walkthrough owns it, since it runs where no tests are. */
export {
  createBrowser,
  type LoggedIn,
  loginWithPassword,
  type PasswordLogin,
} from '../../platform/walkthrough/browser-login.ts';
