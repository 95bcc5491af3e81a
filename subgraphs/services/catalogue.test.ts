import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import writeXlsx from 'write-excel-file/node';
import {
  type Answer,
  engineer,
  INSTITUTE,
  owner,
  person,
  staff,
  UNIVERSITY,
} from '../../test/harness/booking-world.ts';
import { type ServicesWorld, servicesWorld } from '../../test/harness/services-world.ts';

let world: ServicesWorld;
beforeAll(async () => {
  world = await servicesWorld();
});
afterAll(() => world.close());

const REPORT =
  'report { dryRun rows created updated unchanged rejected problemCount rowProblems { row field reason kept } }';
const REFUSED = '... on UnsupportedFile { recognisedAs } ... on Refusal { message }';

const importItems = (input: Record<string, unknown>, caller = owner): Promise<Answer> =>
  world.services.send(
    caller,
    'importTestItems',
    { unitId: UNIVERSITY, ...input },
    `... on ImportTestItemsSuccess { ${REPORT} } ${REFUSED}`,
  );
const csv = (...lines: string[]) => ({ name: 'items.csv', text: lines.join('\n') });
const HEADER = '内部编号,检测项目,标准号,检测周期(天),每样品(元),CMA证书编号,CMA有效期至,报告语言,联系人';

async function workbook(lines: readonly (readonly string[])[]) {
  const cells = lines.map((line) => line.map((value) => ({ value, type: String })));
  const bytes = await writeXlsx(cells, { columns: [] }).toBuffer();
  return { name: 'items.xlsx', base64: bytes.toString('base64') };
}

describe('standards', () => {
  const STANDARDS = [
    '标准号,标准名称,状态,实施日期,废止日期,代替标准',
    'GB/T 228-2002,金属材料 室温拉伸试验方法,废止,2002-07-01,2011-12-01,GB/T 228.1-2010',
    'GB/T 228.1-2010,金属材料 拉伸试验 第1部分：室温试验方法,废止,2011-12-01,2022-07-01,GB/T 228.1-2021',
    'GB/T 228.1-2021,金属材料 拉伸试验 第1部分：室温试验方法,现行,2022-07-01,,',
    'GB/T 231.1,金属材料 布氏硬度试验,现行,,,',
    'GB/T 229-2020,金属材料 夏比摆锤冲击试验方法,在编,,,',
  ].join('\n');
  const load = (more: Record<string, unknown> = {}, caller = staff): Promise<Answer> =>
    world.services.send(
      caller,
      'importStandards',
      { file: { name: 'standards.csv', text: STANDARDS }, ...more },
      `... on ImportStandardsSuccess { ${REPORT} } ${REFUSED}`,
    );

  test('come by file: dry run, bad rows by number and field, again changes nothing; only by the platform', async () => {
    expect((await load({}, owner)).__typename).toBe('NotPermitted');
    expect((await load({ dryRun: true })).report).toMatchObject({ dryRun: true, created: 3, rejected: 2 });
    const { report } = await load();
    expect(report).toMatchObject({ rows: 5, created: 3, rejected: 2 });
    expect(report.rowProblems.map(({ row, field }: Answer) => [row, field])).toEqual([
      [4, 'number'],
      [5, 'status'],
    ]);
    expect((await load()).report).toMatchObject({ created: 0, updated: 0, unchanged: 3, rejected: 2 });
  });

  test('are shown with their successors and predecessors', async () => {
    const { standard, standards } = await world.services.ask(
      engineer,
      '{ standard(number: "gb/t 228.1 - 2010") { number status replacedBy { number status } replaces { number } } standards(filter: { number: "GB/T 228" }) { edges { node { number } } } }',
    );
    expect(standard).toEqual({
      number: 'GB/T 228.1-2010',
      status: 'WITHDRAWN',
      replacedBy: [{ number: 'GB/T 228.1-2021', status: 'CURRENT' }],
      replaces: [{ number: 'GB/T 228-2002' }],
    });
    expect(standards.edges.map(({ node }: Answer) => node.number)).toEqual([
      'GB/T 228-2002',
      'GB/T 228.1-2010',
      'GB/T 228.1-2021',
    ]);
  });

  test('a withdrawn number finds the items of its successor and says so, in lists and in the search', async () => {
    const { report } = await importItems({ file: csv(HEADER, 'S1,拉伸试验,GB/T 228.1-2021,5,200,,,,') });
    expect(report.created).toBe(1);
    await world.booking.kernel.settled();
    const query =
      '{ testItems(filter: { standard: "GB/T 228-2002" }) { edges { node { name standardDetails { number status } } } standard { standard { status } successors { number } notice } } }';
    const { testItems } = await world.services.ask(engineer, query);
    expect(testItems.edges[0].node).toEqual({
      name: '拉伸试验',
      standardDetails: [{ number: 'GB/T 228.1-2021', status: 'CURRENT' }],
    });
    expect(testItems.standard).toEqual({
      standard: { status: 'WITHDRAWN' },
      successors: [{ number: 'GB/T 228.1-2021' }],
      notice: 'GB/T 228-2002 is withdrawn: GB/T 228.1-2021 took its place, and these are its tests.',
    });
    const chinese = await world.services.ask(person('zh', null, [], { locale: 'zh' }), query);
    expect(chinese.testItems.standard.notice).toContain('由 GB/T 228.1-2021 代替');
    const found = await world.booking.kernel.search({ text: 'GB/T 228-2002', scope: 'OWN', first: 5 });
    expect(found.hits.map(({ entry }) => entry.title)).toEqual(['拉伸试验']);
  });

  test('what staff enters later reaches the items that are there', async () => {
    const standard = {
      number: 'HG/T 1234-1980',
      title: '旧方法',
      status: 'WITHDRAWN',
      replacedBy: ['GB/T 228.1-2021'],
    };
    const put = (fields: object, caller = staff): Promise<Answer> =>
      world.services.send(
        caller,
        'putStandard',
        { standard: { ...standard, ...fields } },
        '... on PutStandardSuccess { standard { number version } } ... on InvalidInput { problems { field } } ... on Refusal { message }',
      );
    expect((await put({ number: 'HG/T 1234' })).problems).toEqual([{ field: 'standard.number' }]);
    expect((await put({}, owner)).__typename).toBe('NotPermitted');
    expect((await put({})).standard).toEqual({ number: 'HG/T 1234-1980', version: 1 });
    await world.booking.kernel.settled();
    const found = await world.booking.kernel.search({ text: 'HG/T 1234-1980', scope: 'OWN', first: 5 });
    expect(found.hits.map(({ entry }) => entry.title)).toEqual(['拉伸试验']);
  });
});

