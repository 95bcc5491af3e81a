import type { Caller } from '../../../kernel/caller.ts';
import { notFound, notPermitted, refuseProblems, required } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
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
    const row: QualificationRow = {
      _id: room.kernel.newId('qualification'),
      userId: input.accountId,
      userName: input.accountName,
      code: input.code.trim(),
      level,
      validTo: input.validTo ?? null,
      grantedBy: caller.subject,
      grantedAt: tx.now,
      revokedAt: null,
      path: input.path,
    };
    await room.models.qualifications.insertMany([row], { session: tx.session });
    tx.audit({
      action: 'grantQualification',
      recordId: row._id,
      after: { code: row.code, level: row.level, userId: row.userId },
    });
    tx.notify({
      template: 'qualification.granted',
      to: [row.userId],
      about: row._id,
      values: { code: row.code, level: row.level },
    });
    return { __typename: 'GrantQualificationSuccess', qualificationId: row._id };
  });
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
