import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectUnits } from '../../../kernel/records/unit-projection.ts';
import { equipmentLists, hasEquipmentLists, importEquipmentList } from '../../../test/harness/equipment-lists.ts';
import { type TestKernel, testKernel } from '../../../test/harness/kernel.ts';
import { InstrumentStore } from '../instrument-store.ts';

describe.skipIf(!hasEquipmentLists)('real equipment lists as a whole (skipped without ../shared)', () => {
  let test: TestKernel;
  let store: InstrumentStore;
  beforeAll(async () => {
    test = await testKernel();
    store = await new InstrumentStore(test.kernel, await projectUnits(test.kernel, 'instruments')).open();
  });
  afterAll(() => test.close());

  it.each(equipmentLists)(
    '%s: every row is kept or reported, and importing again changes nothing',
    { timeout: 300_000 },
    async (name, _format, _encoding, rows) => {
      const first = await importEquipmentList(test, store, name);
      expect(first.rows).toBe(rows);
      expect(first.created + first.rejected).toBe(rows);
      expect(first.problems.filter((problem) => !problem.kept)).toHaveLength(first.rejected);
      expect(await store.records.model.countDocuments({ unitId: `mdj:unit:${name}` })).toBe(first.created);
      const second = await importEquipmentList(test, store, name);
      expect(second).toMatchObject({
        rows,
        created: 0,
        updated: 0,
        unchanged: first.created,
        rejected: first.rejected,
      });
    },
  );
});
