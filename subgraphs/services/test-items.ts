import { anything } from '../../kernel/define-model.ts';
import type { RecordKind } from '../../kernel/records/record-store.ts';
import type { SharedFields } from '../../kernel/records/shared-fields.ts';
import { standardKey, usualSpelling } from './domain/matching.ts';

export interface ContactRow {
  readonly name: string;
  readonly telephone: string | null;
  readonly email: string | null;
}

export interface CertificateRow {
  readonly kind: string;
  readonly number: string;
  readonly scope: string | null;
  readonly validTo: string | null;
}

export const REPORT_LANGUAGES = ['ZH', 'EN', 'RU', 'JA', 'KO'] as const;
export type ReportLanguage = (typeof REPORT_LANGUAGES)[number];

/** A catalogued test as its unit offers it; its prices are tariffs in the ledger under its id. */
export interface TestItemRecord extends SharedFields {
  readonly name: string;
  readonly synonyms: readonly string[];
  readonly standards: readonly string[];
  /** The standards without spaces, slashes and year: what lookups by number use. */
  readonly standardKeys: readonly string[];
  /** Numbers that its standards took the place of: people still search by them. */
  readonly formerStandards: readonly string[];
  readonly category: string | null;
  readonly reportLanguages: readonly ReportLanguage[];
  /** The unit's own id; imports are idempotent by it. */
  readonly localId: string | null;
  /** What an import knows it by: the local id, else what tells its rows apart. */
  readonly localKey: string | null;
  readonly specimen: string | null;
  readonly instrumentIds: readonly string[];
  readonly turnaroundDays: number | null;
  readonly minutesPerSample: number | null;
  readonly certificates: readonly CertificateRow[];
  readonly contact: ContactRow | null;
  /** The platform's own equipment: the platform collects. */
  readonly ownEquipment: boolean;
  readonly unitName: string;
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
const languages = (value: unknown): ReportLanguage[] =>
  REPORT_LANGUAGES.filter((language) => strings(value).includes(language));
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Test items as shared records: searched, harvested by partners, told to other rooms. */
export const testItemKind: RecordKind<TestItemRecord> = {
  kind: 'testItem',
  collection: 'services_test_items',
  noun: 'testItem',
  fields: {
    name: String,
    synonyms: [String],
    standards: [String],
    standardKeys: [String],
    formerStandards: [String],
    category: String,
    reportLanguages: [String],
    localId: String,
    localKey: String,
    specimen: String,
    instrumentIds: [String],
    turnaroundDays: Number,
    minutesPerSample: Number,
    certificates: anything,
    contact: anything,
    ownEquipment: Boolean,
    unitName: String,
  },
  indexes: [
    { keys: { home: 1, name: 1, _id: 1 } },
    { keys: { name: 1, _id: 1 } },
    { keys: { unitId: 1, name: 1, _id: 1 } },
    { keys: { standardKeys: 1, name: 1, _id: 1 } },
    { keys: { instrumentIds: 1, name: 1, _id: 1 } },
    { keys: { category: 1, name: 1, _id: 1 } },
    { keys: { unitId: 1, localKey: 1 } },
  ],
  title: ({ name }) => name,
  entry: ({ name, synonyms, standards, standardKeys, formerStandards, specimen, unitName, category }) => ({
    text: [
      name,
      ...synonyms,
      ...standards,
      ...standardKeys.map(usualSpelling),
      ...(formerStandards ?? []),
      category ?? '',
      specimen ?? '',
      unitName,
    ].join(' '),
    summary: [standards.join('、'), unitName].filter(Boolean).join(' · '),
  }),
  document: ({ name, synonyms, standards, specimen, instrumentIds, turnaroundDays, ...item }) => ({
    name,
    synonyms,
    standards,
    specimen,
    instrumentIds,
    turnaroundDays,
    formerStandards: item.formerStandards,
    category: item.category,
    reportLanguages: item.reportLanguages,
    minutesPerSample: item.minutesPerSample,
    certificates: item.certificates,
    contact: item.contact,
    ownEquipment: item.ownEquipment,
    unitName: item.unitName,
  }),
  fromDocument: (shared, title, document) => {
    const standards = strings(document.standards);
    return {
      ...shared,
      name: text(document.name) ?? title,
      synonyms: strings(document.synonyms),
      standards,
      standardKeys: standards.map(standardKey),
      formerStandards: strings(document.formerStandards),
      category: text(document.category),
      reportLanguages: languages(document.reportLanguages),
      localId: null,
      localKey: null,
      specimen: text(document.specimen),
      instrumentIds: strings(document.instrumentIds),
      turnaroundDays: number(document.turnaroundDays),
      minutesPerSample: number(document.minutesPerSample),
      certificates: Array.isArray(document.certificates) ? (document.certificates as CertificateRow[]) : [],
      contact: (document.contact as ContactRow | null | undefined) ?? null,
      ownEquipment: document.ownEquipment === true,
      unitName: text(document.unitName) ?? '',
    };
  },
};
