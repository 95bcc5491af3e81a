import type { Text } from '../refusals.ts';

/** A value read from a cell, or why it cannot be. */
export type Read<T> = { readonly value: T } | { readonly problem: Text };

/** Names that a register uses for nothing. */
const placeholders = /^(unknown|n\/?a|none|null|tbc|tbd|test|-+|\?+|未知|无|待定|不详)$/i;

/** A name, refused when it is only a placeholder such as `UNKNOWN`. */
export function readName(text: string): Read<string> {
  if (placeholders.test(text))
    return { problem: { zh: `“${text}”不是有效的名称。`, en: `"${text}" is a placeholder, not a name.` } };
  if (text.length > 500) return { problem: { zh: '名称超过 500 字。', en: 'The name has more than 500 characters.' } };
  return { value: text };
}

/** An amount of yuan (or of 10,000 yuan) in fen: `¥ 1,234.50`, `12.5万元`. At most two decimals of a yuan; exact, no floating point. */
export function readFen(text: string, inWan: boolean): Read<number> {
  const plain = text.normalize('NFKC').replace(/[\s,¥￥]|CNY|RMB|元|人民币/gi, '');
  const wan = inWan || plain.endsWith('万');
  const match = /^(\d{1,12})(?:\.(\d{1,6}))?$/.exec(plain.replace(/万$/, ''));
  const decimals = wan ? 6 : 2;
  const fraction = (match?.[2] ?? '').replace(/0+$/, '');
  if (!match || fraction.length > decimals)
    return { problem: { zh: `“${text}”不是金额。`, en: `"${text}" is not an amount of money.` } };
  const fen = Number(`${match[1]}${fraction.padEnd(decimals, '0')}`);
  if (!Number.isSafeInteger(fen))
    return { problem: { zh: `金额过大：${text}。`, en: `The amount ${text} is too large.` } };
  return { value: fen };
}

/** A day: `2011-08-01`, `2011/8/1`, `2011.8`, `2011年8月1日`, `20110801`, ISO instants; a month or year alone counts from its first day. */
export function readDay(text: string): Read<string> {
  const plain = text.normalize('NFKC').trim();
  const match =
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain) ??
    /^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?(?:[T ]\d{2}:\d{2}.*)?$/.exec(plain);
  if (!match) return { problem: { zh: `“${text}”不是日期。`, en: `"${text}" is not a date.` } };
  const [year = '', month = '1', day = '1'] = match.slice(1).map((part) => part ?? undefined);
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso)
    return { problem: { zh: `没有“${text}”这一天。`, en: `There is no day "${text}".` } };
  return { value: iso };
}

export function readEmail(text: string): Read<string> {
  const address = text.replace(/^mailto:/i, '').trim();
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(address)) return { value: address };
  return { problem: { zh: `“${text}”不是电子邮箱。`, en: `"${text}" is not an e-mail address.` } };
}

export function readUrl(text: string): Read<string> {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return { value: text };
  return { problem: { zh: `“${text}”不是网址。`, en: `"${text}" is not a web address.` } };
}

/** A list in one cell, separated by semicolons, ideographic commas or lines. */
export function readList(text: string): readonly string[] {
  const parts = text.split(/[;；、\n|]/).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}
