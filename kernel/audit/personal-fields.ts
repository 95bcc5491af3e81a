import { isSealed, type Sealed } from './sealing.ts';

interface PersonalField {
  /** Fields beside it that say whose it is, the first that is there counts. */
  readonly of: readonly string[];
  /** Personal only where it is known whose: a unit has a `name` as well. */
  readonly onlyOfPersons?: true;
}

const OF_ACCOUNT = ['accountId', 'userId'];

/** Which fields of an audit row's `before` and `after` are personal data (PIPL art. 4), and whose. */
export const PERSONAL_FIELDS: ReadonlyMap<string, PersonalField> = new Map<string, PersonalField>([
  ['name', { of: OF_ACCOUNT, onlyOfPersons: true }],
  ['accountName', { of: OF_ACCOUNT }],
  ['userName', { of: ['userId'] }],
  ['requesterName', { of: ['requesterId'] }],
  ['contactName', { of: OF_ACCOUNT }],
  ['contact', { of: OF_ACCOUNT }],
  ['username', { of: OF_ACCOUNT }],
  ['login', { of: OF_ACCOUNT }],
  ['logins', { of: OF_ACCOUNT }],
  ['email', { of: OF_ACCOUNT }],
  ['telephone', { of: OF_ACCOUNT }],
  ['phone', { of: OF_ACCOUNT }],
  ['mobile', { of: OF_ACCOUNT }],
  ['identityNumber', { of: OF_ACCOUNT }],
  ['idNumber', { of: OF_ACCOUNT }],
  ['trainer', { of: [] }],
  ['operatorName', { of: [] }],
  // What an expert publishes about himself.
  ['orcid', { of: OF_ACCOUNT, onlyOfPersons: true }],
  ['introduction', { of: OF_ACCOUNT, onlyOfPersons: true }],
  ['professionalTitle', { of: OF_ACCOUNT, onlyOfPersons: true }],
]);

/**
 * Plain JSON with every personal value replaced by what `replace` gives for it and its owner: the person beside it, else the record of the row. Cost: one
 * walk through the value.
 */
export function replacePersonal(
  value: unknown,
  recordId: string,
  replace: (owner: string, personal: unknown) => unknown,
): unknown {
  if (Array.isArray(value)) return value.map((item) => replacePersonal(item, recordId, replace));
  if (typeof value !== 'object' || value === null) return value;
  const siblings = value as Readonly<Record<string, unknown>>;
  const members = Object.entries(siblings).map(([field, member]) => {
    const owner = member === null || member === '' ? null : ownerOf(field, siblings, recordId);
    return [field, owner === null ? replacePersonal(member, recordId, replace) : replace(owner, member)];
  });
  return Object.fromEntries(members);
}

function ownerOf(field: string, siblings: Readonly<Record<string, unknown>>, recordId: string): string | null {
  const personal = PERSONAL_FIELDS.get(field);
  if (!personal) return null;
  const named = personal.of.map((id) => siblings[id]).find((id) => typeof id === 'string' && id !== '');
  if (typeof named === 'string') return named;
  return personal.onlyOfPersons && !isAccountId(recordId) ? null : recordId;
}

function isAccountId(id: string): boolean {
  return id.split(':')[1] === 'account';
}

/** Plain JSON with every sealed value replaced by what `replace` gives for it. */
export function replaceSealed(value: unknown, replace: (sealed: Sealed) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceSealed(item, replace));
  if (typeof value !== 'object' || value === null) return value;
  if (isSealed(value)) return replace(value);
  return Object.fromEntries(Object.entries(value).map(([field, member]) => [field, replaceSealed(member, replace)]));
}
