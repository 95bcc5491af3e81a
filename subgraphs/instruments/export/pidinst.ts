import type { InstrumentRecord } from '../instruments.ts';

/** What PIDINST needs beside the record. */
export interface PidinstContext {
  /** Name of the owning unit. */
  readonly ownerName: string;
  /** Where the record can be read, when it has no page of its own. */
  readonly landingPage: string;
}

/** The record as PIDINST 1.0 JSON (RDA, table 2): Identifier, SchemaVersion, LandingPage, Name, Owner and Manufacturer always, the rest where known. */
export function pidinstOf(instrument: InstrumentRecord, context: PidinstContext): object {
  return {
    Identifier: identifierOf(instrument),
    SchemaVersion: '1.0',
    LandingPage: instrument.landingPage ?? context.landingPage,
    Name: instrument.name,
    Owner: [{ ownerName: context.ownerName, ...given('ownerContact', instrument.contact?.email) }],
    Manufacturer: [manufacturerOf(instrument)],
    ...given('Model', instrument.model && { modelName: instrument.model }),
    ...given('Description', instrument.description ?? instrument.functions),
    ...list(
      'InstrumentType',
      instrument.keywords.map((instrumentTypeName) => ({ instrumentTypeName })),
    ),
    ...list('MeasuredVariable', instrument.measuredVariables),
    ...list('Date', datesOf(instrument)),
    ...list('RelatedIdentifier', relatedOf(instrument)),
    ...list('AlternateIdentifier', alternatesOf(instrument)),
  };
}

function identifierOf(instrument: InstrumentRecord) {
  const pid = instrument.alternateIdentifiers.find(({ type }) => /^(DOI|Handle|ARK|URN|PID)$/i.test(type));
  if (pid) return { identifierValue: pid.value, identifierType: pid.type };
  if (instrument.cstr) return { identifierValue: instrument.cstr, identifierType: 'CSTR' };
  return { identifierValue: instrument._id, identifierType: 'Other' };
}

/** PIDINST wants a manufacturer; for one that nobody knows its white paper says `:unkn`. */
function manufacturerOf({ manufacturer }: InstrumentRecord) {
  return {
    manufacturerName: manufacturer?.name ?? ':unkn',
    ...given('manufacturerIdentifierValue', manufacturer?.identifier),
    ...given('manufacturerIdentifierType', manufacturer?.identifierType),
  };
}

function datesOf({ commissionedOn, decommissionedOn }: InstrumentRecord) {
  return [
    ...(commissionedOn ? [{ dateValue: commissionedOn, dateType: 'Commissioned' }] : []),
    ...(decommissionedOn ? [{ dateValue: decommissionedOn, dateType: 'DeCommissioned' }] : []),
  ];
}

function relatedOf({ relatedIdentifiers }: InstrumentRecord) {
  return relatedIdentifiers.map(({ value, type, relation }) => ({
    relatedIdentifierValue: value,
    relatedIdentifierType: type,
    relationType: relation,
  }));
}

function alternatesOf({ serialNumber, localId, alternateIdentifiers }: InstrumentRecord) {
  const named = [
    ...(serialNumber ? [{ type: 'SerialNumber', value: serialNumber }] : []),
    ...(localId ? [{ type: 'InventoryNumber', value: localId }] : []),
    ...alternateIdentifiers,
  ];
  const unique = new Map(named.map((one) => [`${one.type.toLowerCase()} ${one.value}`, one]));
  return [...unique.values()].map(({ type, value }) => ({
    alternateIdentifierValue: value,
    alternateIdentifierType: type,
  }));
}

function given<V>(name: string, value: V | null | undefined | ''): Record<string, V> {
  return value === null || value === undefined || value === '' ? {} : { [name]: value };
}

function list<V>(name: string, values: readonly V[]): Record<string, readonly V[]> {
  return values.length === 0 ? {} : { [name]: values };
}
