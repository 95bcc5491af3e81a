import { creditCode, organisationCode } from './codes.ts';
import { figures } from './figures.ts';
import { type Random, randomFrom, seedId } from './random.ts';
import { firmWords, givenNames, hljDistricts, industries, mdjDistricts, surnames } from './vocabulary.ts';

export type UnitKind = 'UNIVERSITY' | 'INSTITUTE' | 'ENTERPRISE' | 'PLATFORM_CENTRE' | 'FIRM';

export interface SeedUnit {
  readonly id: string;
  /** Stable name within the seed: `mdj-unit-01`, `mdj-firm-01`, `mdj-centre`. */
  readonly key: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly creditCode: string;
  readonly district: string;
  readonly address: string;
  readonly contactName: string;
  readonly contactPhone: string;
  readonly alsoInProvince: boolean;
}

export interface SeedNetworkOptions {
  readonly platform: string;
  readonly scale: number;
}

/** Kinds of legal persons in a credit code: 1 institutions under 机构编制, 9 registered with 工商. */
const REGISTRAR = { UNIVERSITY: '12', INSTITUTE: '12', PLATFORM_CENTRE: '12', ENTERPRISE: '91', FIRM: '91' } as const;

export function personName(random: Random): string {
  return random.pick(surnames) + random.pick(givenNames);
}

function phone(random: Random, area: string): string {
  return `${area}-${random.int(6_000_000, 8_999_999)}`;
}

function unit(
  platform: string,
  key: string,
  name: string,
  kind: UnitKind,
  district: string,
  areaCode: string,
  serial: number,
  random: Random,
  alsoInProvince: boolean,
): SeedUnit {
  return {
    id: seedId(platform, 'unit', key),
    key,
    name,
    kind,
    creditCode: creditCode(REGISTRAR[kind] + areaCode + organisationCode(serial)),
    district,
    address: `${district}${random.pick(['科技路', '爱民街', '光华街', '太平路', '西三条路', '裕民路', '学府路', '创业大道'])}${random.int(1, 399)}号`,
    contactName: personName(random),
    contactPhone: phone(random, platform === 'mdj' ? '0453' : '0451'),
    alsoInProvince,
  };
}

const mdjUniversities = [
  '牡丹江师范学院',
  '牡丹江医学院',
  '黑龙江农业经济职业学院',
  '黑龙江林业职业技术学院',
  '黑龙江幼儿师范高等专科学校',
  '牡丹江大学',
];
const instituteSubjects = [
  '农业科学',
  '林业科学',
  '石墨与新材料',
  '食用菌',
  '环境监测',
  '产品质量监督检验',
  '计量检定测试',
  '药品检验',
  '机械工业',
  '水产',
  '特种陶瓷',
  '粮油质量检测',
  '地质勘查',
  '电力试验',
];

/** The member units of the platform, the platform's own centre, and the small firms that use it (they are no member units). */
export function seedUnits({ platform, scale }: SeedNetworkOptions): readonly SeedUnit[] {
  return platform === 'mdj' ? cityUnits(scale) : provinceUnits(platform, scale);
}

function cityUnits(scale: number): readonly SeedUnit[] {
  const random = randomFrom('mdj/units');
  const count = Math.round(figures.mdj.units * scale);
  const inProvince = Math.round(figures.mdj.unitsAlsoInProvince * scale);
  const units: SeedUnit[] = [
    unit(
      'mdj',
      'mdj-centre',
      '牡丹江市科技创新创业资源共享服务平台仪器设备共享服务中心',
      'PLATFORM_CENTRE',
      '东安区',
      '231002',
      70_000_000,
      random,
      false,
    ),
  ];
  for (let i = 1; i <= count; i++) {
    const key = `mdj-unit-${String(i).padStart(2, '0')}`;
    const district = mdjDistricts[(i * 3) % mdjDistricts.length] ?? '东安区';
    units.push(
      unit('mdj', key, cityUnitName(i), cityUnitKind(i), district, '231002', 70_000_000 + i, random, i <= inProvince),
    );
  }
  const firms = Math.round(figures.mdj.firmsWithNeeds * scale);
  for (let i = 1; i <= firms; i++) {
    const key = `mdj-firm-${String(i).padStart(2, '0')}`;
    units.push(
      unit(
        'mdj',
        key,
        firmName('牡丹江', i),
        'FIRM',
        random.pick(mdjDistricts),
        '231005',
        71_000_000 + i,
        random,
        false,
      ),
    );
  }
  return units;
}

function cityUnitKind(i: number): UnitKind {
  if (i <= mdjUniversities.length) return 'UNIVERSITY';
  return i <= mdjUniversities.length + instituteSubjects.length ? 'INSTITUTE' : 'ENTERPRISE';
}

function cityUnitName(i: number): string {
  const university = mdjUniversities[i - 1];
  if (university) return university;
  const subject = instituteSubjects[i - 1 - mdjUniversities.length];
  if (subject) return `牡丹江市${subject}研究所`;
  return firmName('牡丹江', 1000 + i).replace('科技有限公司', '集团技术中心');
}

/** Names repeat nowhere: the word, the industry and, past all pairs, a number. */
function firmName(place: string, i: number): string {
  const word = firmWords[i % firmWords.length] ?? '';
  const industry = industries[Math.floor(i / firmWords.length) % industries.length] ?? '';
  const round = Math.floor(i / (firmWords.length * industries.length));
  return `${place}${word}${industry}${round > 0 ? `第${round + 1}` : ''}科技有限公司`;
}

function provinceUnits(platform: string, scale: number): readonly SeedUnit[] {
  const random = randomFrom(`${platform}/units`);
  const count = Math.round(figures.hlj.units * scale);
  const units: SeedUnit[] = [
    unit(
      platform,
      `${platform}-centre`,
      '黑龙江省科技资源共享服务中心',
      'PLATFORM_CENTRE',
      '哈尔滨市',
      '230103',
      60_000_000,
      random,
      false,
    ),
  ];
  const kinds: readonly UnitKind[] = ['UNIVERSITY', 'INSTITUTE', 'ENTERPRISE', 'ENTERPRISE'];
  const words: Record<string, readonly string[]> = {
    UNIVERSITY: ['工程学院', '师范学院', '农业学院', '医学院', '理工学院'],
    INSTITUTE: ['科学研究院', '研究所', '检测中心', '试验站'],
  };
  for (let i = 1; i <= count; i++) {
    const [district, area] = hljDistricts[i % hljDistricts.length] ?? hljDistricts[0];
    const kind = kinds[i % kinds.length] ?? 'ENTERPRISE';
    const place = district.replace(/[市区]$|地区$/, '');
    const suffix = words[kind];
    const name = suffix
      ? `${place}${industries[i % industries.length]}${suffix[i % suffix.length]}${i > 60 ? `（${i}）` : ''}`
      : firmName(place, i);
    units.push(
      unit(
        platform,
        `${platform}-unit-${String(i).padStart(3, '0')}`,
        name,
        kind,
        district,
        area,
        60_000_000 + i,
        random,
        false,
      ),
    );
  }
  return units;
}
