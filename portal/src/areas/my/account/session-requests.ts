import { accessToken } from '../../../session/session-store.ts';

/** One login at the platform's OpenID provider (`GET /oidc/account/sessions`). */
export interface LoginSession {
  readonly id: string;
  readonly loggedInAt: string | null;
  readonly expiresAt: string | null;
  readonly methods: readonly string[];
  /** The one that this page belongs to. */
  readonly current: boolean;
}

const ADDRESS = '/oidc/account/sessions';

/** The user's open logins. Throws when they are not given. */
export async function fetchSessions(): Promise<readonly LoginSession[]> {
  return (await (await send('GET', ADDRESS)).json()) as readonly LoginSession[];
}

/** Ends one of the user's logins: everything that was issued in it is refused from then on. Throws when it could not be ended. */
export async function endSession(id: string): Promise<void> {
  await send('DELETE', `${ADDRESS}/${encodeURIComponent(id)}`);
}

/** Everything that the platform keeps of the user, as a file. Throws when it is not given. */
export async function fetchOwnData(): Promise<Blob> {
  return (await send('GET', '/account/data')).blob();
}

async function send(method: string, address: string): Promise<Response> {
  const response = await fetch(address, { method, headers: { authorization: `Bearer ${await accessToken()}` } });
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status}`);
  return response;
}
