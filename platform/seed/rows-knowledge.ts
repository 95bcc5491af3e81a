import type { ReadyDocument } from '../../kernel/records/record-store.ts';
import type {
  SeedAchievement,
  SeedDocument,
  SeedExpert,
  SeedNeed,
  SeedPatent,
  SeedTrackingItem,
} from '../../seed/knowledge.ts';
import type { SeedTestItem } from '../../seed/test-items.ts';
import type { SeedUnit } from '../../seed/units.ts';
import { REGISTERED_AT } from './rows.ts';

const ready = (
  id: string,
  unitId: string | null,
  title: string,
  document: Readonly<Record<string, unknown>>,
  registeredAt = REGISTERED_AT,
): ReadyDocument => ({
  id,
  unitId,
  sharing: 'PROVINCE',
  registeredAt,
  title,
  document,
});

const levels: Readonly<Record<string, string>> = {
  国际先进: 'INTERNATIONAL_ADVANCED',
  国内领先: 'NATIONAL_LEADING',
  国内先进: 'NATIONAL_ADVANCED',
  省内领先: 'OTHER',
};
const stages: Readonly<Record<string, string>> = {
  小试: 'LABORATORY',
  中试: 'PILOT',
  可产业化: 'INDUSTRIAL',
  已产业化: 'INDUSTRIAL',
};

export function expertRow(expert: SeedExpert): ReadyDocument {
  return ready(expert.id, expert.unitId, expert.name, {
    professionalTitle: expert.title,
    field: expert.disciplines[0],
    specialities: [...expert.disciplines, ...expert.keywords],
    services: ['DIAGNOSIS', 'CONSULTING', 'TRAINING'],
  });
}

export function achievementRow(achievement: SeedAchievement): ReadyDocument {
  const { id, unitId, title, abstract, year, expertIds } = achievement;
  return ready(id, unitId, title, {
    abstract,
    year,
    expertIds,
    level: levels[achievement.level],
    stage: stages[achievement.stage],
  });
}

export function patentRow(patent: SeedPatent): ReadyDocument {
  const { id, unitId, title, number, kind, grantedOn, expertIds } = patent;
  return ready(id, unitId, title, { number, kind, grantedOn, expertIds, ipc: [patent.ipc] });
}

export function needRow(need: SeedNeed): ReadyDocument {
  return ready(need.id, need.firmId, need.title, {
    description: need.description,
    field: need.disciplines[0],
    keywords: need.disciplines,
  });
}

export function trackingRow(item: SeedTrackingItem): ReadyDocument {
  const { id, title, summary, publishedOn } = item;
  return ready(
    id,
    null,
    title,
    { summary, publishedOn, sourceName: item.source, topicTitle: item.topic },
    new Date(`${publishedOn}T00:00:00.000Z`),
  );
}

export function topicRow(platform: string, title: string) {
  return { _id: `${platform}:topic:${title}`, title, description: null, home: platform, adoptedBy: [], version: 1 };
}

export function documentRow(document: SeedDocument): ReadyDocument {
  const { id, title, authors, year, pages } = document;
  return ready(id, null, title, { authors, year, pages, kind: 'ARTICLE', source: document.journal });
}

export function testItemRow(unit: SeedUnit, item: SeedTestItem): ReadyDocument {
  return ready(item.id, item.unitId, item.name, {
    name: item.name,
    synonyms: item.synonyms,
    standards: [item.standard],
    specimen: item.specimen,
    reportLanguages: ['ZH'],
    instrumentIds: item.instrumentIds,
    turnaroundDays: item.turnaroundDays,
    minutesPerSample: 20,
    contact: { name: unit.contactName, telephone: unit.contactPhone, email: null },
    ownEquipment: unit.kind === 'PLATFORM_CENTRE',
    unitName: unit.name,
  });
}
