import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Auth } from '../auth/create-auth.ts';
import { AuthError } from '../auth/errors.ts';
import type { Handler } from './http-server.ts';
import type { PersonalData } from './personal-data.ts';

/**
 * `GET /account/data`: everything that is kept of the caller, as a JSON file (PIPL art. 45). With an own user's access token; HTTP 401 for anybody else.
 * Erasing is irreversible and asked for in erasure-route.ts.
 */
export function personalDataRoute(
  verify: Pick<Auth['verify'], 'verifyUser'>,
  exportPerson: (accountId: string) => Promise<PersonalData>,
): Handler {
  return async (request, response) => {
    if (request.method !== 'GET') return answer(response, 405, { message: 'Only GET. 只接受 GET。' });
    const account = await accountOf(request, verify);
    if (account === null) return answer(response, 401, { message: 'Log in first. 请先登录。' });
    answer(response, 200, await exportPerson(account), {
      'content-disposition': 'attachment; filename="personal-data.json"',
    });
  };
}

async function accountOf(request: IncomingMessage, verify: Pick<Auth['verify'], 'verifyUser'>): Promise<string | null> {
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer') return null;
  try {
    return (await verify.verifyUser({ scheme: 'Bearer', token })).subject;
  } catch (error) {
    if (error instanceof AuthError) return null;
    throw error;
  }
}

function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(JSON.stringify(body, null, 2));
}
