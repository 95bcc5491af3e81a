import type { SchemaDefinition } from 'mongoose';
import { anything } from '../../kernel/define-model.ts';
import type { RecordKind } from '../../kernel/records/record-store.ts';
import type { SharedFields } from '../../kernel/records/shared-fields.ts';
import { type RatedHoursClass, ratedMinutesPerYear } from './domain/rules.ts';
import type { InstrumentStatus } from './domain/status.ts';
import { ratedAs } from './rated.ts';

export interface ContactRow {
  readonly name: string;
  readonly telephone: string | null;
  readonly email: string | null;
}

export interface ManufacturerRow {
  readonly name: string;
  readonly identifier: string | null;
  readonly identifierType: string | null;
}

export interface AttachmentRow {
  readonly fileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly kind: 'PHOTO' | 'DOCUMENT';
}

/** What describes an instrument: the fields that a person or a list may give. */
export interface InstrumentDetails {
  readonly name: string;
  readonly nameEn: string | null;
  readonly description: string | null;
  readonly keywords: readonly string[];
  readonly cstr: string | null;
  readonly localId: string | null;
  readonly alternateIdentifiers: readonly { readonly type: string; readonly value: string }[];
  readonly relatedIdentifiers: readonly { readonly type: string; readonly value: string; readonly relation: string }[];
  readonly landingPage: string | null;
  readonly category: string | null;
  readonly manufacturer: ManufacturerRow | null;
  readonly model: string | null;
  readonly serialNumber: string | null;
  readonly countryOfOrigin: string | null;
  readonly manufacturedOn: string | null;
  readonly commissionedOn: string | null;
  readonly decommissionedOn: string | null;
  readonly originalValueFen: number | null;
  readonly facility: string | null;
  readonly location: string | null;
  readonly district: string | null;
  readonly functions: string | null;
  readonly technicalIndicators: string | null;
  readonly measuringRanges: readonly {
    readonly quantity: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly accuracy: string | null;
  }[];
  readonly measuredVariables: readonly string[];
  readonly standards: readonly string[];
  readonly accessories: readonly string[];
  readonly serviceModes: readonly ('BOOKING' | 'TEST_REQUEST')[];
  readonly serviceContent: string | null;
  readonly ratedHoursClass: RatedHoursClass;
  readonly contact: ContactRow | null;
}

/** An instrument as it is stored. */
export interface InstrumentRecord extends SharedFields, InstrumentDetails {
  readonly unitId: string;
  readonly managingUnitId: string;
  readonly laboratoryId: string | null;
  /** What imports recognise it by within its unit: the local id, else a fingerprint of the row, else its own id. */
  readonly localKey: string;
  readonly groupIds: readonly string[];
  readonly attachments: readonly AttachmentRow[];
  readonly status: InstrumentStatus;
  readonly statusRemark: string | null;
  readonly statusSince: Date;
  /** Average of its ratings, 100 to 500; null or absent: nobody rated it. */
  readonly ratingHundredths?: number | null;
  /** How many gave one star, two, … five. */
  readonly ratingDistribution?: readonly number[];
}

/** An instrument about which nothing but the name is known. */
export const blankDetails: Omit<InstrumentDetails, 'name'> = {
  nameEn: null,
  description: null,
  keywords: [],
  cstr: null,
  localId: null,
  alternateIdentifiers: [],
  relatedIdentifiers: [],
  landingPage: null,
  category: null,
  manufacturer: null,
  model: null,
  serialNumber: null,
  countryOfOrigin: null,
  manufacturedOn: null,
  commissionedOn: null,
  decommissionedOn: null,
  originalValueFen: null,
  facility: null,
  location: null,
  district: null,
  functions: null,
  technicalIndicators: null,
  measuringRanges: [],
  measuredVariables: [],
  standards: [],
  accessories: [],
  serviceModes: ['BOOKING', 'TEST_REQUEST'],
  serviceContent: null,
  ratedHoursClass: 'GENERAL',
  contact: null,
};

const detailNames = ['name', ...Object.keys(blankDetails)] as readonly (keyof InstrumentDetails)[];

const structured: ReadonlySet<string> = new Set([
  'alternateIdentifiers',
  'relatedIdentifiers',
  'manufacturer',
  'measuringRanges',
  'contact',
]);

function detailSchema(): SchemaDefinition {
  const typeOf = (name: string, blank: unknown) => {
    if (structured.has(name)) return anything;
    if (name === 'originalValueFen') return Number;
    return Array.isArray(blank) ? [String] : String;
  };
  const fields = Object.entries(blankDetails).map(([name, blank]) => [name, typeOf(name, blank)]);
  return { name: String, ...Object.fromEntries(fields) };
}

