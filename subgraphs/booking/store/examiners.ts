import type { Caller } from '../../../kernel/caller.ts';
import { notFound, notPermitted, refuseProblems, required } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { QualificationRow } from '../models.ts';
import { isStaffOf } from './parties.ts';
import { qualificationsOf } from './qualifications.ts';
import { type BookingRoom, command } from './room.ts';

export interface GrantQualificationInput {
  readonly idempotencyKey: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly path: readonly string[];
  readonly code: string;
  readonly level?: number | undefined;
  readonly validTo?: Date | null | undefined;
}

export interface QualificationSuccess {
  readonly __typename: string;
  readonly qualificationId: string;
}

/** An examiner grants or renews a qualification within the place that he administers. */
export function grantQualification(
  room: BookingRoom,
  caller: Caller,
  input: GrantQualificationInput,
): Promise<QualificationSuccess | RefusalValue> {
  return command(room, caller, 'grantQualification', input, async (tx) => {
    if (!isStaffOf(caller, input.path)) throw notPermitted(caller);
    const level = input.level ?? 1;
    const future = !input.validTo || input.validTo > tx.now;
    refuseProblems(caller, [
      required('code', input.code),
      level >= 1 ? null : { field: 'level', text: { zh: '至少 1 级。', en: 'Must be at least 1.' } },
      future ? null : { field: 'validTo', text: { zh: '须在将来。', en: 'Must be in the future.' } },
    ]);
    const { accountId: userId, accountName: userName, path, validTo = null } = input;
    const row = await insertQualification(room, tx, {
      userId,
      userName,
      code: input.code.trim(),
      level,
      validTo,
      path,
    });
    return { __typename: 'GrantQualificationSuccess', qualificationId: row._id };
  });
}

type NewQualification = Pick<QualificationRow, 'userId' | 'userName' | 'code' | 'level' | 'validTo' | 'path'>;

/** Writes a qualification, granted by the caller; its holder is told. One that is held already is renewed by the new one. */
export async function insertQualification(
  room: BookingRoom,
  tx: Tx,
  fields: NewQualification,
): Promise<QualificationRow> {
  const granted = { grantedBy: tx.caller.subject, grantedAt: tx.now, revokedAt: null };
  const row: QualificationRow = { _id: room.kernel.newId('qualification'), ...fields, ...granted };
  await room.models.qualifications.insertMany([row], { session: tx.session });
  const { _id, code, level, userId } = row;
  tx.audit({ action: 'grantQualification', recordId: _id, after: { code, level, userId } });
  tx.notify({ template: 'qualification.granted', to: [userId], about: _id, values: { code, level } });
  return row;
}

/** Takes a qualification back, with a reason. */
export function revokeQualification(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly qualificationId: string; readonly reason: string },
): Promise<QualificationSuccess | RefusalValue> {
  return command(room, caller, 'revokeQualification', input, async (tx) => {
    refuseProblems(caller, [required('reason', input.reason)]);
    const row = await qualificationById(room, input.qualificationId);
    if (!row || row.revokedAt) throw notFound(caller, input.qualificationId);
    if (!isStaffOf(caller, row.path)) throw notPermitted(caller);
    await room.models.qualifications.updateOne(
      { _id: row._id },
      { $set: { revokedAt: tx.now } },
      { session: tx.session },
    );
    tx.audit({ action: 'revokeQualification', recordId: row._id, before: { code: row.code }, reason: input.reason });
    tx.notify({
      template: 'qualification.revoked',
      to: [row.userId],
      about: row._id,
      values: { code: row.code, reason: input.reason },
    });
    return { __typename: 'RevokeQualificationSuccess', qualificationId: row._id };
  });
}

export async function qualificationById(room: BookingRoom, id: string): Promise<QualificationRow | null> {
  return room.models.qualifications.findById(id).lean<QualificationRow | null>();
}

/** One's own qualifications; another's only those granted within the part of the tree that the caller administers. */
export async function visibleQualifications(
  room: BookingRoom,
  caller: Caller,
  accountId: string,
): Promise<QualificationRow[]> {
  const rows = await qualificationsOf(room, accountId);
  return accountId === caller.subject ? rows : rows.filter((row) => isStaffOf(caller, row.path));
}
