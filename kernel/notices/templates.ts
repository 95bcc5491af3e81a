import type { Notice } from '../types.ts';

type Locale = 'zh' | 'en';

interface Wording {
  readonly subject: string;
  readonly text: string;
}

/** Wordings by template name. `{name}` takes a value of the notice, `{about}` the id of the record. */
export const TEMPLATES: Readonly<Record<string, Readonly<Record<Locale, Wording>>>> = {
  'account.passwordReset': {
    zh: {
      subject: '设置新密码',
      text: '请在 30 分钟内打开以下链接设置新密码，链接只能使用一次：{link} 。如果不是您本人操作，请忽略。',
    },
    en: {
      subject: 'Set a new password',
      text: 'Open this link within 30 minutes to set a new password; it works once: {link} . If you did not ask for it, ignore it.',
    },
  },
  'booking.requested': {
    zh: { subject: '新的预约申请', text: '收到预约申请：{title}，时间 {start} 至 {end}。编号 {about}。' },
    en: { subject: 'New booking request', text: 'A booking was requested: {title}, {start} to {end}. Number {about}.' },
  },
  'booking.confirmed': {
    zh: { subject: '预约已确认', text: '您的预约已确认：{title}，时间 {start} 至 {end}。编号 {about}。' },
    en: { subject: 'Booking confirmed', text: 'Your booking is confirmed: {title}, {start} to {end}. Number {about}.' },
  },
  'booking.cancelled': {
    zh: { subject: '预约已取消', text: '预约已取消：{title}，时间 {start} 至 {end}。编号 {about}。' },
    en: { subject: 'Booking cancelled', text: 'The booking was cancelled: {title}, {start} to {end}. Number {about}.' },
  },
  'instrument.warning': {
    zh: { subject: '仪器运行预警', text: '{title}：{kind}，数值 {figure}，阈值 {limit}。编号 {about}。' },
    en: { subject: 'Instrument warning', text: '{title}: {kind}, {figure} against {limit}. Number {about}.' },
  },
  'statement.issued': {
    zh: { subject: '结算单待核对', text: '{period} 结算单已出具，金额 {amount} 元，请核对确认。编号 {about}。' },
    en: {
      subject: 'Statement to be checked',
      text: 'The statement of {period} over CNY {amount} is ready to be checked. Number {about}.',
    },
  },
  'statement.disputed': {
    zh: { subject: '结算单有异议', text: '{party} 对 {period} 结算单提出异议：{reason}。编号 {about}。' },
    en: {
      subject: 'Statement disputed',
      text: '{party} disputes the statement of {period}: {reason}. Number {about}.',
    },
  },
  'invoice.issued': {
    zh: { subject: '发票已开具', text: '发票 {number} 已开具，金额 {amount} 元。结算单 {about}。' },
    en: { subject: 'Invoice issued', text: 'Invoice {number} over CNY {amount} was issued. Statement {about}.' },
  },
};

/** A notice in words. A template that the table doesn't know is written out as its name with all values, so that nothing is withheld. */
export function worded(notice: Pick<Notice, 'template' | 'about' | 'values'>, locale: Locale): Wording {
  const wording = TEMPLATES[notice.template]?.[locale];
  const values: Record<string, string | number> = { ...notice.values, about: notice.about };
  if (wording) return { subject: filled(wording.subject, values), text: filled(wording.text, values) };
  const lines = Object.entries(values).map(([name, value]) => `${name}: ${value}`);
  return { subject: notice.template, text: lines.join('\n') };
}

function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '—'));
}
