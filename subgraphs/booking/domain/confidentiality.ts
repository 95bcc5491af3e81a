/** Levels of a result file, from the widest circle to the narrowest. */
export type ConfidentialityLevel = 'OPEN' | 'INTERNAL' | 'RESTRICTED';

/** How somebody who may see a work order stands to it. */
export type Relation = 'USER' | 'STAFF' | 'USERS_UNIT' | 'AUDITOR';

const circles: Readonly<Record<ConfidentialityLevel, readonly Relation[]>> = {
  OPEN: ['USER', 'STAFF', 'USERS_UNIT', 'AUDITOR'],
  INTERNAL: ['USER', 'STAFF', 'USERS_UNIT'],
  RESTRICTED: ['USER', 'STAFF'],
};

/** May one in any of these relations see a file of that level? */
export function maySeeFile(level: ConfidentialityLevel, relations: readonly Relation[]): boolean {
  return relations.some((relation) => circles[level].includes(relation));
}
