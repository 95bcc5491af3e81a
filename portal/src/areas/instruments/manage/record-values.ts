import type { InstrumentDetailsInput, ManagedInstrumentQuery, ServiceMode } from '../generated.ts';

export type Managed = NonNullable<ManagedInstrumentQuery['instrument']>;

/** The record as it is typed: lists are separated by commas, money is in yuan. */
export interface RecordValues {
  readonly name: string;
  readonly nameEn: string;
  readonly model: string;
  readonly category: string;
  readonly serialNumber: string;
  readonly value: string;
  readonly district: string;
  readonly location: string;
  readonly contactName: string;
  readonly contactTelephone: string;
  readonly contactEmail: string;
  readonly keywords: string;
  readonly functions: string;
  readonly technicalIndicators: string;
  readonly standards: string;
  readonly accessories: string;
  readonly serviceContent: string;
  readonly description: string;
  readonly modes: readonly ServiceMode[];
}

export function recordValues(instrument: Managed): RecordValues {
  const { contact, originalValueFen } = instrument;
  const text = (value: string | null | undefined): string => value ?? '';
  return {
    name: instrument.name,
    nameEn: text(instrument.nameEn),
    model: text(instrument.model),
    category: text(instrument.category),
    serialNumber: text(instrument.serialNumber),
    value: originalValueFen === null ? '' : yuanOf(originalValueFen),
    district: text(instrument.district),
    location: text(instrument.location),
    contactName: text(contact?.name),
    contactTelephone: text(contact?.telephone),
    contactEmail: text(contact?.email),
    keywords: instrument.keywords.join('，'),
    functions: text(instrument.functions),
    technicalIndicators: text(instrument.technicalIndicators),
    standards: instrument.standards.join('，'),
    accessories: instrument.accessories.join('，'),
    serviceContent: text(instrument.serviceContent),
    description: text(instrument.description),
    modes: instrument.serviceModes,
  };
}

const PLAIN = [
  'nameEn',
  'model',
  'category',
  'serialNumber',
  'district',
  'location',
  'functions',
  'technicalIndicators',
  'serviceContent',
  'description',
] as const;
const LISTS = ['keywords', 'standards', 'accessories'] as const;

/** What `amendInstrument` is asked: fields that were emptied become empty, those that never had a value stay so. */
export function amendment(instrument: Managed, values: RecordValues) {
  const before = recordValues(instrument);
  const changed = PLAIN.filter((name) => values[name].trim() !== before[name]);
  const fen = fenOf(values.value);
  const email = values.contactEmail.trim();
  const details: InstrumentDetailsInput = {
    ...Object.fromEntries(changed.map((name) => [name, values[name].trim()])),
    ...Object.fromEntries(LISTS.map((name) => [name, listOf(values[name])])),
    ...(fen === null ? {} : { originalValueFen: fen }),
    serviceModes: values.modes,
    ...(values.contactName.trim() === ''
      ? {}
      : {
          contact: {
            name: values.contactName.trim(),
            telephone: values.contactTelephone.trim() || null,
            email: email === '' ? null : email,
          },
        }),
  };
  return { instrumentId: instrument.id, version: instrument.version, name: values.name.trim(), details };
}

/** `甲，乙, 丙` as three entries. */
export function listOf(text: string): readonly string[] {
  return text
    .split(/[,，;；\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Yuan with at most two places as fen; null for anything else. Without floats. */
export function fenOf(text: string): number | null {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(',', ''));
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : null;
}

function yuanOf(fen: number): string {
  const rest = fen % 100;
  return rest === 0 ? String(fen / 100) : `${Math.trunc(fen / 100)}.${String(rest).padStart(2, '0')}`;
}
