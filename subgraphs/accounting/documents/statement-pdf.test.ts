import { expect, test } from 'vitest';
import type { Statement, StatementLine } from '../../../ledger/models.ts';
import { pdfText } from '../../../test/harness/pdf.ts';
import { statementPdf } from './statement-pdf.ts';

const statement: Statement = {
  _id: 'x',
  number: 'MDJ-2013-Q1-0001',
  debtor: 'mdj:unit:firm',
  creditor: 'mdj',
  from: '2013-01',
  to: '2013-03',
  openingFen: 0,
  chargesFen: 240_000,
  paymentsFen: 0,
  dueFen: 240_000,
  closingFen: 240_000,
  minutes: 1_234,
  listFen: 300_000,
  waiverFen: 60_000,
  lineCount: 60,
  pageHashes: ['a'],
  previousId: null,
  previousHash: '',
  hash: 'ab'.repeat(32),
  issuedAt: new Date('2013-04-01T00:00:00Z'),
};
const names = { debtor: '牡丹江某机械制造有限公司', creditor: '牡丹江平台', platform: '牡丹江平台' };

async function* lines(count: number): AsyncGenerator<StatementLine> {
  for (let index = 0; index < count; index += 1) {
    yield {
      entryId: `e${index}`,
      kind: 'CHARGE',
      effectiveAt: new Date(Date.UTC(2013, 0, 1 + index)),
      text: `第${index}次拉伸 φ10 ≥500`,
      sourceId: 's',
      minutes: 60,
      listFen: 12_300 + index,
      waiverFen: 0,
      fen: 12_300 + index,
    } as StatementLine;
  }
}

async function pagesOf(count: number): Promise<string[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of statementPdf(statement, names, 'Asia/Shanghai', lines(count))) chunks.push(chunk);
  return pdfText(Buffer.concat(chunks));
}

test('every page has the head of the table and its number; the sums are on the last; nothing is left out', async () => {
  const pages = await pagesOf(60);
  expect(pages).toHaveLength(2);
  for (const [index, page] of pages.entries()) {
    expect(page).toContain('日期类别摘要');
    expect(page).toContain(`结算单MDJ-2013-Q1-0001第${index + 1}页`);
  }
  const all = pages.join('');
  for (let index = 0; index < 60; index += 1) expect(all).toContain(`第${index}次拉伸φ10≥500`);
  expect(pages[0]).toContain('付款方：牡丹江某机械制造有限公司');
  expect(pages[0]).not.toContain('期末余额');
  expect(pages[1]).toContain('期末余额：¥2,400.00');
  expect(pages[1]).toContain(`本期校验码（SHA-256）：${statement.hash}`);
});

test('sums that do not fit any more go to a page of their own together', async () => {
  const pages = await pagesOf(36);
  expect(pages.at(-1)).toContain('期初余额');
  expect(pages.at(-1)).toContain('期末余额');
});
