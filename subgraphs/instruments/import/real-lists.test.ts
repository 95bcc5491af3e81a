import { createReadStream, existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemCaller } from '../../../kernel/caller.ts';
import { ImportRefusal } from '../../../kernel/import/source.ts';
import { projectUnits } from '../../../kernel/records/unit-projection.ts';
import { type TestKernel, testKernel } from '../../../test/harness/kernel.ts';
import { InstrumentStore } from '../instrument-store.ts';
import { type InstrumentList, openInstrumentList } from './open-list.ts';
import { runImport } from './run-import.ts';

/** The real lists; these tests say that they are skipped where the folder is not there. */
const folder = '/work/shared/data/instruments/';
const open = (name: string): Promise<InstrumentList> =>
  openInstrumentList({ name, bytes: createReadStream(`${folder}${name}`) });

describe.skipIf(!existsSync(folder))('real equipment lists (skipped without ../shared)', () => {
  let test: TestKernel;
  let store: InstrumentStore;
  beforeAll(async () => {
    test = await testKernel();
    store = await new InstrumentStore(test.kernel, await projectUnits(test.kernel, 'instruments')).open();
  });
  afterAll(() => test.close());

  const importAs = async (unitId: string, name: string) => {
    const caller = systemCaller('mdj', 'test');
    const options = { unit: { _id: unitId, path: ['mdj', unitId] }, sharing: 'CITY', dryRun: false } as const;
    return runImport(test.kernel, store, caller, await open(name), options);
  };

  it.each([
    ['st-andrews-uniquip-equipment.csv', 'CSV', 'macintosh', 623],
    ['emsl-instruments.tsv', 'TSV', 'utf-8', 149],
    ['eu-research-infrastructures.csv', 'CSV', 'utf-8', 577],
    ['jp-shared-equipment-a.json', 'JSON', 'utf-8', 1976],
    ['UniquipTemplate.xlsx', 'XLSX', 'binary', 0],
    ['pidinst-example.json', 'PIDINST', 'utf-8', 1],
    ['ePIC_json_example.json', 'PIDINST', 'utf-8', 1],
    ['hzb-mx-14-1.xml', 'PIDINST', 'utf-8', 1],
    ['hzb-nanocluster.xml', 'PIDINST', 'utf-8', 1],
  ])('%s: every row is kept or reported, and importing again changes nothing', async (name, format, encoding, rows) => {
    const { format: seen, encoding: detected } = await open(name);
    expect([seen, detected]).toEqual([format, encoding]);
    const unitId = `mdj:unit:${name}`;
    const first = await importAs(unitId, name);
    expect(first.rows).toBe(rows);
    expect(first.created + first.rejected).toBe(rows);
    expect(first.problems.filter((problem) => !problem.kept)).toHaveLength(first.rejected);
    expect(await store.records.model.countDocuments({ unitId })).toBe(first.created);
    const second = await importAs(unitId, name);
    expect(second).toMatchObject({ rows, created: 0, updated: 0, unchanged: first.created, rejected: first.rejected });
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
