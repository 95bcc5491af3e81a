import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Authenticate } from '../gateway/types.ts';
import { type TestKernel, testKernel } from '../test/harness/kernel.ts';
import { filesRoute } from './files-route.ts';

let world: TestKernel;
let server: Server;
let origin: string;
const authenticate = (async (headers: Record<string, unknown>) => ({
  anonymous: !headers.authorization,
})) as unknown as Authenticate;

beforeAll(async () => {
  world = await testKernel();
  const handle = filesRoute(world.kernel, authenticate);
  server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await world.close();
});

test('what is uploaded by somebody who is logged in is fetched by its link alone', async () => {
  const headers = { 'content-type': 'text/plain', authorization: 'yes' };
  const body = '结果';
  const url = `${origin}/files?name=${encodeURIComponent('结果.txt')}`;
  expect((await fetch(url, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })).status).toBe(401);
  const upload = await fetch(url, { method: 'POST', body, headers });
  expect(upload.status).toBe(201);
  const { id } = (await upload.json()) as { id: string };

  expect((await fetch(`${origin}/files/${id}`, { headers })).status).toBe(404);
  const link = await world.kernel.files.link(id);
  const download = await fetch(origin + link);
  expect([download.status, await download.text()]).toEqual([200, body]);
  expect(download.headers.get('content-disposition')).toBe(
    `attachment; filename*=UTF-8''${encodeURIComponent('结果.txt')}`,
  );
  expect((await fetch(`${origin}${link.replace('signature=', 'signature=x')}`)).status).toBe(404);
  expect((await fetch(`${origin}/files/%E0%A4%A`)).status).toBe(404);
  expect((await fetch(origin + link, { method: 'PUT' })).status).toBe(405);
  world.clock.advance(11);
  expect((await fetch(origin + link)).status).toBe(404);
});
