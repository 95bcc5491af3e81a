import { expect, it } from 'vitest';
import { sourceOf } from '../../../kernel/import/source.ts';
import { ownShared } from '../../../kernel/records/shared-fields.ts';
import { openInstrumentList } from '../import/open-list.ts';
import { pidinstJson } from '../import/pidinst.ts';
import { blankDetails, type InstrumentRecord } from '../instruments.ts';
import type { ExportTable } from './columns.ts';
import { pidinstOf } from './pidinst.ts';
import { type ExportFormat, writeTable } from './write.ts';

const now = new Date('2026-03-02T00:00:00Z');
const instrument: InstrumentRecord = {
  ...ownShared('mdj', 'mdj:instrument:1', { unitId: 'mdj:unit:1' }, { sharing: 'CITY', grade: 'OPEN' }, now),
  ...blankDetails,
  name: '万能试验机,“100 kN”',
  localId: '00123',
  model: '=1+1',
  manufacturer: { name: '济南试金', identifier: null, identifierType: null },
  originalValueFen: 12_345_650,
  commissionedOn: '2011-08-01',
  serialNumber: 'SN-7',
  keywords: ['拉伸', '压缩'],
  standards: ['GB/T 228.1-2021'],
  ratedHoursClass: 'SPECIAL',
  facility: '材料学院',
  contact: { name: '王工', telephone: '0453-6511111', email: 'w@x.cn' },
  alternateIdentifiers: [{ type: 'DOI', value: '10.1/x' }],
  unitId: 'mdj:unit:1',
  managingUnitId: 'mdj:unit:1',
  laboratoryId: null,
  localKey: '00123',
  groupIds: [],
  attachments: [],
  status: 'AVAILABLE',
  statusRemark: null,
  statusSince: now,
};

const cases: [ExportTable, ExportFormat][] = [
  ['TEMPLATE_ZH', 'CSV'],
  ['TEMPLATE_ZH', 'XLSX'],
  ['TEMPLATE_EN', 'CSV'],
  ['TEMPLATE_EN', 'XLSX'],
  ['UNIQUIP', 'CSV'],
  ['UNIQUIP', 'XLSX'],
];

it.each(cases)('%s as %s can be imported again', async (table, format) => {
  const file = await writeTable([instrument], table, format);
  const list = await openInstrumentList(sourceOf(file.name, file.bytes));
  expect(list.format).toBe(format);
  const drafts = await Array.fromAsync(list.drafts);
  expect(drafts).toHaveLength(1);
  expect(drafts[0]?.problems).toEqual([]);
  const details = drafts[0]?.details;
  expect(details).toMatchObject({
    name: instrument.name,
    localId: '00123',
    keywords: ['拉伸', '压缩'],
    facility: '材料学院',
    contact: instrument.contact,
  });
  if (table === 'UNIQUIP') return;
  const { originalValueFen, commissionedOn, ratedHoursClass, standards, manufacturer, serialNumber } = instrument;
  expect(details).toMatchObject({
    originalValueFen,
    commissionedOn,
    ratedHoursClass,
    standards,
    manufacturer,
    serialNumber,
  });
});

it('never writes a formula', async () => {
  const { bytes } = await writeTable([instrument], 'TEMPLATE_ZH', 'CSV');
  expect(bytes.toString()).toContain("'=1+1");
  expect(bytes.toString()).not.toMatch(/[,\n]=1/);
});

it('gives the empty template for no rows', async () => {
  const { bytes } = await writeTable([], 'TEMPLATE_ZH', 'CSV');
  expect(bytes.toString().replace('\ufeff', '')).toMatch(/^内部编号,仪器名称,英文名称,/);
});

it('writes PIDINST JSON with all mandatory properties, which reads back', () => {
  const json = pidinstOf(instrument, { ownerName: '牡丹江师范学院', landingPage: 'https://x.cn/1' }) as Record<
    string,
    unknown
  >;
  expect(Object.keys(json)).toEqual(
    expect.arrayContaining(['Identifier', 'SchemaVersion', 'LandingPage', 'Name', 'Owner', 'Manufacturer']),
  );
  const [draft] = pidinstJson(JSON.parse(JSON.stringify(json)));
  expect(draft?.problems).toEqual([]);
  expect(draft?.details).toMatchObject({
    name: instrument.name,
    localId: '10.1/x',
    serialNumber: 'SN-7',
    commissionedOn: '2011-08-01',
    manufacturer: { name: '济南试金' },
  });
});
