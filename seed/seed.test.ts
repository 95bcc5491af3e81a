import { describe, expect, test } from 'vitest';
import { creditCode, organisationCode, patentNumber } from './codes.ts';
import { figures, LARGE_VALUE_FEN } from './figures.ts';
import { seedInstruments } from './instruments.ts';
import { seedKnowledge } from './knowledge.ts';
import { distribute } from './random.ts';
import { seedTestItems } from './test-items.ts';
import { seedUnits } from './units.ts';
import { seedUses } from './usage.ts';

const units = seedUnits({ platform: 'mdj', scale: 1 });
const instruments = seedInstruments({ platform: 'mdj', scale: 1 }, units);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

describe('the seed reaches the figures of the paper', () => {
  test('member units, also members of the province', () => {
    const members = units.filter((unit) => unit.key.startsWith('mdj-unit-'));
    expect(members).toHaveLength(figures.mdj.units);
    expect(members.filter((unit) => unit.alsoInProvince)).toHaveLength(figures.mdj.unitsAlsoInProvince);
  });

  test('instruments of the network, own equipment, large ones and their value', () => {
    expect(instruments.filter((one) => !one.ownEquipment)).toHaveLength(figures.mdj.networkInstruments);
    expect(instruments.filter((one) => one.ownEquipment)).toHaveLength(figures.mdj.ownEquipment);
    const shared = instruments.filter((one) => one.sharing === 'PROVINCE');
    expect(shared).toHaveLength(figures.mdj.largeSharedInstruments);
    expect(sum(shared.map((one) => one.valueFen))).toBe(figures.mdj.largeSharedValueFen);
    expect(Math.min(...shared.map((one) => one.valueFen))).toBeGreaterThanOrEqual(LARGE_VALUE_FEN);
  });

  test('experts, achievements, patents, needs of firms, tracking items', () => {
    const knowledge = seedKnowledge(units, 1);
    expect(knowledge.experts).toHaveLength(figures.mdj.experts);
    expect(knowledge.achievements).toHaveLength(figures.mdj.achievements);
    expect(new Set(knowledge.patents.map((patent) => patent.number)).size).toBe(figures.mdj.patents);
    expect(knowledge.needs).toHaveLength(figures.mdj.technicalNeeds);
    expect(new Set(knowledge.needs.map((need) => need.firmId)).size).toBe(figures.mdj.firmsWithNeeds);
    expect(knowledge.tracking).toHaveLength(figures.mdj.trackingItems);
  });

  test('machine-hours, without two uses of one instrument at a time, inside the two years', () => {
    const uses = seedUses(instruments, units, 1);
    expect(sum(uses.map((use) => use.usedMinutes))).toBe(figures.mdj.machineMinutes);
    const slots = new Set(uses.map((use) => `${use.instrument.id}|${use.start.toISOString()}`));
    expect(slots.size).toBe(uses.length);
    expect(Math.max(...uses.map((use) => use.bookedMinutes))).toBeLessThanOrEqual(270);
    for (const use of uses) {
      expect(use.usedMinutes).toBeLessThanOrEqual(use.bookedMinutes);
      expect(use.start.toISOString() >= '2011-01-01' && use.start.toISOString() < '2013-01-01').toBe(true);
    }
  });

  test('the province’s units and instruments', () => {
    const province = seedUnits({ platform: 'hlj', scale: 1 });
    expect(province.filter((unit) => unit.key.startsWith('hlj-unit-'))).toHaveLength(figures.hlj.units);
    expect(seedInstruments({ platform: 'hlj', scale: 1 }, province)).toHaveLength(figures.hlj.instruments);
  });
});

describe('the seed is well formed', () => {
  test('names and codes are unique', () => {
    expect(new Set(units.map((unit) => unit.name)).size).toBe(units.length);
    expect(new Set(units.map((unit) => unit.creditCode)).size).toBe(units.length);
    expect(new Set(instruments.map((one) => one.id)).size).toBe(instruments.length);
  });

  test('the first two units offer the tensile test at any scale', () => {
    for (const scale of [0.05, 0.3, 1]) {
      const some = seedUnits({ platform: 'mdj', scale });
      const items = seedTestItems('mdj', seedInstruments({ platform: 'mdj', scale }, some));
      const offering = new Set(
        items.filter((item) => item.standard.startsWith('GB/T 228.1')).map((item) => item.unitId),
      );
      for (const key of ['mdj-unit-01', 'mdj-unit-02'])
        expect(offering).toContain(some.find((unit) => unit.key === key)?.id);
    }
  });

  test('check characters are those of published codes', () => {
    expect(creditCode('91350100M000100Y4')).toBe('91350100M000100Y43');
    expect(organisationCode(59_281_045)).toMatch(/^59281045[\dX]$/);
    expect(patentNumber(2003, 1, 100_002)).toMatch(/^ZL200310100002\.[\dX]$/);
  });

  test('a total is distributed without remainder', () => {
    expect(distribute(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(sum(distribute(1_000_003, [3, 5, 7, 11]))).toBe(1_000_003);
  });
});
