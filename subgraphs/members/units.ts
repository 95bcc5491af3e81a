import { anything } from '../../kernel/define-model.ts';
import { type GeoPoint, geoPoint } from '../../kernel/records/geo-point.ts';
import type { RecordKind } from '../../kernel/records/record-store.ts';
import type { SharedFields } from '../../kernel/records/shared-fields.ts';
import type { Membership, MembershipStatus } from './domain/membership.ts';
import type { ContactRow } from './models.ts';

export type UnitKindName =
  | 'UNIVERSITY'
  | 'INSTITUTE'
  | 'FIRM'
  | 'SERVICE_ORGANISATION'
  | 'PLATFORM_CENTRE'
  | 'GOVERNMENT'
  | 'OTHER';

/** A member unit as it is stored; its own id is its `unitId`, so that its people count as its unit's. */
export interface UnitRecord extends SharedFields {
  readonly name: string;
  readonly nameEn: string | null;
  readonly kind: UnitKindName;
  readonly creditCode: string | null;
  readonly roles: readonly ('OWNER' | 'USER')[];
  readonly district: string | null;
  readonly address: string | null;
  readonly location: GeoPoint | null;
  readonly website: string | null;
  readonly contact: ContactRow | null;
  readonly status: MembershipStatus;
  readonly memberships: readonly Membership[];
  /** Account that applied; it becomes the first administrator. */
  readonly applicantId: string | null;
}

const kindNames: Readonly<Record<UnitKindName, string>> = {
  UNIVERSITY: '高等院校',
  INSTITUTE: '科研院所',
  FIRM: '企业',
  SERVICE_ORGANISATION: '服务机构',
  PLATFORM_CENTRE: '平台共享中心',
  GOVERNMENT: '政府部门',
  OTHER: '其他',
};

/** Units as shared records. */
export const unitKind: RecordKind<UnitRecord> = {
  kind: 'unit',
  collection: 'members_units',
  noun: 'unit',
  fields: {
    name: String,
    nameEn: String,
    kind: String,
    creditCode: String,
    roles: [String],
    district: String,
    address: String,
    location: anything,
    website: String,
    contact: anything,
    status: String,
    memberships: anything,
    applicantId: String,
  },
  indexes: [
    { keys: { home: 1, name: 1, _id: 1 } },
    { keys: { home: 1, status: 1, name: 1, _id: 1 } },
    { keys: { home: 1, registeredAt: 1, _id: 1 } },
    { keys: { name: 1, _id: 1 } },
    { keys: { registeredAt: 1, _id: 1 } },
    { keys: { creditCode: 1, home: 1 } },
    { keys: { applicantId: 1, registeredAt: -1 } },
  ],
  title: (unit) => unit.name,
  entry: (unit) => ({
    text: [unit.name, unit.nameEn, unit.creditCode, unit.address, kindNames[unit.kind]].filter(Boolean).join(' '),
    summary: [kindNames[unit.kind], unit.address].filter(Boolean).join(' · '),
    ...(unit.district ? { district: unit.district } : {}),
  }),
  document: (unit) => ({
    nameEn: unit.nameEn,
    kind: unit.kind,
    creditCode: unit.creditCode,
    roles: unit.roles,
    district: unit.district,
    address: unit.address,
    location: unit.location,
    website: unit.website,
    status: unit.status,
    memberships: unit.memberships,
  }),
  fromDocument: (shared, title, document) => {
    const source = document as Partial<UnitRecord>;
    return {
      ...shared,
      unitId: shared._id,
      name: title,
      nameEn: source.nameEn ?? null,
      kind: source.kind ?? 'OTHER',
      creditCode: source.creditCode ?? null,
      roles: source.roles ?? [],
      district: source.district ?? null,
      address: source.address ?? null,
      location: geoPoint(source.location),
      website: source.website ?? null,
      contact: null,
      status: source.status ?? 'LEFT',
      memberships: (source.memberships ?? []).map((membership) => ({
        ...membership,
        since: new Date(membership.since),
      })),
      applicantId: null,
    };
  },
  payload: ({ kind, status, district, creditCode, location }) => ({
    kind,
    status,
    district,
    creditCode,
    location: location ?? null,
  }),
};
