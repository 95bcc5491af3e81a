import { money } from '../../../parts/formats.ts';

/** Fields of the record whose changes are told, by the key of their name in the texts. */
export const TOLD_FIELDS: Readonly<Record<string, string>> = {
  name: 'name',
  nameEn: 'nameEn',
  model: 'model',
  category: 'category',
  serialNumber: 'serialNumber',
  originalValueFen: 'value',
  district: 'district',
  location: 'location',
  keywords: 'keywords',
  functions: 'functions',
  technicalIndicators: 'technicalIndicators',
  standards: 'standards',
  accessories: 'accessories',
  serviceContent: 'serviceContent',
  description: 'description',
};

/** A value of the record's history (JSON text) as people read it. */
export function valueText(field: string, json: string | null): string {
  const value: unknown = json === null ? null : JSON.parse(json);
  if (value === null || value === undefined) return '';
  if (field === 'originalValueFen') return money(Number(value));
  return Array.isArray(value) ? value.map(String).join('，') : String(value);
}
