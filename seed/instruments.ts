import { figures, LARGE_VALUE_FEN } from './figures.ts';
import { distribute, type Random, randomFrom, seedId } from './random.ts';
import type { SeedNetworkOptions, SeedUnit } from './units.ts';
import { type InstrumentTemplate, instrumentTemplates } from './vocabulary.ts';

export interface SeedInstrument {
  readonly id: string;
  readonly key: string;
  readonly unitId: string;
  readonly unitKey: string;
  readonly name: string;
  readonly model: string;
  readonly manufacturer: string;
  readonly category: string;
  readonly functions: string;
  readonly measuringRange: string;
  readonly standards: readonly string[];
  readonly valueFen: number;
  readonly purchasedYear: number;
  readonly special: boolean;
  readonly location: string;
  readonly sharing: 'CITY' | 'PROVINCE';
  /** Bought by the platform for its own sharing centre. */
  readonly ownEquipment: boolean;
  readonly hourFen: number;
  readonly template: InstrumentTemplate;
}

/** All instruments of the platform. For mdj: 317 of the collaboration network, 95 of them large (¥45 million together) and shared on the province, and the platform's own 16. */
export function seedInstruments(options: SeedNetworkOptions, units: readonly SeedUnit[]): readonly SeedInstrument[] {
  return options.platform === 'mdj' ? cityInstruments(options.scale, units) : provinceInstruments(options, units);
}

function cityInstruments(scale: number, units: readonly SeedUnit[]): readonly SeedInstrument[] {
  const random = randomFrom('mdj/instruments');
  const members = units.filter((unit) => unit.key.startsWith('mdj-unit-'));
  const total = Math.round(figures.mdj.networkInstruments * scale);
  const large = Math.round(figures.mdj.largeSharedInstruments * scale);
  const values = largeValues(Math.round(figures.mdj.largeSharedValueFen * scale), large, random);
  const largeOwners = members.filter((unit) => unit.alsoInProvince);
  const network = Array.from({ length: total }, (_, i) => {
    const isLarge = i < large;
    const owners = isLarge ? largeOwners : members;
    // The first two units have a tensile tester each, so that a test request has whom to go to at any scale.
    const tester = i - large < 2 ? i - large : -1;
    const owner = tester >= 0 ? members[tester] : owners[i % owners.length];
    const template = tester >= 0 ? tensileTester() : templateFor(isLarge, i);
    const value = values[i] ?? smallValue(template, random);
    return instrument(
      'mdj',
      `mdj-instrument-${i + 1}`,
      owner ?? members[0],
      template,
      value,
      isLarge ? 'PROVINCE' : 'CITY',
      false,
      random,
    );
  });
  const centre = units.find((unit) => unit.key === 'mdj-centre');
  const own = Array.from({ length: Math.round(figures.mdj.ownEquipment * scale) }, (_, i) => {
    const template = templateFor(false, i);
    return instrument('mdj', `mdj-own-${i + 1}`, centre, template, smallValue(template, random), 'CITY', true, random);
  });
  return [...network, ...own];
}

function provinceInstruments(
  { platform, scale }: SeedNetworkOptions,
  units: readonly SeedUnit[],
): readonly SeedInstrument[] {
  const random = randomFrom(`${platform}/instruments`);
  const members = units.filter((unit) => unit.kind !== 'PLATFORM_CENTRE');
  return Array.from({ length: Math.round(figures.hlj.instruments * scale) }, (_, i) => {
    const template = templateFor(true, i);
    const valueFen = Math.max(LARGE_VALUE_FEN, random.int(...template.valueYuan) * 100);
    return instrument(
      platform,
      `${platform}-instrument-${i + 1}`,
      members[i % members.length],
      template,
      valueFen,
      'PROVINCE',
      false,
      random,
    );
  });
}

/** Every template in turn, of those that can cost what is asked. */
function templateFor(large: boolean, i: number): InstrumentTemplate {
  const able = instrumentTemplates.filter(({ valueYuan }) =>
    large ? valueYuan[1] * 100 >= LARGE_VALUE_FEN : valueYuan[0] * 100 < LARGE_VALUE_FEN,
  );
  const template = able[i % able.length];
  if (!template) throw new RangeError('no template');
  return template;
}

function tensileTester(): InstrumentTemplate {
  const template = instrumentTemplates.find((one) => one.tests.some((test) => test.standard.startsWith('GB/T 228.1')));
  if (!template) throw new RangeError('no tensile tester among the templates');
  return template;
}

function smallValue(template: InstrumentTemplate, random: Random): number {
  const [low, high] = template.valueYuan;
  return random.int(low, Math.min(high, LARGE_VALUE_FEN / 100 - 1)) * 100;
}

/** Values of at least ¥200,000 that add up exactly. */
function largeValues(totalFen: number, count: number, random: Random): readonly number[] {
  const weights = Array.from({ length: count }, () => random.int(1, 100) ** 2);
  return distribute(totalFen - count * LARGE_VALUE_FEN, weights).map((extra) => LARGE_VALUE_FEN + extra);
}

function instrument(
  platform: string,
  key: string,
  unit: SeedUnit | undefined,
  template: InstrumentTemplate,
  valueFen: number,
  sharing: 'CITY' | 'PROVINCE',
  ownEquipment: boolean,
  random: Random,
): SeedInstrument {
  if (!unit) throw new RangeError(`no unit for ${key}`);
  const [manufacturer, model] = random.pick(template.makers);
  return {
    id: seedId(platform, 'instrument', key),
    key,
    unitId: unit.id,
    unitKey: unit.key,
    name: template.name,
    model,
    manufacturer,
    category: template.category,
    functions: template.functions,
    measuringRange: template.range,
    standards: template.tests.map((test) => test.standard),
    valueFen,
    purchasedYear: random.int(1998, 2011),
    special: template.special,
    location: `${unit.address}实验楼${random.int(1, 6)}0${random.int(1, 9)}室`,
    sharing,
    ownEquipment,
    hourFen: template.hourYuan * 100,
    template,
  };
}
