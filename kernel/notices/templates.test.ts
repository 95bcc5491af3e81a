import { expect, test } from 'vitest';
import { worded } from './templates.ts';
import { WORDINGS } from './wordings.ts';

const values = { title: '扫描电镜', start: '2026-03-02T01:00:00.000Z', end: '2026-03-02T03:30:00.000Z', user: '李工' };

test('instants are told in the platform’s zone', () => {
  const notice = { template: 'booking.confirmed', about: 'mdj:booking:1', values };
  expect(worded(notice, 'zh', 'Asia/Shanghai').text).toBe(
    '您的预约已确认：扫描电镜，时间 2026-03-02 09:00 至 2026-03-02 11:30。编号 mdj:booking:1。',
  );
  expect(worded(notice, 'en', 'UTC').text).toContain('2026-03-02 01:00 to 2026-03-02 03:30');
});

test('what has no wording is written out in full', () => {
  const { subject, text } = worded({ template: 'x.happened', about: 'id', values: { n: 3 } }, 'en', 'UTC');
  expect([subject, text]).toEqual(['x.happened', 'n: 3\nabout: id']);
});

test('every wording names the same values in both languages', () => {
  const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();
  for (const [template, { zh, en }] of Object.entries(WORDINGS))
    expect([template, namesIn(zh.subject + zh.text)]).toEqual([template, namesIn(en.subject + en.text)]);
});
