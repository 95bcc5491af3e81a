import { patentNumber } from './codes.ts';
import { figures } from './figures.ts';
import { randomFrom, seedId } from './random.ts';
import { personName, type SeedUnit } from './units.ts';
import { disciplines, industries, instrumentTemplates } from './vocabulary.ts';

export interface SeedExpert {
  readonly id: string;
  readonly name: string;
  readonly unitId: string;
  readonly title: string;
  readonly disciplines: readonly string[];
  readonly keywords: readonly string[];
}

export interface SeedAchievement {
  readonly id: string;
  readonly title: string;
  readonly unitId: string;
  readonly expertIds: readonly string[];
  readonly level: string;
  readonly stage: string;
  readonly year: number;
  readonly abstract: string;
}

export interface SeedPatent {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly unitId: string;
  readonly expertIds: readonly string[];
  readonly kind: 'INVENTION' | 'UTILITY_MODEL' | 'DESIGN';
  readonly ipc: string;
  readonly grantedOn: string;
}

export interface SeedNeed {
  readonly id: string;
  readonly title: string;
  readonly firmId: string;
  readonly disciplines: readonly string[];
  readonly description: string;
}

export interface SeedTrackingItem {
  readonly id: string;
  readonly title: string;
  readonly topic: string;
  readonly source: string;
  readonly publishedOn: string;
  readonly summary: string;
}

export interface SeedDocument {
  readonly id: string;
  readonly title: string;
  readonly authors: readonly string[];
  readonly journal: string;
  readonly year: number;
  readonly pages: number;
}

const titles = ['教授', '副教授', '研究员', '高级工程师', '正高级工程师'];
const levels = ['国际先进', '国内领先', '国内先进', '省内领先'];
const stages = ['小试', '中试', '可产业化', '已产业化'];
const verbs = ['制备工艺', '关键技术', '性能优化', '检测方法', '成套装备', '质量控制', '循环利用', '加工技术'];
const ipcs = [
  'C01B 31/04',
  'C04B 35/56',
  'A23L 1/28',
  'B27N 3/04',
  'G01N 21/31',
  'F16H 1/28',
  'H02J 3/18',
  'A61K 36/25',
  'C02F 9/14',
  'B65G 15/08',
];
export const trackingTopics = [
  '新材料',
  '先进制造',
  '生物医药',
  '现代农业',
  '能源环保',
  '电子信息',
  '政策法规',
  '林产加工',
] as const;

const nth = <T>(items: readonly T[], i: number): T => items[i % items.length] as T;

/** Experts, achievements, patents, needs, documents and tracking items of the city at the paper's numbers (domain.md §1). */
export function seedKnowledge(units: readonly SeedUnit[], scale: number) {
  const members = units.filter((unit) => unit.kind !== 'FIRM' && unit.kind !== 'PLATFORM_CENTRE');
  const firms = units.filter((unit) => unit.kind === 'FIRM');
  const count = (key: 'experts' | 'achievements' | 'patents' | 'technicalNeeds' | 'trackingItems'): number =>
    Math.round(figures.mdj[key] * scale);
  const experts = seedExperts(members, count('experts'));
  return {
    experts,
    achievements: seedAchievements(members, experts, count('achievements')),
    patents: seedPatents(members, experts, count('patents')),
    needs: seedNeeds(firms, count('technicalNeeds')),
    tracking: seedTracking(count('trackingItems')),
    documents: seedDocuments(Math.round(400 * scale)),
  };
}

const list = <T>(length: number, make: (i: number) => T): readonly T[] => Array.from({ length }, (_, i) => make(i));

function seedExperts(members: readonly SeedUnit[], count: number): readonly SeedExpert[] {
  const random = randomFrom('mdj/experts');
  return list(count, (i) => ({
    id: seedId('mdj', 'expert', String(i)),
    name: personName(random),
    unitId: nth(members, i).id,
    title: random.pick(titles),
    disciplines: [nth(disciplines, i), random.pick(disciplines)].filter(
      (value, index, all) => all.indexOf(value) === index,
    ),
    keywords: [nth(industries, i), random.pick(instrumentTemplates).name],
  }));
}

