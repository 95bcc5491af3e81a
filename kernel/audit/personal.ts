import type { ClientSession } from 'mongoose';
import type { AuditStored } from '../models.ts';
import type { Keys, PersonKeys } from './person-keys.ts';
import { replacePersonal, replaceSealed } from './personal-fields.ts';
import { decrypt, encrypt, type Sealed } from './sealing.ts';

/** What stands in place of the data of an erased person. */
export const ERASED = '[erased]';
/** What stands in place of personal data for a reader who may not see it. */
export const HIDDEN = '[personal]';

type Content = Pick<AuditStored, 'actor' | 'actorName' | 'recordId' | 'before' | 'after' | 'reason'>;

/** The rows as they are stored: personal data sealed with the keys of those whose it is. `actorName` comes as plain text. */
export async function sealRows<Row extends Content>(
  keys: PersonKeys,
  rows: readonly Row[],
  session: ClientSession,
  now: Date,
): Promise<readonly Row[]> {
  const owners = new Set<string>();
  for (const row of rows) mapRow(row, (owner) => owners.add(owner));
  const held = await keys.forWriting([...owners], session, now);
  return rows.map((row) => mapRow(row, (owner, personal) => seal(held, owner, personal)));
}

function mapRow<Row extends Content>(row: Row, replace: (owner: string, personal: unknown) => unknown): Row {
  const about = row.recordId || row.actor;
  return {
    ...row,
    actorName: row.actorName ? replace(row.actor, row.actorName) : null,
    before: replacePersonal(row.before, about, replace),
    after: replacePersonal(row.after, about, replace),
    // Whatever a person typed: shown to all who read the trail, until the record's key is destroyed.
    reason: row.reason ? replace(about, row.reason) : null,
  };
}

function seal(keys: Keys, person: string, value: unknown): Sealed | typeof ERASED {
  const key = keys.get(person);
  return key ? { person, sealed: encrypt(key, person, Buffer.from(JSON.stringify(value))) } : ERASED;
}

/** Whose personal data is shown: nobody's, everybody's, or that of one person. */
export type Shown = 'hidden' | 'shown' | { readonly of: string };

/**
 * The rows with the personal data that may be shown; the rest reads `[personal]`, an erased person's `[erased]`. Throws when a sealed value was tampered
 * with. Reasons are shown to every reader. Cost: one read of keys.
 */
export async function openRows(
  keys: PersonKeys,
  rows: readonly AuditStored[],
  shown: Shown,
): Promise<readonly AuditStored[]> {
  const may = ({ person }: Sealed): boolean => shown === 'shown' || (shown !== 'hidden' && shown.of === person);
  const owners = new Set<string>();
  const needed = (sealed: Sealed): unknown => owners.add(sealed.person);
  for (const row of rows) mapSealed(row, (sealed) => may(sealed) && needed(sealed), needed);
  const held = await keys.forReading([...owners]);
  const opened = (sealed: Sealed): unknown => open(held, sealed);
  return rows.map((row) => mapSealed(row, (sealed) => (may(sealed) ? opened(sealed) : HIDDEN), opened));
}

function open(keys: Keys, { person, sealed }: Sealed): unknown {
  const key = keys.get(person);
  return key ? JSON.parse(decrypt(key, person, sealed).toString()) : ERASED;
}

function mapSealed(
  row: AuditStored,
  replace: (sealed: Sealed) => unknown,
  replaceReason: (sealed: Sealed) => unknown,
): AuditStored {
  const { actorName, before, after, reason } = row;
  return {
    ...row,
    ...(actorName === undefined ? {} : { actorName: replaceSealed(actorName, replace) }),
    before: replaceSealed(before, replace),
    after: replaceSealed(after, replace),
    reason: replaceSealed(reason, replaceReason),
  };
}
