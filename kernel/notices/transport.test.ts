import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { systemCaller } from '../caller.ts';
import { fileTransport } from './transport.ts';

let folder: string;
let platform: TestKernel;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mudan-mail-'));
  platform = await testKernel({ notices: { mail: fileTransport(folder, 'mdj@mudan.invalid') } });
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true, force: true });
});

const mailTo = (account: string) => ({
  id: `01K-${account}`,
  to: '"x" <x@example.cn>',
  name: 'x',
  telephone: null,
  subject: 's',
  text: 't',
});

test('mails that lie in the folder go with their receiver, and with time', async () => {
  const transport = fileTransport(folder, 'mdj@mudan.invalid');
  for (const account of ['mdj:account:a', 'mdj:account:b']) await transport(mailTo(account));
  expect(await transport.forget?.({ receiver: 'mdj:account:a' })).toBe(1);
  expect(await readdir(folder)).toEqual(['01K-mdj-account-b.eml']);
  expect(await transport.forget?.({ before: new Date(Date.now() - 60_000) })).toBe(0);
  expect(await transport.forget?.({ before: new Date(Date.now() + 60_000) })).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test('nothing of a mail to an erased person stays with the platform', async () => {
  const { kernel } = platform;
  const to = ['mdj:account:gone'];
  const system = systemCaller('mdj', 'test');
  await kernel.transact(system, async (tx) => {
    tx.notify({
      template: 'booking.confirmed',
      to,
      about: 'mdj:booking:1',
      values: { title: '显微镜', user: '陈思远' },
    });
    tx.notify({
      template: 'booking.confirmed',
      to: [...to, 'mdj:account:b'],
      about: 'mdj:booking:1',
      values: { title: 't' },
    });
  });
  await expect.poll(async () => (await readdir(folder)).length, { timeout: 10_000 }).toBe(3);
  await kernel.transact(system, (tx) => kernel.people.erase(tx, 'mdj:account:gone'));
  await kernel.settled();
  expect((await readdir(folder)).filter((name) => name.includes('gone'))).toEqual([]);
  expect(await readdir(folder)).toHaveLength(1);
  expect(await kernel.notices.list({ to, first: 10, locale: 'zh' })).toEqual([]);
});
