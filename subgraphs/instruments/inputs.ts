import type { PageOrder } from '../../kernel/records/page.ts';
import type { InstrumentDetailsInput, InstrumentFilter, InstrumentSort } from './generated/types.ts';
import type { InstrumentDetails, InstrumentRecord } from './instruments.ts';

/** The sorts of the list; each has an index. */
export const orders: Readonly<Record<InstrumentSort, PageOrder>> = {
  NAME: { field: 'name', direction: 1 },
  NEWEST: { field: 'registeredAt', direction: -1 },
  VALUE_DESCENDING: { field: 'originalValueFen', direction: -1 },
  RATING_DESCENDING: { field: 'ratingHundredths', direction: -1 },
};

/** The fields that an input gives; what is absent stays as it is, and a given local id becomes the key of imports. */
export function changesOf(input: {
  readonly name?: string | null | undefined;
  readonly details?: InstrumentDetailsInput | null | undefined;
}): Partial<InstrumentRecord> {
  const given = Object.entries(input.details ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const details = Object.fromEntries(
    given.map(([field, value]) => [field, filled(field, value)]),
  ) as Partial<InstrumentDetails>;
  const name = input.name ? { name: input.name.trim() } : {};
  const localKey = details.localId ? { localKey: details.localId } : {};
  return { ...details, ...name, ...localKey };
}

/** Members that a structured field may lack; they are stored as null, so that equal records are equal. */
const optionalMembers: Readonly<Record<string, object>> = {
  contact: { telephone: null, email: null },
  manufacturer: { identifier: null, identifierType: null },
  measuringRanges: { from: null, to: null, accuracy: null },
};

function filled(field: string, value: unknown): unknown {
  const blanks = optionalMembers[field];
  if (!blanks) return value;
  return Array.isArray(value) ? value.map((item) => ({ ...blanks, ...item })) : { ...blanks, ...(value as object) };
}

/** The list's filter as equalities and ranges; each combination starts with an indexed field. */
export function instrumentFilter(filter: InstrumentFilter | null, platform: string): Record<string, unknown> {
  const where: Record<string, unknown> = filter?.scope === 'NETWORK' ? {} : { home: platform };
  if (!filter) return where;
  if (filter.home) where.home = filter.home;
  if (filter.unitId) where.unitId = filter.unitId;
  if (filter.laboratoryId) where.laboratoryId = filter.laboratoryId;
  if (filter.groupId) where.groupIds = filter.groupId;
  if (filter.category) where.category = within(filter.category);
  if (filter.status) where.status = filter.status;
  if (filter.sharing) where.sharing = filter.sharing;
  if (filter.serviceMode) where.serviceModes = filter.serviceMode;
  if (filter.minimumValueFen) where.originalValueFen = { $gte: filter.minimumValueFen };
  if (filter.district) where.district = filter.district;
  if (filter.standard) where.standards = filter.standard;
  if (filter.hasPhotos) where['attachments.kind'] = 'PHOTO';
  if (filter.name) where.name = { $gte: filter.name, $lt: `${filter.name}\uffff` };
  return where;
}

/** A category itself or anything below it (`分析仪器` → `分析仪器/光谱仪器`). */
function within(category: string): Record<string, unknown> {
  return { $in: [category, new RegExp(`^${category.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`)] };
}
