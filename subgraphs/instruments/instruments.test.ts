import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { announceUnit } from '../../test/harness/units.ts';
import { instruments } from './index.ts';

const unitId = 'mdj:unit:college';
const keeper = user('keeper', 'UNIT_ADMINISTRATOR', ['mdj', unitId]);
const other = user('other', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']);
const colleague = user('colleague', 'RESEARCHER', ['mdj', unitId]);

describe('instruments', () => {
  let test: TestKernel;
  let graph: TestSubgraph;
  beforeAll(async () => {
    test = await testKernel();
    [graph] = (await testSubgraphs(test, [instruments])) as [TestSubgraph];
    await announceUnit(test, unitId, '牡丹江师范学院');
    await announceUnit(test, 'mdj:unit:other', '他校');
  });
  afterAll(() => test.close());

  let keys = 0;
  const mutate = async (caller: Caller, name: string, fields: string, input: object): Promise<Answer> => {
    keys += 1;
    const type = name[0]?.toUpperCase() + name.slice(1);
    const document = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ${fields} } }`;
    return (await graph.run(caller, document, { input: { idempotencyKey: `key-${keys}`, ...input } }))[name];
  };
  const registered = '... on RegisterInstrumentSuccess { instrument { id version isLarge ratedMinutesPerYear } }';
  const register = (input: object, caller = keeper) =>
    mutate(
      caller,
      'registerInstrument',
      `${registered} ... on LocalIdTaken { existing { id } } ... on BelowSharingThreshold { thresholdFen } ... on InvalidInput { problems { field } }`,
      { unitId, name: '扫描电子显微镜', sharing: 'CITY', ...input },
    );
  const read = async (caller: Caller, id: string, fields = 'name status sharing version') =>
    (await graph.run(caller, `query ($id: ID!) { instrument(id: $id) { ${fields} } }`, { id })).instrument;

  it('registers an instrument with all that describes it', async () => {
    const details = {
      localId: 'A-1',
      manufacturer: { name: '日立' },
      model: 'SU8010',
      originalValueFen: 250_000_000,
      ratedHoursClass: 'SPECIAL',
      standards: ['GB/T 228.1-2021'],
      measuringRanges: [{ quantity: '放大倍数', from: '20×', to: '800000×' }],
      contact: { name: '张工', telephone: '0453-6511111' },
    };
    const { instrument } = await register({ details });
    expect(instrument).toMatchObject({ version: 1, isLarge: true, ratedMinutesPerYear: 48_000 });
    const fields =
      'name model manufacturer { name } measuringRanges { quantity to accuracy } contact { name } unit { id } home originalValueFen';
    expect(await read(anonymous(), instrument.id, fields)).toEqual({
      name: '扫描电子显微镜',
      model: 'SU8010',
      manufacturer: { name: '日立' },
      measuringRanges: [{ quantity: '放大倍数', to: '800000×', accuracy: null }],
      contact: { name: '张工' },
      unit: { id: unitId },
      home: 'mdj',
      originalValueFen: 250_000_000,
    });
    expect((await register({ details })).existing.id).toBe(instrument.id);
  });

  it('counts the instruments of each district that anybody may see', async () => {
    const district = '黑河市';
    await register({ name: '甲', details: { district } });
    await register({ name: '乙', details: { district } });
    await register({ name: '丙', sharing: 'NOT_SHARED', details: { district } });
    const counted = async (scope: string) =>
      (await graph.run(anonymous(), `{ instrumentDistricts(scope: ${scope}) { district count } }`)).instrumentDistricts;
    expect(await counted('OWN')).toContainEqual({ district, count: 2 });
    expect(await counted('NETWORK')).toContainEqual({ district, count: 2 });
  });

  it('refuses strangers, unknown units, nameless instruments and what is too small for the province', async () => {
    expect((await register({}, other)).__typename).toBe('NotPermitted');
    expect((await register({ unitId: 'mdj:unit:none' })).__typename).toBe('NotFound');
    expect((await register({ name: '' })).problems).toEqual([{ field: 'name' }]);
    const below = await register({ sharing: 'PROVINCE', details: { originalValueFen: 19_999_999 } });
    expect(below).toEqual({ __typename: 'BelowSharingThreshold', thresholdFen: 20_000_000 });
    expect((await register({ sharing: 'PROVINCE', details: { originalValueFen: 20_000_000 } })).__typename).toBe(
      'RegisterInstrumentSuccess',
    );
    expect(
      await graph.codes(
        anonymous(),
        'mutation ($input: RegisterInstrumentInput!) { registerInstrument(input: $input) { __typename } }',
        { input: { idempotencyKey: 'k', unitId, name: 'x' } },
      ),
    ).toEqual(['UNAUTHENTICATED']);
  });

  it('shows an instrument as far as it is shared, alike alone and in the list', async () => {
    const { instrument: own } = await register({ name: '内部仪器', sharing: 'UNIT' });
    const { instrument: hidden } = await register({ name: '不共享仪器', sharing: 'NOT_SHARED' });
    const seen = async (caller: Caller) => {
      const list = await graph.run(caller, '{ instruments(first: 100) { edges { node { id } } } }');
      const ids: string[] = list.instruments.edges.map((edge: Answer) => edge.node.id);
      for (const { id } of [own, hidden]) expect(ids.includes(id)).toBe((await read(caller, id)) !== null);
      return [ids.includes(own.id), ids.includes(hidden.id)];
    };
    expect(await seen(anonymous())).toEqual([false, false]);
    expect(await seen(other)).toEqual([false, false]);
    expect(await seen(colleague)).toEqual([true, false]);
    expect(await seen(keeper)).toEqual([true, true]);
  });

  it('amends by version, keeps the history, and tells it to those who keep the instrument', async () => {
    const { instrument } = await register({ name: '旧名' });
    const amend = (input: object) =>
      mutate(
        keeper,
        'amendInstrument',
        '... on AmendInstrumentSuccess { instrument { name version model } } ... on VersionConflict { currentVersion }',
        { instrumentId: instrument.id, ...input },
      );
    expect((await amend({ version: 1, name: '新名', details: { model: 'X-2' }, reason: '更正' })).instrument).toEqual({
      name: '新名',
      version: 2,
      model: 'X-2',
    });
    expect(await amend({ version: 1, name: '迟到' })).toEqual({ __typename: 'VersionConflict', currentVersion: 2 });
    const history = 'history { edges { node { action version reason fields { field before after } } } }';
    const { edges } = (await read(keeper, instrument.id, history)).history;
    expect(edges[0].node).toEqual({
      action: 'amendInstrument',
      version: 2,
      reason: '更正',
      fields: expect.arrayContaining([
        { field: 'name', before: '"旧名"', after: '"新名"' },
        { field: 'model', before: null, after: '"X-2"' },
      ]),
    });
    expect((await read(other, instrument.id, history)).history.edges).toEqual([]);
  });

  it('moves its status along the table only', async () => {
    const { instrument } = await register({});
    const report = (status: string, remark?: string) =>
      mutate(
        keeper,
        'reportInstrumentStatus',
        '... on ReportInstrumentStatusSuccess { instrument { status statusRemark decommissionedOn } } ... on WrongState { state possible }',
        { instrumentId: instrument.id, status, remark },
      );
    expect((await report('DOWN', '真空泵故障')).instrument).toMatchObject({
      status: 'DOWN',
      statusRemark: '真空泵故障',
    });
    expect(await report('DOWN')).toMatchObject({ __typename: 'WrongState', state: 'DOWN' });
    expect((await report('RETIRED')).instrument).toMatchObject({ status: 'RETIRED', decommissionedOn: '2026-03-02' });
    expect((await report('AVAILABLE')).__typename).toBe('WrongState');
  });

  it('reckons the open rate with the unshared included', async () => {
    const id = 'mdj:unit:rate';
    await announceUnit(test, id, '三分之二');
    const caller = user('rate', 'UNIT_ADMINISTRATOR', ['mdj', id]);
    for (const sharing of ['CITY', 'CITY', 'UNIT']) await register({ unitId: id, sharing }, caller);
    const document =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Unit { openRate instruments { edges { node { name } } } } } }';
    const [unit] = (await graph.run(anonymous(), document, { r: [{ __typename: 'Unit', id }] }))._entities;
    expect(unit.openRate).toBe(6667);
    expect(unit.instruments.edges).toHaveLength(2);
  });

  it('keeps photos within the limit and groups as public service platforms', async () => {
    const { instrument } = await register({});
    const attach = (base64: string) =>
      mutate(
        keeper,
        'attachToInstrument',
        '... on AttachToInstrumentSuccess { instrument { attachments { name bytes kind url } } } ... on InvalidInput { problems { field } }',
        { instrumentId: instrument.id, kind: 'PHOTO', name: 'a.png', mediaType: 'image/png', base64 },
      );
    expect((await attach(Buffer.from('photo').toString('base64'))).instrument.attachments).toEqual([
      { name: 'a.png', bytes: 5, kind: 'PHOTO', url: expect.stringMatching(/^\/files\/.+signature=/) },
    ]);
    const pictured = await graph.run(
      anonymous(),
      '{ instruments(filter: { hasPhotos: true }) { edges { node { id } } } }',
    );
    expect(pictured.instruments.edges).toEqual([{ node: { id: instrument.id } }]);
    expect((await attach('not base64!')).problems).toEqual([{ field: 'base64' }]);
    const group = await mutate(
      keeper,
      'createInstrumentGroup',
      '... on CreateInstrumentGroupSuccess { instrumentGroup { name instruments { edges { node { id } } } } }',
      { unitId, name: '材料公共研发服务平台', instrumentIds: [instrument.id] },
    );
    expect(group.instrumentGroup).toEqual({
      name: '材料公共研发服务平台',
      instruments: { edges: [{ node: { id: instrument.id } }] },
    });
  });

  it('pages by cursor without loss or repetition, and finds by category, standard and value', async () => {
    const id = 'mdj:unit:pages';
    await announceUnit(test, id, '分页');
    const caller = user('pages', 'UNIT_ADMINISTRATOR', ['mdj', id]);
    for (let n = 0; n < 7; n += 1)
      await register(
        {
          unitId: id,
          name: `仪器${n % 3}`,
          details: {
            category: n < 4 ? '分析仪器/光谱' : '分析仪器',
            standards: ['GB/T 1'],
            originalValueFen: n * 10_000_000,
          },
        },
        caller,
      );
    const page = (filter: string, first: number, after: string | null) =>
      graph.run(
        caller,
        `query ($after: String) { instruments(filter: { unitId: "${id}" ${filter} }, first: ${first}, after: $after) { edges { node { id } } pageInfo { hasNextPage endCursor } totalCount } }`,
        { after },
      );
    const ids: string[] = [];
    for (let after: string | null = null; ; ) {
      const { instruments: found }: Answer = await page('', 3, after);
      ids.push(...found.edges.map((edge: Answer) => edge.node.id));
      if (!found.pageInfo.hasNextPage) break;
      after = found.pageInfo.endCursor;
    }
    expect(new Set(ids).size).toBe(7);
    expect(ids).toHaveLength(7);
    expect((await page('category: "分析仪器"', 20, null)).instruments.totalCount).toBe(7);
    expect((await page('category: "分析仪器/光谱"', 20, null)).instruments.totalCount).toBe(4);
    expect((await page('minimumValueFen: 20000000', 20, null)).instruments.totalCount).toBe(5);
    expect((await page('standard: "GB/T 1" name: "仪器1"', 20, null)).instruments.totalCount).toBe(2);
    expect(await graph.codes(caller, '{ instruments(first: 101) { edges { cursor } } }')).toEqual(['BAD_USER_INPUT']);
    expect(await graph.codes(caller, '{ instruments(after: "x") { edges { cursor } } }')).toEqual(['BAD_USER_INPUT']);
  });

  it('keeps a partner’s copy with its home, and of a withdrawn one the name', async () => {
    const record = {
      id: 'hlj:instrument:1',
      kind: 'instrument',
      version: 3,
      title: '核磁共振波谱仪',
      sharing: 'NATION',
      grade: 'OPEN',
      document: { unitId: 'hlj:unit:1', model: 'AV600', originalValueFen: 600_000_000, contact: null },
    } as const;
    await test.kernel.catalogue.applyRemote('hlj', [record], new Date('2026-03-01T00:00:00Z'));
    const fields = 'name model home syncedAt status isLarge unit { id }';
    expect(await read(anonymous(), record.id, fields)).toEqual({
      name: '核磁共振波谱仪',
      model: 'AV600',
      home: 'hlj',
      syncedAt: '2026-03-01T00:00:00.000Z',
      status: 'AVAILABLE',
      isLarge: true,
      unit: { id: 'hlj:unit:1' },
    });
    const list = async (scope: string) =>
      (
        await graph.run(
          anonymous(),
          `{ instruments(filter: { scope: ${scope}, home: null, name: "核磁" }) { edges { node { id } } } }`,
        )
      ).instruments.edges;
    expect([(await list('OWN')).length, (await list('NETWORK')).length]).toEqual([0, 1]);
    const change = await mutate(user('staff', 'PLATFORM_ADMINISTRATOR', ['mdj']), 'shareInstrument', '', {
      instrumentId: record.id,
      sharing: 'CITY',
    });
    expect(change.__typename).toBe('NotPermitted');
    await test.kernel.catalogue.applyRemote(
      'hlj',
      [{ ...record, version: 4, withdrawn: true, document: {} }],
      new Date('2026-03-02T00:00:00Z'),
    );
    expect(await read(anonymous(), record.id, fields)).toMatchObject({
      name: '核磁共振波谱仪',
      status: 'WITHDRAWN',
      model: null,
    });
  });

  describe('imports through the graph', () => {
    const file = (text: string, name = 'list.csv') => ({ name, text });
    const fields =
      '... on ImportInstrumentsSuccess { dryRun rows created updated unchanged rejected problemCount rowProblems { row field reason kept } } ... on UnsupportedFile { recognisedAs message } ... on InvalidInput { problems { field } }';
    const load = (input: object, caller = keeper) => mutate(caller, 'importInstruments', fields, { unitId, ...input });
    const csv =
      '资产编号,设备名称,型号,单价,购置日期,联系人,邮箱\nZ1,万能试验机,WDW-100,"¥123,456.50",2011/8/1,王工,w@x.cn\nZ2,,X,1,2011-1-1,,\nZ3,硬度计,HR-150,abc,2011-13-01,李工,坏邮箱\nZ1,重复,,,,,\n';

    it('checks without writing, then keeps the good rows and reports the bad ones by row and field', async () => {
      const dry = await load({ file: file(csv), dryRun: true });
      expect(dry).toMatchObject({ dryRun: true, rows: 4, created: 2, rejected: 2 });
      const real = await load({ file: file(csv) });
      expect(real).toMatchObject({ rows: 4, created: 2, updated: 0, unchanged: 0, rejected: 2, problemCount: 5 });
      expect(real.rowProblems.map(({ row, field, kept }: Answer) => [row, field, kept])).toEqual([
        [2, 'name', false],
        [3, 'originalValue', true],
        [3, 'commissionedOn', true],
        [3, 'contactEmail', true],
        [4, 'localId', false],
      ]);
      expect(await load({ file: file(csv) })).toMatchObject({ created: 0, updated: 0, unchanged: 2, rejected: 2 });
      expect(await load({ file: file(csv.replace('WDW-100', 'WDW-200')) })).toMatchObject({
        created: 0,
        updated: 1,
        unchanged: 1,
      });
      const found = await graph.run(
        keeper,
        '{ instruments(filter: { name: "万能试验机" }) { edges { node { localId model originalValueFen commissionedOn contact { email } } } } }',
      );
      expect(found.instruments.edges[0].node).toEqual({
        localId: 'Z1',
        model: 'WDW-200',
        originalValueFen: 12_345_650,
        commissionedOn: '2011-08-01',
        contact: { email: 'w@x.cn' },
      });
    });

    it('answers a repeated key with the first report', async () => {
      const input = { idempotencyKey: 'same', file: file('编号,名称\nK1,甲\n') };
      const first = await load(input);
      expect(first).toMatchObject({ created: 1 });
      expect(await load(input)).toEqual(first);
      expect((await load({ ...input, file: file('编号,名称\nK2,乙\n') })).__typename).toBe('IdempotencyConflict');
    });

    it('proposes a mapping, takes the confirmed one, and refuses what is no list', async () => {
      const text = 'Serial;Gerät;Name\n1;x;Mikroskop\n';
      const preview = await previewed(text);
      expect(preview).toMatchObject({ format: 'CSV', encoding: 'utf-8', rows: 1 });
      const confirmed = [
        { column: 'Name', field: 'name' },
        { column: 'Serial', field: 'localId' },
      ];
      expect(await load({ file: file(text), mapping: confirmed })).toMatchObject({ created: 1 });
      expect(await load({ file: file(text), mapping: [{ column: 'Nam', field: 'name' }] })).toMatchObject({
        recognisedAs: 'MAPPING',
      });
      expect(await load({ file: file('@prefix a: <b> .\n', 'p.ttl') })).toMatchObject({
        __typename: 'UnsupportedFile',
        recognisedAs: 'TURTLE',
      });
      expect(await load({ file: file('hello\nworld\n') })).toMatchObject({ recognisedAs: 'UNKNOWN_TABLE' });
      expect(await load({ file: { name: 'x' } })).toMatchObject({ problems: [{ field: 'file' }] });
      expect((await load({ file: file('编号,名称\n1,甲\n') }, other)).__typename).toBe('NotPermitted');
    });
    const previewed = async (text: string): Promise<Answer> =>
      (
        await graph.run(
          keeper,
          'mutation ($input: PreviewInstrumentImportInput!) { previewInstrumentImport(input: $input) { ... on InstrumentImportPreview { format encoding rows mapping { column field } sample } } }',
          { input: { file: file(text) } },
        )
      ).previewInstrumentImport;
  });
});
