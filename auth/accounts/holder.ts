import type { IncomingMessage } from 'node:http';
import type { Claims } from '../claims.ts';
import { AuthError } from '../errors.ts';
import type { AccountRecord, AuthClock } from '../ports.ts';
import type { Accounts } from './accounts.ts';
import type { Sessions } from './sessions.ts';

/** How long ago somebody without a password here may have logged in. */
const RECENT_MILLISECONDS = 10 * 60_000;

/** What a person typed to show again who they are. */
export interface Typed {
  readonly password: string;
  readonly code: string;
}

/**
 * Asks again who a caller is, before something that whoever found an open browser must not do: the password and the second factor; of an account that
 * logs in at another provider, a login of the last ten minutes. @throws {AuthError} PROOF_WRONG, LOGIN_AGAIN, LOGIN_THROTTLED
 */
export type HolderCheck = (request: IncomingMessage, claims: Claims, typed: Typed) => Promise<AccountRecord>;

export function createHolderCheck(parts: {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly clock: AuthClock;
  readonly ipOf: (request: IncomingMessage) => string;
}): HolderCheck {
  return async (request, claims, typed) => {
    const accountId = claims.subject;
    const account = await parts.accounts.find(accountId);
    if (account?.passwordHash === null) {
      const session = (await parts.sessions.list(accountId)).find(({ id }) => id === claims.token.sessionId);
      const age = parts.clock.now().getTime() - (session?.loggedInAt?.getTime() ?? 0);
      if (age > RECENT_MILLISECONDS) throw new AuthError('LOGIN_AGAIN', 'the login is too long ago');
      return account;
    }
    return parts.accounts.prove({ accountId, ...typed, ip: parts.ipOf(request) });
  };
}