describe('a catalogue of tests', () => {
  const LINES = [
    HEADER.split(','),
    ['T1', '冲击试验', 'GB/T 229-2020', '7', '120.50', 'CMA-1', '2030-12-31', '中文、英文', '王工'],
    ['T2', '硬度试验', 'GB/T 231.1', '3天', '80', '', '', '世界语', ''],
    ['T3', '', 'GB/T 1', '3', '80', '', '', '', ''],
    ['T4', '弯曲试验', 'GB/T 232', '3', '很多', '', '', '', ''],
    ['T1', '冲击试验', 'GB/T 229-2020', '7', '120', '', '', '', ''],
    ['T5', '压缩试验', 'GB/T 7314', '4', '', '', '', '', ''],
  ];

  test('comes by XLSX: preview, dry run, rows reported, prices in force, again changes nothing', async () => {
    const file = await workbook(LINES);
    const { previewTestItemImport: seen } = await world.services.ask(
      owner,
      'query($input: PreviewTestItemImportInput!) { previewTestItemImport(input: $input) { ... on TestItemImportPreview { format rows mapping { column field confidence } sample } } }',
      { input: { file } },
    );
    expect(seen).toMatchObject({ format: 'XLSX', rows: 6 });
    expect(seen.mapping.map(({ field }: Answer) => field)).toEqual([
      'localId',
      'name',
      'standards',
      'turnaroundDays',
      'pricePerSample',
      'cmaNumber',
      'cmaValidTo',
      'reportLanguages',
      'contactName',
    ]);
    const dry = await importItems({ file, dryRun: true });
    expect(dry.report).toMatchObject({ dryRun: true, rows: 6, created: 2, rejected: 4 });
    const { report } = await importItems({ file });
    expect(report).toMatchObject({ dryRun: false, rows: 6, created: 2, updated: 0, rejected: 4 });
    expect(report.rowProblems.map(({ row, field, kept }: Answer) => [row, field, kept])).toEqual(
      expect.arrayContaining([
        [2, 'reportLanguages', true],
        [3, 'name', false],
        [4, 'pricePerSample', false],
        [5, 'localId', false],
        [6, 'pricePerSample', false],
      ]),
    );
    const { testItems } = await world.services.ask(
      engineer,
      '{ testItems(filter: { standard: "GB/T 229" }) { edges { node { localId turnaroundDays reportLanguages contact { name } certificates { kind number expired } prices { component amountFen } } } } }',
    );
    expect(testItems.edges[0].node).toMatchObject({
      localId: 'T1',
      turnaroundDays: 7,
      reportLanguages: ['ZH', 'EN'],
      contact: { name: '王工' },
      certificates: [{ kind: 'CMA', number: 'CMA-1', expired: false }],
    });
    expect(testItems.edges[0].node.prices[0]).toEqual({ component: 'SAMPLE', amountFen: 12_050 });
    expect((await importItems({ file })).report).toMatchObject({ created: 0, updated: 0, unchanged: 2, rejected: 4 });
    expect((await importItems({ file, dryRun: true })).report).toMatchObject({ created: 0, unchanged: 2 });
  });

  test('changes items by their local id: a new price from now on, the old one known', async () => {
    world.booking.clock.advance(60);
    const text = ['Local ID;Name;Standards;Price per sample', 'T1;Impact test;GB/T 229-2020;130'].join('\n');
    const { report } = await importItems({ file: { name: 'items.csv', text } });
    expect(report).toMatchObject({ created: 0, updated: 1, rejected: 0 });
    const { testItems } = await world.services.ask(
      engineer,
      '{ testItems(filter: { standard: "GB/T 229" }) { edges { node { name prices { amountFen } } } } }',
    );
    expect(testItems.edges).toHaveLength(1);
    expect(testItems.edges[0].node.name).toBe('Impact test');
    expect(new Set(testItems.edges[0].node.prices.map(({ amountFen }: Answer) => amountFen))).toEqual(
      new Set([13_000]),
    );
  });

  test('the template can be filled in and imported', async () => {
    const { testItemTemplate } = await world.services.ask(owner, '{ testItemTemplate(format: CSV) { name base64 } }');
    const header = Buffer.from(testItemTemplate.base64, 'base64').toString();
    expect(header).toContain('内部编号,检测项目');
    const { report } = await importItems({
      file: { name: testItemTemplate.name, text: `${header}Z1,疲劳试验,,,,,,,,400` },
    });
    expect(report).toMatchObject({ rows: 1, created: 1, rejected: 0 });
    const xlsx = (await world.services.ask(owner, '{ testItemTemplate(language: EN) { name base64 } }'))
      .testItemTemplate;
    expect((await importItems({ file: xlsx })).report).toMatchObject({ rows: 0, created: 0 });
  });

  test('is taken from the unit itself only, and only when it is one', async () => {
    const file = csv(HEADER, 'X1,拉伸,GB/T 1,1,1,,,,');
    expect((await importItems({ file, unitId: INSTITUTE })).__typename).toBe('NotPermitted');
    expect((await importItems({ file, unitId: 'mdj:unit:none' }, staff)).__typename).toBe('NotFound');
    expect(await importItems({ file: csv('仪器名称,型号', '万能试验机,W1') })).toMatchObject({
      __typename: 'UnsupportedFile',
      recognisedAs: 'UNKNOWN_TABLE',
    });
    expect((await importItems({ file: { name: 'x.json', text: '{"a": 1}' } })).recognisedAs).toBe('JSON');
    expect((await importItems({ file: { name: 'x', text: 'a', base64: 'YQ==' } })).__typename).toBe('InvalidInput');
  });

  test('gives the first report again under its key', async () => {
    const file = csv(HEADER, 'K1,蠕变试验,GB/T 2039,9,900,,,,');
    const first = await importItems({ file, idempotencyKey: 'once' });
    expect(first.report.created).toBe(1);
    expect((await importItems({ file, idempotencyKey: 'once' })).report).toEqual(first.report);
  });
});
