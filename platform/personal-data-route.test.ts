import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AuthError } from '../auth/errors.ts';
import { personalDataRoute } from './personal-data-route.ts';

const ID = 'mdj:account:chen';
let server: Server;
let address: string;

beforeAll(async () => {
  const verifyUser = async ({ token }: { token: string }) => {
    if (token !== 'good') throw new AuthError('TOKEN_MALFORMED', 'not a token');
    return { subject: ID };
  };
  const handle = personalDataRoute({ verifyUser } as never, async (accountId) => ({
    account: { id: accountId },
    kept: {},
    actions: [],
  }));
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/account/data`;
});
afterAll(() => server.close());

const get = (authorization?: string) => fetch(address, authorization ? { headers: { authorization } } : {});

test('a person gets their own data as a file, with their own token only', async () => {
  const response = await get('Bearer good');
  expect(await response.json()).toEqual({ account: { id: ID }, kept: {}, actions: [] });
  expect(response.headers.get('content-disposition')).toContain('personal-data.json');
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  for (const authorization of [undefined, 'Bearer bad', 'Basic good']) {
    const refused = await get(authorization);
    expect([refused.status, await refused.text()]).toEqual([401, expect.not.stringContaining(ID)]);
  }
  expect((await fetch(address, { method: 'DELETE' })).status).toBe(405);
});
