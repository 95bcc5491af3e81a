import { type Caller, holds, PLATFORM_STAFF } from '../../../kernel/caller.ts';
import { kindOf } from '../../../kernel/ids.ts';
import type { UnitProjection } from '../../../kernel/records/unit-projection.ts';
import { notFound, notPermitted, refuseProblems } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { SignatoryRow } from '../models.ts';
import { command, refusal, type ServicesRoom, unitById } from './room.ts';

/** All that were ever appointed, by account. */
export function signatoriesOf(room: ServicesRoom, unitId: string): Promise<SignatoryRow[]> {
  return room.models.signatories.find({ unitId }).sort({ _id: 1 }).lean<SignatoryRow[]>().exec();
}

/** Throws `NotSignatory` unless the caller is appointed now. While nobody is, nobody issues: the unit's administrator appoints somebody first. */
export async function refuseUnlessSignatory(
  room: ServicesRoom,
  caller: Caller,
  unitId: string,
  now: Date,
): Promise<void> {
  const rows = await signatoriesOf(room, unitId);
  const valid = rows.filter(({ validFrom, validTo }) => validFrom <= now && (validTo === null || now < validTo));
  if (valid.some(({ accountId }) => accountId === caller.subject)) return;
  const text =
    valid.length === 0
      ? {
          zh: '该单位尚未指定授权签字人，请单位管理员先行指定。',
          en: 'The unit has no authorised signatory: its administrator appoints one first.',
        }
      : { zh: '只有该单位的授权签字人可以批准报告。', en: 'Only an authorised signatory of the unit may do this.' };
  throw refusal(caller, 'NotSignatory', text, { signatories: valid.map(({ accountId }) => ({ id: accountId })) });
}

export interface SignatorySuccess {
  readonly __typename: string;
  readonly signatory: SignatoryRow;
}

/**
 * Appoints a signatory, or changes until when. The unit's administrator does; the platform's staff may for the unit, which the audit trail says, but nobody of
 * the platform appoints himself, except at the platform's own centre.
 */
export function appointSignatory(
  room: ServicesRoom,
  caller: Caller,
  input: {
    readonly idempotencyKey: string;
    readonly unitId: string;
    readonly accountId: string;
    readonly validTo?: Date | null | undefined;
  },
): Promise<SignatorySuccess | RefusalValue> {
  return command(room, caller, 'appointSignatory', input, async (tx) => {
    const { unitId, accountId } = input;
    const unit = await unitById(room, unitId, tx.session);
    if (!unit) throw notFound(caller, unitId);
    const right = rightToAppoint(room, caller, unit, accountId);
    if (!right) throw notPermitted(caller);
    refuseProblems(caller, [
      kindOf(accountId) === 'account'
        ? null
        : { field: 'accountId', text: { zh: '须为账号。', en: 'Must be an account.' } },
    ]);
    const _id = `${unitId}|${accountId}`;
    const before = await room.models.signatories.findById(_id).session(tx.session).lean<SignatoryRow | null>();
    const validTo = input.validTo ?? null;
    const signatory = { _id, unitId, accountId, validFrom: before?.validFrom ?? tx.now, validTo };
    await room.models.signatories.replaceOne({ _id }, signatory, { upsert: true, session: tx.session });
    tx.audit({ action: 'appointSignatory', recordId: unitId, before, after: { ...signatory, appointedBy: right } });
    return { __typename: 'AppointSignatorySuccess', signatory };
  });
}

function rightToAppoint(
  room: ServicesRoom,
  caller: Caller,
  { _id, kind }: UnitProjection,
  accountId: string,
): 'UNIT' | 'PLATFORM' | null {
  const here = room.kernel.platform.id;
  if (holds(caller, ['UNIT_ADMINISTRATOR'], [here, _id])) return 'UNIT';
  const isOwn = kind === 'PLATFORM_CENTRE';
  return holds(caller, PLATFORM_STAFF, [here]) && (isOwn || accountId !== caller.subject) ? 'PLATFORM' : null;
}

/** An appointment as the seed has it; it counts from the moment that it is written. */
export type SeedSignatory = Pick<SignatoryRow, 'unitId' | 'accountId'>;

export function loadSignatories(room: ServicesRoom): (rows: readonly SeedSignatory[], tx: Tx) => Promise<void> {
  return async (rows, tx) => {
    for (const { unitId, accountId } of rows) {
      const signatory = { _id: `${unitId}|${accountId}`, unitId, accountId, validFrom: tx.now, validTo: null };
      const { _id } = signatory;
      await room.models.signatories.replaceOne({ _id }, signatory, { upsert: true, session: tx.session });
      tx.audit({ action: 'appointSignatory', recordId: unitId, after: signatory });
    }
  };
}
