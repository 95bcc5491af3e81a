import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Authenticate } from '../gateway/types.ts';
import type { Caller } from '../kernel/caller.ts';
import { Refused } from '../kernel/types.ts';
import { type TestKernel, testKernel } from '../test/harness/kernel.ts';
import { anonymous, user } from '../test/harness/subgraph.ts';
import { filesRoute } from './files-route.ts';
import { anonymousClaims, identityOf } from './graph.ts';

let world: TestKernel;
let server: Server;
let origin: string;
const owner = user('owner', 'RESEARCHER', ['mdj', 'mdj:unit:college']);
/** Whoever sends a token is the owner. */
const authenticate: Authenticate = async ({ authorization }) =>
  identityOf(authorization === undefined ? anonymousClaims('mdj') : owner);

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

const upload = async (name: string, body: string): Promise<string> => {
  const headers = { 'content-type': 'text/plain', authorization: 'yes' };
  const answer = await fetch(`${origin}/files?name=${name}`, { method: 'POST', body, headers });
  return ((await answer.json()) as { id: string }).id;
};

test('an upload is of use to its owner and to staff of the owner’s unit, to nobody else', async () => {
  const id = await upload('a.txt', 'a');
  const attach = (caller: Caller, file = id) =>
    world.kernel
      .transact(caller, (tx) => world.kernel.files.attach(tx, file))
      .then(
        (attached) => attached.id,
        (error: unknown) => (error instanceof Refused ? error.refusal.__typename : error),
      );
  const college = ['mdj', 'mdj:unit:college'];
  expect(await attach(user('other', 'RESEARCHER', college))).toBe('NotFound');
  expect(await attach(user('head', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']))).toBe('NotFound');
  expect(await attach(user('staff', 'PLATFORM_ADMINISTRATOR', ['mdj']))).toBe('NotFound');
  expect(await world.kernel.files.usable(anonymous(), id)).toBeNull();
  const colleague = user('keeper', 'INSTRUMENT_ADMINISTRATOR', [...college, 'mdj:lab:1', 'mdj:instrument:1']);
  expect([await attach(owner), await attach(colleague)]).toEqual([id, id]);
  const made = await world.kernel.files.save('made.txt', 'text/plain', Buffer.from('a'));
  expect(await attach(owner, made.id)).toBe('NotFound');
});

test('what nobody attached within a day is deleted, content that another file has as well stays', async () => {
  const { kernel, clock, dataDir } = world;
  const [forsaken, copy, kept] = [await upload('f', 'forsaken'), await upload('c', 'kept'), await upload('k', 'kept')];
  await kernel.transact(owner, (tx) => kernel.files.attach(tx, kept));
  const made = await kernel.files.save('made.txt', 'text/plain', Buffer.from('made'));
  const there = async (id: string) => (await kernel.files.open(id)) !== null;
  const contents = async () =>
    (await readdir(join(dataDir, 'files'), { recursive: true })).filter((name) => name.length > 60);
  const before = (await contents()).length;
  clock.advance(23 * 60);
  await kernel.jobs.run('kernel.uploads');
  expect(await Promise.all([forsaken, copy, kept, made.id].map(there))).toEqual([true, true, true, true]);
  clock.advance(2 * 60);
  await kernel.jobs.run('kernel.uploads');
  expect(await Promise.all([forsaken, copy, kept, made.id].map(there))).toEqual([false, false, true, true]);
  expect((await contents()).length).toBe(before - 1);
  expect(await kernel.files.usable(owner, kept)).toMatchObject({ name: 'k' });
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