/** The details of a record, without what the registry adds. */
export function detailsOf(record: InstrumentDetails): InstrumentDetails {
  return Object.fromEntries(detailNames.map((name) => [name, record[name]])) as unknown as InstrumentDetails;
}

/** Instruments as shared records. */
export const instrumentKind: RecordKind<InstrumentRecord> = {
  kind: 'instrument',
  collection: 'instruments_instruments',
  noun: 'instrument',
  fields: {
    ...detailSchema(),
    managingUnitId: String,
    laboratoryId: String,
    localKey: String,
    groupIds: [String],
    attachments: anything,
    status: String,
    statusRemark: String,
    statusSince: Date,
    ratingHundredths: Number,
    ratingDistribution: { type: [Number], default: undefined },
  },
  indexes: [
    { keys: { unitId: 1, localKey: 1 }, unique: true },
    { keys: { home: 1, name: 1, _id: 1 } },
    { keys: { home: 1, registeredAt: 1, _id: 1 } },
    { keys: { home: 1, originalValueFen: 1, _id: 1 } },
    { keys: { home: 1, ratingHundredths: 1, _id: 1 } },
    { keys: { name: 1, _id: 1 } },
    { keys: { registeredAt: 1, _id: 1 } },
    { keys: { originalValueFen: 1, _id: 1 } },
    { keys: { ratingHundredths: 1, _id: 1 } },
    { keys: { unitId: 1, name: 1, _id: 1 } },
    { keys: { laboratoryId: 1, name: 1, _id: 1 } },
    { keys: { groupIds: 1, name: 1, _id: 1 } },
    { keys: { standards: 1, name: 1, _id: 1 } },
    { keys: { home: 1, category: 1, name: 1, _id: 1 } },
    { keys: { home: 1, district: 1, name: 1, _id: 1 } },
    { keys: { district: 1, name: 1, _id: 1 } },
  ],
  title: (instrument) => instrument.name,
  entry: (instrument) => ({
    text: searchText(instrument),
    summary: [instrument.model, instrument.manufacturer?.name, instrument.location].filter(Boolean).join(' · '),
    ...(instrument.category ? { category: instrument.category } : {}),
    ...(instrument.district ? { district: instrument.district } : {}),
  }),
  document: (instrument) => ({
    ...detailsOf(instrument),
    managingUnitId: instrument.managingUnitId,
    laboratoryId: instrument.laboratoryId,
    status: instrument.status,
    statusRemark: instrument.statusRemark,
    statusSince: instrument.statusSince,
    ...(instrument.ratingDistribution ? { ratingDistribution: instrument.ratingDistribution } : {}),
  }),
  fromDocument: (shared, title, document) => {
    const source = document as Partial<InstrumentRecord>;
    const known = Object.fromEntries(
      detailNames.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])),
    );
    const unitId = shared.unitId ?? shared.home;
    return {
      ...shared,
      ...blankDetails,
      ...(known as Partial<InstrumentDetails>),
      name: title,
      unitId,
      managingUnitId: source.managingUnitId ?? unitId,
      laboratoryId: source.laboratoryId ?? null,
      localKey: shared._id,
      groupIds: [],
      attachments: [],
      status: shared.withdrawn ? 'WITHDRAWN' : (source.status ?? 'AVAILABLE'),
      statusRemark: source.statusRemark ?? null,
      statusSince: source.statusSince ? new Date(source.statusSince) : shared.registeredAt,
      ...ratedAs(source.ratingDistribution),
    };
  },
  payload: (instrument) => ({
    status: instrument.status,
    statusSince: instrument.statusSince,
    managingUnitId: instrument.managingUnitId,
    laboratoryId: instrument.laboratoryId,
    category: instrument.category,
    district: instrument.district,
    model: instrument.model,
    standards: instrument.standards,
    serviceModes: instrument.serviceModes,
    originalValueFen: instrument.originalValueFen,
    ratedHoursClass: instrument.ratedHoursClass,
    ratedMinutesPerYear: ratedMinutesPerYear[instrument.ratedHoursClass],
  }),
};

function searchText(instrument: InstrumentRecord): string {
  return [
    instrument.name,
    instrument.nameEn,
    instrument.model,
    instrument.manufacturer?.name,
    instrument.category,
    instrument.functions,
    instrument.technicalIndicators,
    instrument.serviceContent,
    instrument.facility,
    instrument.location,
    ...instrument.keywords,
    ...instrument.standards,
    ...instrument.measuredVariables,
    instrument.description,
  ]
    .filter(Boolean)
    .join(' ');
}
