import { ownShared, type SharedFields } from '../../kernel/records/shared-fields.ts';
import type { SeedInstrument } from '../../seed/instruments.ts';
import { placeIn } from '../../seed/places.ts';
import type { SeedUnit, UnitKind } from '../../seed/units.ts';
import { blankDetails, type InstrumentRecord } from '../../subgraphs/instruments/instruments.ts';
import type { UnitKindName, UnitRecord } from '../../subgraphs/members/units.ts';

/** When the seeded network was registered: the start of the paper's time. */
export const REGISTERED_AT = new Date('2011-01-01T00:00:00.000Z');

const unitKinds: Readonly<Record<UnitKind, UnitKindName>> = {
  UNIVERSITY: 'UNIVERSITY',
  INSTITUTE: 'INSTITUTE',
  ENTERPRISE: 'FIRM',
  FIRM: 'FIRM',
  PLATFORM_CENTRE: 'PLATFORM_CENTRE',
};

/** Shared fields of a seeded record. */
export function shared(
  platform: string,
  id: string,
  unitId: string | null,
  sharing: SharedFields['sharing'] = 'PROVINCE',
): SharedFields {
  return ownShared(platform, id, { unitId }, { sharing, grade: 'OPEN' }, REGISTERED_AT);
}

/** The number in a unit's key: `mdj-unit-07` → 7. */
function numberOf(key: string): number {
  return Number(/\d+$/.exec(key)?.[0] ?? 0);
}

export function unitRow(platform: string, province: string | null, unit: SeedUnit): UnitRecord {
  const membership = (where: string) => ({
    platform: where,
    status: 'MEMBER' as const,
    since: REGISTERED_AT,
    reason: null,
    agreementVersion: 1,
  });
  return {
    ...shared(platform, unit.id, null, 'NATION'),
    path: [platform, unit.id],
    unitId: unit.id,
    name: unit.name,
    nameEn: null,
    kind: unitKinds[unit.kind],
    creditCode: unit.creditCode,
    roles: unit.kind === 'FIRM' ? ['USER'] : ['OWNER', 'USER'],
    district: unit.district,
    address: unit.address,
    location: placeIn(unit.district, numberOf(unit.key)),
    website: null,
    contact: { name: unit.contactName, telephone: unit.contactPhone, email: null },
    status: 'MEMBER',
    memberships: [membership(platform), ...(unit.alsoInProvince && province ? [membership(province)] : [])],
    applicantId: null,
  };
}

export function instrumentRow(platform: string, unit: SeedUnit, instrument: SeedInstrument): InstrumentRecord {
  return {
    ...shared(platform, instrument.id, instrument.unitId, instrument.sharing),
    ...blankDetails,
    unitId: instrument.unitId,
    managingUnitId: instrument.unitId,
    laboratoryId: null,
    localId: instrument.key,
    localKey: instrument.key,
    groupIds: [],
    attachments: [],
    status: 'AVAILABLE',
    statusRemark: null,
    statusSince: REGISTERED_AT,
    name: `${instrument.name} ${instrument.model}`,
    nameEn: instrument.template.en,
    keywords: [instrument.name, ...instrument.template.tests.map((test) => test.name)],
    category: instrument.category,
    manufacturer: { name: instrument.manufacturer, identifier: null, identifierType: null },
    model: instrument.model,
    commissionedOn: `${instrument.purchasedYear}-09-01`,
    originalValueFen: instrument.valueFen,
    location: instrument.location,
    district: unit.district,
    functions: instrument.functions,
    technicalIndicators: instrument.measuringRange,
    standards: instrument.standards,
    ratedHoursClass: instrument.special ? 'SPECIAL' : 'GENERAL',
    contact: { name: unit.contactName, telephone: unit.contactPhone, email: null },
  };
}
