import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImportRefusal } from '../../../kernel/import/source.ts';
import { projectUnits } from '../../../kernel/records/unit-projection.ts';
import {
  equipmentLists,
  hasEquipmentLists,
  importEquipmentList,
  openEquipmentList as open,
} from '../../../test/harness/equipment-lists.ts';
import { type TestKernel, testKernel } from '../../../test/harness/kernel.ts';
import { InstrumentStore } from '../instrument-store.ts';

/** Rows that the quick test writes; `real-lists.verify.test.ts` writes all. */
const written = 60;

describe.skipIf(!hasEquipmentLists)('real equipment lists (skipped without ../shared)', () => {
  let test: TestKernel;
  let store: InstrumentStore;
  beforeAll(async () => {
    test = await testKernel();
    store = await new InstrumentStore(test.kernel, await projectUnits(test.kernel, 'instruments')).open();
  });
  afterAll(() => test.close());

  it.each(equipmentLists)('%s is read as %s in %s with all its rows', async (name, format, encoding, rows) => {
    const list = await open(name);
    expect([list.format, list.encoding]).toEqual([format, encoding]);
    expect(await Array.fromAsync(list.drafts)).toHaveLength(rows);
  });

  it.each(equipmentLists)('%s: importing its first rows again changes nothing', async (name) => {
    const first = await importEquipmentList(test, store, name, written);
    expect(first.created + first.rejected).toBe(first.rows);
    const second = await importEquipmentList(test, store, name, written);
    expect(second).toMatchObject({ created: 0, updated: 0, unchanged: first.created, rejected: first.rejected });
  });

  it('reads the no-break space of Mac Roman and rejects placeholders by row and field', async () => {
    const list = await open('st-andrews-uniquip-equipment.csv');
    const rejected = [];
    let strange = 0;
    for await (const draft of list.drafts) {
      if (!draft.details) rejected.push(...draft.problems.filter((problem) => !problem.kept));
      if (/[ÊÃ�]/.test(JSON.stringify(draft.details))) strange += 1;
    }
    expect(strange).toBe(0);
    expect(rejected[0]).toMatchObject({ row: 1, field: 'name', kept: false });
  });

  it('keeps what PIDINST says: identifier, manufacturer, dates, related identifiers', async () => {
    const drafts = [];
    for (const name of ['pidinst-example.json', 'ePIC_json_example.json', 'hzb-mx-14-1.xml'])
      for await (const draft of (await open(name)).drafts) drafts.push(draft.details);
    expect(drafts[0]).toMatchObject({
      name: 'UFZ MET Soil Sensor 1',
      localId: 'http://hdl.handle.net/21.T11998/SMS-0000-001C-328B-D-STAGE-TEST',
      serialNumber: '1234-4234-\\937 A',
      commissionedOn: '2021-01-01',
      decommissionedOn: '2022-09-09',
      measuredVariables: ['soil moisture', 'soil temperature'],
      model: 'Perfect Sense 1.0',
    });
    expect(drafts[1]).toMatchObject({
      name: 'Sea-Bird SBE 37-IM MicroCAT C-T Sensor',
      commissionedOn: '1999-11-01',
      serialNumber: '2490',
      manufacturer: { name: 'Sea-Bird Scientific', identifierType: 'URL' },
    });
    expect(drafts[2]).toMatchObject({
      name: 'Macromolecular Crystallography station 14.1',
      keywords: ['Synchrotron experimental station'],
      manufacturer: { identifier: '02aj13c28', identifierType: 'ROR' },
    });
    expect(drafts[2]?.relatedIdentifiers).toHaveLength(2);
  });

  it.each([
    ['opd-example-profile.ttl', 'TURTLE'],
    ['st-andrews-opd.ttl', 'TURTLE'],
    ['gcmd-instruments.csv', 'VOCABULARY'],
  ])('%s is refused by its name', async (name, recognisedAs) => {
    const refusal = await open(name).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ImportRefusal);
    expect((refusal as ImportRefusal).recognisedAs).toBe(recognisedAs);
  });
});