function seedAchievements(
  members: readonly SeedUnit[],
  experts: readonly SeedExpert[],
  count: number,
): readonly SeedAchievement[] {
  const random = randomFrom('mdj/achievements');
  return list(count, (i) => {
    const subject = `${nth(industries, i)}${nth(verbs, Math.floor(i / industries.length))}`;
    return {
      id: seedId('mdj', 'achievement', String(i)),
      title: `${subject}研究与应用${i >= industries.length * verbs.length ? `（${Math.floor(i / (industries.length * verbs.length)) + 1}）` : ''}`,
      unitId: nth(members, i).id,
      expertIds: [nth(experts, i).id, nth(experts, i * 7 + 3).id],
      level: random.pick(levels),
      stage: random.pick(stages),
      year: random.int(2005, 2011),
      abstract: `针对${nth(industries, i)}企业的共性需求，完成${subject}，经${random.int(1, 5)}家企业应用。`,
    };
  });
}

function seedPatents(
  members: readonly SeedUnit[],
  experts: readonly SeedExpert[],
  count: number,
): readonly SeedPatent[] {
  const random = randomFrom('mdj/patents');
  const kinds = ['INVENTION', 'UTILITY_MODEL', 'DESIGN'] as const;
  return list(count, (i) => {
    const kind = (i % 10 < 6 ? 1 : i % 10 < 9 ? 2 : 3) as 1 | 2 | 3;
    const year = 2004 + (i % 7);
    return {
      id: seedId('mdj', 'patent', String(i)),
      number: patentNumber(year, kind, 10_000 + i * 37),
      title: `一种${nth(industries, i)}${nth(verbs, i)}${kind === 1 ? '及其方法' : '装置'}`,
      unitId: nth(members, i).id,
      expertIds: [nth(experts, i * 3).id],
      kind: kinds[kind - 1] ?? 'INVENTION',
      ipc: random.pick(ipcs),
      grantedOn: `${year + 1}-${String(random.int(1, 12)).padStart(2, '0')}-${String(random.int(1, 28)).padStart(2, '0')}`,
    };
  });
}

function seedNeeds(firms: readonly SeedUnit[], count: number): readonly SeedNeed[] {
  return list(count, (i) => ({
    id: seedId('mdj', 'need', String(i)),
    title: `${nth(industries, i)}${nth(verbs, i + Math.floor(i / 15))}难题`,
    firmId: nth(firms, i).id,
    disciplines: [nth(disciplines, i)],
    description: `企业在${nth(industries, i)}生产中需要解决${nth(verbs, i)}问题，希望与高校院所合作。`,
  }));
}

function seedTracking(count: number): readonly SeedTrackingItem[] {
  const random = randomFrom('mdj/tracking');
  const sources = ['科技日报', '中国科学报', '黑龙江日报', '新华网', '科学网'];
  return list(count, (i) => {
    const day = new Date(Date.UTC(2011, 0, 1) + Math.floor((i * 731) / count) * 86_400_000).toISOString().slice(0, 10);
    const topic = nth(trackingTopics, i);
    return {
      id: seedId('mdj', 'trackingItem', String(i)),
      title: `${topic}：${nth(industries, i)}${nth(verbs, Math.floor(i / 8))}取得新进展（${i + 1}）`,
      topic,
      source: random.pick(sources),
      publishedOn: day,
      summary: `${random.pick(sources)}报道，${nth(disciplines, i)}领域的${nth(industries, i)}${nth(verbs, i)}有新的成果，值得本市企业关注。`,
    };
  });
}

function seedDocuments(count: number): readonly SeedDocument[] {
  const random = randomFrom('mdj/documents');
  const journals = ['中国科技资源导刊', '炭素技术', '食用菌学报', '林产工业', '材料导报', '分析测试学报'];
  return list(count, (i) => ({
    id: seedId('mdj', 'document', String(i)),
    title: `${nth(industries, i)}${nth(verbs, Math.floor(i / 15))}研究进展${i >= 120 ? `（${i}）` : ''}`,
    authors: [personName(random), personName(random)],
    journal: random.pick(journals),
    year: random.int(2000, 2012),
    pages: random.int(3, 14),
  }));
}
