import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthError } from '../errors.ts';
import { sendJson } from '../http.ts';
import type { ArtifactPayload, ArtifactStore, AuditSink, AuthClock } from '../ports.ts';
import type { AccessVerifier } from '../verify-access.ts';
import { bearerOf } from './bearer.ts';
import type { Standing } from './standing.ts';

/** A login session of an account at this platform's OpenID provider. */
export interface SessionView {
  readonly id: string;
  readonly loggedInAt: Date | null;
  readonly expiresAt: Date | null;
  /** Clients that the session was used for. */
  readonly clients: readonly string[];
  readonly methods: readonly string[];
}

export interface Sessions {
  list(accountId: string): Promise<readonly SessionView[]>;
  /** Ends a session and everything that was issued in it. False when it is not the account's. */
  revoke(accountId: string, sessionId: string): Promise<boolean>;
  revokeAll(accountId: string): Promise<void>;
}

export function createSessions(
  artifacts: ArtifactStore,
  standing: Standing,
  audit: AuditSink,
  clock: AuthClock,
): Sessions {
  const end = async (session: ArtifactPayload): Promise<void> => {
    for (const grantId of grantsOf(session)) {
      await artifacts.revokeByGrantId(grantId);
      await artifacts.destroy('Grant', grantId);
    }
    await artifacts.destroy('Session', String(session.jti));
    standing.forget(String(session.uid));
  };
  return {
    list: async (accountId) => (await artifacts.sessionsOf(accountId, clock.now())).map(view),
    revoke: async (accountId, sessionId) => {
      const session = (await artifacts.sessionsOf(accountId, clock.now())).find((one) => one.uid === sessionId);
      if (!session) return false;
      await end(session);
      await audit.record({ action: 'revokeSession', outcome: 'ok', subject: accountId });
      return true;
    },
    revokeAll: async (accountId) => {
      for (const session of await artifacts.sessionsOf(accountId, clock.now())) await end(session);
    },
  };
}

function authorizations(session: ArtifactPayload): readonly [string, { grantId?: string }][] {
  return Object.entries((session.authorizations ?? {}) as Record<string, { grantId?: string }>);
}

function grantsOf(session: ArtifactPayload): readonly string[] {
  return authorizations(session).flatMap(([, { grantId }]) => (grantId ? [grantId] : []));
}

function view(session: ArtifactPayload): SessionView {
  const at = (seconds: unknown): Date | null => (typeof seconds === 'number' ? new Date(seconds * 1000) : null);
  return {
    id: String(session.uid),
    loggedInAt: at(session.loginTs),
    expiresAt: at(session.exp),
    clients: authorizations(session).map(([clientId]) => clientId),
    methods: Array.isArray(session.amr) ? session.amr.map(String) : [],
  };
}

/** `GET /oidc/account/sessions` lists the caller's sessions, `DELETE /oidc/account/sessions/<id>` ends one. With the caller's access token. */
export function createSessionRoutes(
  sessions: Sessions,
  verify: AccessVerifier,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    try {
      const claims = await bearerOf(request, verify);
      const id = (request.url ?? '').split('?', 1)[0]?.slice('/oidc/account/sessions/'.length) ?? '';
      if (request.method === 'GET' && id === '') {
        const list = await sessions.list(claims.subject);
        return sendJson(
          response,
          200,
          list.map((one) => ({ ...one, current: one.id === claims.token.sessionId })),
        );
      }
      if (request.method !== 'DELETE' || id === '') return sendJson(response, 405, { error: 'invalid_request' });
      const done = await sessions.revoke(claims.subject, decodeURIComponent(id));
      sendJson(response, done ? 200 : 404, done ? { revoked: id } : { error: 'not_found' });
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      sendJson(response, 401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' });
    }
  };
}
