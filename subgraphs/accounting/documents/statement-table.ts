import { dayIn } from '../../../kernel/counters/month.ts';
import { yuan } from '../../../ledger/domain/money.ts';
import type { Statement, StatementLine } from '../../../ledger/models.ts';

/** A statement as people read it, the same in PDF and XLSX. */
export interface StatementHead {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly sums: readonly (readonly [label: string, fen: number])[];
}

/** Names of the parties as the platform knows them. */
export interface PartyNames {
  readonly debtor: string;
  readonly creditor: string;
  readonly platform: string;
}

const KINDS: Readonly<Record<StatementLine['kind'], string>> = { CHARGE: '费用', CORRECTION: '更正', PAYMENT: '付款' };

export const COLUMNS = ['日期', '类别', '摘要', '机时(分)', '标准价(元)', '减免(元)', '金额(元)'] as const;

export function headOf(statement: Statement, names: PartyNames, timeZone: string): StatementHead {
  return {
    title: `${names.platform}　结算单`,
    facts: [
      ['编号', statement.number],
      ['付款方', names.debtor],
      ['收款方', names.creditor],
      ['结算期间', `${statement.from} 至 ${statement.to}`],
      ['出具日期', dayIn(timeZone, statement.issuedAt)],
      ['机时合计（分）', String(statement.minutes)],
    ],
    sums: [
      ['期初余额', statement.openingFen],
      ['标准价合计', statement.listFen],
      ['减免合计', statement.waiverFen],
      ['本期费用', statement.chargesFen],
      ['本期付款', statement.paymentsFen],
      ['本期应付', statement.dueFen],
      ['期末余额', statement.closingFen],
    ],
  };
}

/** One line as texts; money in yuan. */
export function rowOf(line: StatementLine, timeZone: string): readonly string[] {
  const { kind, effectiveAt, text, sourceId, minutes, listFen, waiverFen, fen } = line;
  const what = text || sourceId;
  return [dayIn(timeZone, effectiveAt), KINDS[kind], what, String(minutes), yuan(listFen), yuan(waiverFen), yuan(fen)];
}
