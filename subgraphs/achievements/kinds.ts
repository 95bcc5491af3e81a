import { documentOf, membersOf, ownedIndexes } from '../../kernel/records/owned.ts';
import type { RecordKind } from '../../kernel/records/record-store.ts';
import type { SharedFields } from '../../kernel/records/shared-fields.ts';
import type { NeedStatus } from './domain/need.ts';
import type { PatentKindName } from './domain/patent-number.ts';
import type { AchievementLevel, AchievementStage } from './generated/types.ts';

interface AchievementDetails {
  readonly abstract: string | null;
  readonly level: AchievementLevel;
  readonly stage: AchievementStage;
  readonly field: string | null;
  readonly keywords: readonly string[];
  readonly year: number | null;
  readonly expertIds: readonly string[];
  readonly patentIds: readonly string[];
}

/** An achievement (科技成果). */
export interface AchievementRecord extends SharedFields, AchievementDetails {
  readonly title: string;
}

export const blankAchievement: AchievementDetails = {
  abstract: null,
  level: 'OTHER',
  stage: 'LABORATORY',
  field: null,
  keywords: [],
  year: null,
  expertIds: [],
  patentIds: [],
};

export const achievementKind: RecordKind<AchievementRecord> = {
  kind: 'achievement',
  collection: 'achievements_achievements',
  noun: 'achievement',
  fields: {
    title: String,
    abstract: String,
    level: String,
    stage: String,
    field: String,
    keywords: [String],
    year: Number,
    expertIds: [String],
    patentIds: [String],
  },
  indexes: [...ownedIndexes('title'), { keys: { expertIds: 1, title: 1, _id: 1 } }],
  title: (achievement) => achievement.title,
  entry: ({ title, field, keywords, abstract }) => ({
    text: [title, field, ...keywords, abstract].filter(Boolean).join(' '),
    summary: abstract ?? keywords.join('、'),
    ...(field ? { category: field } : {}),
  }),
  document: (achievement) => documentOf(blankAchievement, achievement),
  fromDocument: (shared, title, document) => ({ ...shared, ...membersOf(blankAchievement, document), title }),
};

interface PatentDetails {
  readonly number: string;
  readonly kind: PatentKindName;
  readonly abstract: string | null;
  readonly field: string | null;
  readonly ipc: readonly string[];
  readonly applicants: readonly string[];
  readonly inventors: readonly string[];
  readonly filedOn: string | null;
  readonly grantedOn: string | null;
  readonly expertIds: readonly string[];
}

/** A patent, by its number with check character. */
export interface PatentRecord extends SharedFields, PatentDetails {
  readonly title: string;
}

export const blankPatent: PatentDetails = {
  number: '',
  kind: 'INVENTION',
  abstract: null,
  field: null,
  ipc: [],
  applicants: [],
  inventors: [],
  filedOn: null,
  grantedOn: null,
  expertIds: [],
};

export const patentKind: RecordKind<PatentRecord> = {
  kind: 'patent',
  collection: 'achievements_patents',
  noun: 'patent',
  fields: {
    title: String,
    number: String,
    kind: String,
    abstract: String,
    field: String,
    ipc: [String],
    applicants: [String],
    inventors: [String],
    filedOn: String,
    grantedOn: String,
    expertIds: [String],
  },
  indexes: [
    ...ownedIndexes('title'),
    { keys: { expertIds: 1, title: 1, _id: 1 } },
    { keys: { number: 1, home: 1 }, unique: true },
  ],
  title: (patent) => patent.title,
  entry: ({ title, number, field, ipc, applicants, inventors, abstract }) => ({
    text: [title, number, field, ...ipc, ...applicants, ...inventors, abstract].filter(Boolean).join(' '),
    summary: [number, ...applicants].join(' · '),
    ...(field ? { category: field } : {}),
  }),
  document: (patent) => documentOf(blankPatent, patent),
  // A stub without its number takes its id's place, so that the unique index holds.
  fromDocument: (shared, title, document) => ({
    ...shared,
    ...membersOf({ ...blankPatent, number: shared._id }, document),
    title,
  }),
};

interface NeedDetails {
  readonly description: string;
  readonly field: string | null;
  readonly keywords: readonly string[];
  readonly budgetFen: number | null;
  readonly status: NeedStatus;
}

/** A technical need (技术需求) of a firm. */
export interface NeedRecord extends SharedFields, NeedDetails {
  readonly title: string;
}

export const blankNeed: NeedDetails = { description: '', field: null, keywords: [], budgetFen: null, status: 'OPEN' };

export const needKind: RecordKind<NeedRecord> = {
  kind: 'need',
  collection: 'achievements_needs',
  noun: 'technicalNeed',
  fields: { title: String, description: String, field: String, keywords: [String], budgetFen: Number, status: String },
  indexes: ownedIndexes('title'),
  title: (need) => need.title,
  entry: ({ title, field, keywords, description }) => ({
    text: [title, field, ...keywords, description].filter(Boolean).join(' '),
    summary: description.slice(0, 120),
    ...(field ? { category: field } : {}),
  }),
  document: (need) => documentOf(blankNeed, need),
  fromDocument: (shared, title, document) => ({ ...shared, ...membersOf(blankNeed, document), title }),
  payload: ({ status }) => ({ status }),
};
