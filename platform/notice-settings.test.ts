import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { noticeTransports } from './notice-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'mudan-notice-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (content: string | object) => {
  const path = join(folder, 'notices.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return Object.keys(noticeTransports(path, 'mdj', folder));
};
const hook = { url: 'https://sms.example/send?key=SECRET', body: { to: '{telephone}' } };

test('without settings mails are files, and nothing else is sent', () => {
  expect(Object.keys(noticeTransports(undefined, 'mdj', folder))).toEqual(['mail']);
  expect(read({ hlj: { sms: hook } })).toEqual(['mail']);
});

test('a platform’s section adds its transports', () => {
  const mail = { url: 'smtps://u:p@mail.example:465', from: 'a@mail.example' };
  expect(read({ mdj: { mail, sms: hook, wechatWork: { url: 'http://127.0.0.1:1/x' } } })).toEqual([
    'mail',
    'sms',
    'wechatWork',
  ]);
});

test.each([
  ['not JSON', '{"mdj": {"sms": {"url": "https://x/?key=SECRET"', 'it is not JSON'],
  [
    'an unencrypted address',
    { mdj: { sms: { ...hook, url: 'http://sms.example/?key=SECRET' } } },
    'needs an https: url',
  ],
  ['no body', { mdj: { sms: { url: hook.url } } }, 'sms needs url and body'],
  ['no sender', { mdj: { mail: { url: 'smtps://u:SECRET@x' } } }, 'mail needs url and from'],
] as const)('%s is refused without telling the secret', (_, content, reason) => {
  expect(() => read(content)).toThrow(reason);
  expect(() => read(content)).not.toThrow('SECRET');
});
