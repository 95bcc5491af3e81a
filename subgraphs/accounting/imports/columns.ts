import type { Problem } from '../../../kernel/refusals.ts';

/** A column of a list: what its header may be called. */
export interface Column {
  readonly field: string;
  readonly headers: readonly string[];
  readonly required: boolean;
}

/** What one row says, by field; absent where the table has nothing. */
export type Row = Readonly<Record<string, string>>;

const column = (field: string, required: boolean, ...headers: string[]): Column => ({
  field,
  headers: [field, ...headers],
  required,
});

/** The lists that accounting takes. Headers are Chinese or English, in any order. */
export const LISTS = {
  openingBalances: [
    column('reference', true, '编号', '凭证号'),
    column('debtor', true, '付款方', '欠款单位'),
    column('creditor', true, '收款方', '收款单位'),
    column('amount', true, '金额(元)', '金额', '余额(元)'),
    column('date', true, '日期'),
  ],
  pastServices: [
    column('reference', true, '编号', '单号'),
    column('provider', true, '服务单位', '提供方'),
    column('consumer', true, '客户', '委托单位', '受益方'),
    column('date', true, '日期', '服务日期'),
    column('minutes', false, '机时(分)', '分钟'),
    column('list', true, '标准价(元)', '标准价'),
    column('waiver', false, '减免(元)', '减免'),
    column('text', false, '内容', '摘要', '服务内容'),
  ],
  bankReceipts: [
    column('statement', true, '结算单编号', '结算单'),
    column('amount', true, '金额(元)', '金额'),
    column('reference', true, '流水号', '银行流水号'),
    column('date', true, '日期', '到账日期'),
  ],
} as const satisfies Record<string, readonly Column[]>;
export type ListName = keyof typeof LISTS;

/** Column headers → index in the table, or the fields that are missing. */
export function placesOf(
  list: ListName,
  headers: readonly string[],
): { places: ReadonlyMap<string, number>; missing: readonly Column[] } {
  const clean = headers.map((header) => header.trim().replace('（', '(').replace('）', ')').toLowerCase());
  const places = new Map<string, number>();
  for (const { field, headers: names } of LISTS[list]) {
    const known = new Set(names.map((name) => name.toLowerCase()));
    const at = clean.findIndex((header) => known.has(header));
    if (at !== -1) places.set(field, at);
  }
  const missing = LISTS[list].filter((one) => one.required && !places.has(one.field));
  return { places, missing };
}

/** Yuan as people write them (`1,234.5`, `¥12`, `-3.00`) in fen; null when it isn't an amount of whole fen. */
export function fenOf(text: string): number | null {
  const match = /^([-+]?)(\d+)(?:\.(\d{1,2}))?$/.exec(
    text
      .trim()
      .replace(/^[¥￥]/, '')
      .replaceAll(/[,，\s]/g, ''),
  );
  if (!match) return null;
  const [, sign, whole = '0', cents = ''] = match;
  const fen = Number(whole) * 100 + Number(cents.padEnd(2, '0'));
  return Number.isSafeInteger(fen) ? (sign === '-' ? 0 - fen : fen) : null;
}

/** A day as people write it (`2011-08-01`, `2011/8/1`, `2011年8月1日`) as `YYYY-MM-DD`; null when there is no such day. */
export function dayOf(text: string): string | null {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?/.exec(text.trim());
  if (!match) return null;
  const day = [match[1], match[2]?.padStart(2, '0'), match[3]?.padStart(2, '0')].join('-');
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day) ? day : null;
}

/** A problem of one field of a row. */
export function problem(field: string, zh: string, en: string): Problem {
  return { field, text: { zh, en } };
}
