import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { testKernel } from '../../test/harness/kernel.ts';
import { systemCaller } from '../caller.ts';
import type { Mail } from './transport.ts';
import { webhookTransport, wechatWorkSettings } from './webhook.ts';

const mail: Mail = {
  id: 'notice-1',
  to: '"Li" <li@example.org>',
  name: 'Li',
  telephone: '13900000000',
  subject: '预约"已"确认',
  text: '第一行\n{name} \\ 第二行',
};
const SECRET = 'key-that-nobody-may-read';

let server: Server;
let origin: string;
let received: { url: string; body: unknown; key: unknown }[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const body = await text(request);
    received.push({ url: request.url ?? '', body: JSON.parse(body || 'null'), key: request.headers['x-key'] });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received = [];
  answer = (_, response) => response.end('{"errcode":0}');
});

const sms = (more: object = {}) =>
  webhookTransport('sms', {
    url: `${origin}/sms?secret=${SECRET}`,
    headers: { 'x-key': 'k' },
    body: { to: '{telephone}', content: '【{subject}】{text}', id: '{id}', flags: [1, true, null] },
    ...more,
  });

test('a short message is the template, filled in; the text cannot change its structure', async () => {
  await sms()(mail);
  const body = {
    to: mail.telephone,
    content: `【${mail.subject}】${mail.text}`,
    id: 'notice-1',
    flags: [1, true, null],
  };
  expect(received).toEqual([{ url: `/sms?secret=${SECRET}`, body, key: 'k' }]);
});

test('who has no telephone gets none', async () => {
  await sms()({ ...mail, telephone: null });
  expect(received).toEqual([]);
});

test('WeChat Work gets its own shape, and its refusal inside HTTP 200 is a failure', async () => {
  const send = webhookTransport('wechatWork', wechatWorkSettings(`${origin}/send?key=${SECRET}`));
  await send(mail);
  const content = `${mail.subject}\n${mail.text}`;
  expect(received[0]?.body).toEqual({ msgtype: 'text', text: { content, mentioned_mobile_list: [mail.telephone] } });
  answer = (_, response) => response.end('{"errcode":93000,"errmsg":"invalid webhook url"}');
  await expect(send(mail)).rejects.toThrow('wechatWork: not taken, errcode is 93000');
  answer = (_, response) => response.end('<html>');
  await expect(send(mail)).rejects.toThrow('wechatWork: the answer is not JSON');
});

test.each<[string, typeof answer]>([
  ['HTTP 500', (_, response) => response.writeHead(500).end(SECRET)],
  ['no answer', (_, response) => response.writeHead(302, { location: `${origin}/elsewhere` }).end()],
  ['no answer', (_, response) => response.destroy()],
  ['no answer (TimeoutError)', () => undefined],
])('fails with “%s”, follows nothing and tells no secret', async (reason, behaviour) => {
  answer = behaviour;
  const failure = await sms({ timeout: 300 })(mail).catch((error: Error) => error);
  expect(failure).toBeInstanceOf(Error);
  const told = `${(failure as Error).message} ${(failure as Error).stack} ${String((failure as Error).cause)}`;
  expect(told).toContain(`sms: ${reason}`);
  expect(told).not.toContain(SECRET);
  expect(received.map(({ url }) => url)).toEqual([`/sms?secret=${SECRET}`]);
});

test('a notice whose short message failed is tried again by that way only', async () => {
  const mails: string[] = [];
  const world = await testKernel({
    notices: { mail: async ({ id }) => void mails.push(id), sms: sms() },
  });
  try {
    const { kernel, clock } = world;
    kernel.notices.addressBook(async (ids) =>
      ids.map((id) => ({ id, name: id, email: 'a@example.org', telephone: '13900000000', locale: 'zh' as const })),
    );
    answer = (_, response) => response.writeHead(503).end();
    await kernel.transact(systemCaller('mdj', 'test'), async (tx) =>
      tx.notify({ template: 'x.happened', to: ['mdj:account:li'], about: 'a', values: {} }),
    );
    // Sent when the notice says so: a request alone may still wait for its answer.
    const recorded = (state: object) =>
      vi.waitFor(
        async () => expect(await kernel.connection.collection('kernel_notices').findOne(state)).not.toBeNull(),
        10_000,
      );
    await recorded({ state: 'QUEUED', attempts: 1 });
    expect([mails.length, received.length]).toEqual([1, 1]);
    answer = (_, response) => response.end();
    clock.advance(60);
    await kernel.settled();
    await recorded({ state: 'SENT' });
    expect([mails.length, received.length]).toEqual([1, 2]);
  } finally {
    await world.close();
  }
});
