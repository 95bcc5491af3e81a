/** The page of each kind of record, by the name that ids carry. */
const FOLDERS = {
  instrument: 'instruments',
  testItem: 'test-items',
  expert: 'experts',
  achievement: 'achievements',
  patent: 'patents',
  technicalNeed: 'needs',
  document: 'literature',
  trackingItem: 'tracking',
  topic: 'topics',
  unit: 'units',
} as const;
export type RecordKind = keyof typeof FOLDERS;

/** Where a record is shown. */
export function recordAddress(kind: RecordKind, id: string): string {
  return `/${FOLDERS[kind]}/${encodeURIComponent(id)}`;
}

/** Where the records of a kind are listed. */
export function listAddress(kind: RecordKind): string {
  return `/${FOLDERS[kind]}`;
}

/** Kinds by what a search calls them. */
export const KIND_OF_SEARCH = {
  TEST_ITEM: 'testItem',
  INSTRUMENT: 'instrument',
  EXPERT: 'expert',
  ACHIEVEMENT: 'achievement',
  PATENT: 'patent',
  TECHNICAL_NEED: 'technicalNeed',
  DOCUMENT: 'document',
  TRACKING_ITEM: 'trackingItem',
  UNIT: 'unit',
} as const satisfies Record<string, RecordKind>;
export type SearchKindName = keyof typeof KIND_OF_SEARCH;

/** All kinds of a search, in the order in which they are offered: test items first. */
export const SEARCH_KINDS = Object.keys(KIND_OF_SEARCH) as readonly SearchKindName[];
