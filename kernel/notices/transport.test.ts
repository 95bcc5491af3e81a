import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { systemCaller } from '../caller.ts';
import { fileTransport, type Mail } from './transport.ts';
import type { Contact } from './types.ts';

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

test('somebody without an account is told by what they left, until they are forgotten', async () => {
  const told: Mail[] = [];
  const sms = async (mail: Mail) => void told.push(mail);
  const mails = await mkdtemp(join(tmpdir(), 'mudan-mail-'));
  const { kernel, close } = await testKernel({ notices: { mail: fileTransport(mails, 'mdj@mudan.invalid'), sms } });
  try {
    const system = systemCaller('mdj', 'test');
    const notify = (person: string, contact: Omit<Contact, 'locale'>) =>
      kernel.transact(system, async (tx) => {
        const sealed = await kernel.people.seal(tx, person, { ...contact, locale: 'en' });
        const values = { number: 'N-1', link: 'https://mdj.example/ask/status' };
        tx.notify({ template: 'inquiry.answered', to: [], contact: sealed, about: person, values });
      });
    await notify('mdj:inquiry:1', { name: 'Zhao', email: null, telephone: '13800001111' });
    await notify('mdj:inquiry:2', { name: 'Qian\\" <x@x.cn>,', email: 'qian@example.cn', telephone: null });
    await expect.poll(() => told.length, { timeout: 10_000 }).toBe(2);
    expect(told.map(({ telephone, to }) => [telephone, to]).toSorted()).toEqual([
      [null, '"Qian <x@x.cn>," <qian@example.cn>'],
      ['13800001111', null],
    ]);
    expect(told[0]?.text).toContain('Your question N-1 was answered. Read it at https://mdj.example/ask/status');
    const files = await readdir(mails);
    expect(files).toEqual([expect.stringContaining('mdj-inquiry-2')]);
    await kernel.transact(system, (tx) => kernel.people.forget(tx, 'mdj:inquiry:2'));
    expect(await readdir(mails)).toEqual([]);
  } finally {
    await close();
    await rm(mails, { recursive: true, force: true });
  }
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
