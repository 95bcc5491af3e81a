import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemCaller } from '../../../kernel/caller.ts';
import { ImportRefusal, sourceOf } from '../../../kernel/import/source.ts';
import { type TestKernel, testKernel } from '../../../test/harness/kernel.ts';
import { type TestSubgraph, testSubgraphs } from '../../../test/harness/subgraph.ts';
import { accounting } from '../index.ts';
import { dayOf, fenOf } from './columns.ts';

let world: TestKernel;
let graph: TestSubgraph;
const system = systemCaller('mdj', 'test');
const FIRM = 'mdj:unit:firm';

const run = (kind: string, csv: string, dryRun = false) => {
  const importer = graph.subgraph.imports?.[kind];
  if (!importer) throw new Error(`no importer of ${kind}`);
  const source = sourceOf(`${kind}.csv`, Buffer.from(csv));
  return importer({ source, unitId: 'mdj', dryRun, onProgress: () => undefined });
};

beforeAll(async () => {
  world = await testKernel({ now: '2011-10-05T02:00:00Z' });
  [graph] = (await testSubgraphs(world, [accounting])) as [TestSubgraph];
  await world.kernel.transact(system, async (tx) => {
    const payload = {
      kind: 'FIRM',
      status: 'MEMBER',
      district: null,
      home: 'mdj',
      title: '牡丹江轴承厂',
      path: ['mdj', FIRM],
    };
    tx.emit({ type: 'unit.accepted', recordId: FIRM, version: 1, payload });
  });
  await world.kernel.settled();
});
afterAll(() => world.close());

test.each([
  ['1,234.5', 123_450],
  ['¥12', 1_200],
  ['-3.00', -300],
  ['1.234', null],
  ['', null],
  ['十二', null],
])('%s yuan', (text, fen) => expect(fenOf(text)).toBe(fen));

test.each([
  ['2011-08-01', '2011-08-01'],
  ['2011/8/1', '2011-08-01'],
  ['2011年8月1日', '2011-08-01'],
  ['2011-02-30', null],
  ['soon', null],
])('%s', (text, day) => expect(dayOf(text)).toBe(day));

describe('lists', () => {
  const services = [
    '单号,服务单位,客户,服务日期,机时(分),标准价(元),减免(元),内容',
    'S1,mdj,牡丹江轴承厂,2011-08-01,135,270.00,70.00,扫描电镜',
    'S2,mdj,牡丹江轴承厂,2011/9/30,60,100,,拉伸试验',
    'S3,mdj,没有的单位,2011-08-01,1,1,,',
    'S4,mdj,牡丹江轴承厂,2011-13-01,1,1,,',
    'S5,mdj,牡丹江轴承厂,2011-08-02,1.5,1,,',
    ',mdj,牡丹江轴承厂,2011-08-02,1,1,,',
  ].join('\n');

  test('past services: bad rows by number and field, good ones kept, a dry run keeps nothing, again changes nothing', async () => {
    const dry = await run('pastServices', services, true);
    expect(dry).toMatchObject({ rows: 6, created: 2, rejected: 4 });
    expect((await world.ledger.trialBalance()).entries).toBe(0);
    const report = await run('pastServices', services);
    expect(report).toMatchObject({ rows: 6, created: 2, unchanged: 0, rejected: 4 });
    expect(report.problems.map(({ row, field }) => [row, field])).toEqual([
      [3, 'consumer'],
      [4, 'date'],
      [5, 'minutes'],
      [6, 'reference'],
    ]);
    expect(await run('pastServices', services)).toMatchObject({ created: 0, unchanged: 2, rejected: 4 });
    const other = await run('pastServices', services.replace('270.00', '280.00'));
    expect(other.problems[0]).toMatchObject({ row: 1, field: 'reference' });
    expect(await world.ledger.books.balances(FIRM)).toEqual([{ debtor: FIRM, creditor: 'mdj', fen: 30_000 }]);
  });

  test('opening balances, and a file that is no such list', async () => {
    const csv =
      '编号,付款方,收款方,金额(元),日期\nB1,牡丹江轴承厂,mdj,50.05,2011-07-01\nB2,牡丹江轴承厂,mdj,-1,2011-07-01';
    expect(await run('openingBalances', csv)).toMatchObject({ created: 1, rejected: 1 });
    expect(await world.ledger.books.balances(FIRM)).toEqual([{ debtor: FIRM, creditor: 'mdj', fen: 35_005 }]);
    await expect(run('openingBalances', 'a,b\n1,2')).rejects.toThrow(ImportRefusal);
  });

  test("the bank's list pays statements, each line once", async () => {
    const [statement] = await world.ledger.close(system, '2011-Q3');
    if (!statement) throw new Error('no statement');
    expect(statement.dueFen).toBe(35_005);
    const csv = `结算单编号,金额(元),流水号,日期\n${statement.number},350.00,F1,2011-10-03\nMDJ-JS-0,1,F2,2011-10-03\n${statement.number},0.06,F3,2011-10-03`;
    const early = await run('bankReceipts', csv);
    expect(early).toMatchObject({ created: 0, rejected: 3 });
    await graph.run(
      system,
      `mutation { confirmStatement(input: { idempotencyKey: "c", statementId: "${statement._id}" }) { __typename } }`,
    );
    const later = await run('bankReceipts', csv.replace(/F1/, 'F10'));
    expect(later).toMatchObject({ created: 1, rejected: 2 });
    expect(later.problems.map(({ row, field }) => [row, field])).toEqual([
      [2, 'statement'],
      [3, 'amount'],
    ]);
    expect(await run('bankReceipts', csv.replace(/F1/, 'F10'))).toMatchObject({ created: 0, unchanged: 1 });
    expect(await world.ledger.books.balances(FIRM)).toEqual([{ debtor: FIRM, creditor: 'mdj', fen: 5 }]);
    expect((await world.ledger.trialBalance()).fen).toBe(0);
  });
});
