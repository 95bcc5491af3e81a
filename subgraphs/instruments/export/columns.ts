import { importFields } from '../import/fields.ts';
import type { InstrumentRecord } from '../instruments.ts';

/** One column of an exported table. */
export interface ExportColumn {
  readonly header: string;
  readonly value: (instrument: InstrumentRecord) => string;
}

export type ExportTable = 'TEMPLATE_ZH' | 'TEMPLATE_EN' | 'UNIQUIP';

/** Fen as yuan with two decimals, exact. */
function yuan(fen: number | null): string {
  if (fen === null) return '';
  return `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}

const ratedClass = { GENERAL: '通用', SPECIAL: '专用' } as const;

/** How each field of the template is written, so that reading it again gives the same instrument. */
const writers: Readonly<Record<string, (instrument: InstrumentRecord) => string | null>> = {
  localId: ({ localId }) => localId,
  name: ({ name }) => name,
  nameEn: ({ nameEn }) => nameEn,
  category: ({ category }) => category,
  description: ({ description }) => description,
  keywords: ({ keywords }) => keywords.join(';'),
  manufacturer: ({ manufacturer }) => manufacturer?.name ?? null,
  model: ({ model }) => model,
  serialNumber: ({ serialNumber }) => serialNumber,
  countryOfOrigin: ({ countryOfOrigin }) => countryOfOrigin,
  manufacturedOn: ({ manufacturedOn }) => manufacturedOn,
  commissionedOn: ({ commissionedOn }) => commissionedOn,
  originalValue: ({ originalValueFen }) => yuan(originalValueFen),
  facility: ({ facility }) => facility,
  location: ({ location }) => location,
  district: ({ district }) => district,
  functions: ({ functions }) => functions,
  technicalIndicators: ({ technicalIndicators }) => technicalIndicators,
  measuringRange: ({ measuringRanges }) =>
    measuringRanges
      .map(({ quantity, from, to }) => [quantity, [from, to].filter(Boolean).join(' – ')].filter(Boolean).join(': '))
      .join('; '),
  standards: ({ standards }) => standards.join(';'),
  accessories: ({ accessories }) => accessories.join(';'),
  serviceContent: ({ serviceContent }) => serviceContent,
  ratedHoursClass: (instrument) => ratedClass[instrument.ratedHoursClass],
  contactName: ({ contact }) => contact?.name ?? null,
  contactTelephone: ({ contact }) => contact?.telephone ?? null,
  contactEmail: ({ contact }) => contact?.email ?? null,
  landingPage: ({ landingPage }) => landingPage,
};

/** The 21 columns of the UNIQUIP table of equipment.data.ac.uk, in its order. */
const uniquip: readonly (readonly [string, (instrument: InstrumentRecord) => string | null])[] = [
  ['Type', () => 'equipment'],
  ['Name', ({ name }) => name],
  ['Description', ({ description, functions }) => description ?? functions],
  ['Related Facility ID', ({ laboratoryId }) => laboratoryId],
  ['Technique', ({ keywords }) => keywords.join('; ')],
  ['Location', ({ location }) => location],
  ['Contact Name', ({ contact }) => contact?.name ?? null],
  ['Contact Telephone', ({ contact }) => contact?.telephone ?? null],
  ['Contact URL', () => null],
  ['Contact Email', ({ contact }) => contact?.email ?? null],
  ['Secondary Contact Name', () => null],
  ['Secondary Contact Telephone', () => null],
  ['Secondary Contact URL', () => null],
  ['Secondary Contact Email', () => null],
  ['ID', ({ localId, _id }) => localId ?? _id],
  ['Photo', () => null],
  ['Department', ({ facility }) => facility],
  ['Site Location', () => null],
  ['Building', () => null],
  ['Service Level', ({ serviceContent }) => serviceContent],
  ['Web Address', ({ landingPage }) => landingPage],
];

/** The columns of a table. The template leaves out the second spelling of the value (万元). */
export function columnsOf(table: ExportTable): readonly ExportColumn[] {
  if (table === 'UNIQUIP') return uniquip.map(([header, value]) => ({ header, value: (one) => value(one) ?? '' }));
  return importFields
    .filter(({ name }) => name in writers)
    .map(({ name, zh, en }) => ({
      header: table === 'TEMPLATE_ZH' ? zh : en,
      value: (one) => writers[name]?.(one) ?? '',
    }));
}
