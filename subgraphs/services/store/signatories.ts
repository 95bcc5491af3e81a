import { type Caller, holds, type Role } from '../../../kernel/caller.ts';
import { kindOf } from '../../../kernel/ids.ts';
import { notFound, notPermitted, refuseProblems } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import type { SignatoryRow } from '../models.ts';
import { command, refusal, type ServicesRoom, unitById } from './room.ts';

/** Who appoints a unit's signatories, and issues its reports while none is appointed. */
const HEADS: readonly Role[] = ['UNIT_ADMINISTRATOR', 'PLATFORM_ADMINISTRATOR'];

/** All that were ever appointed, by account. */
export function signatoriesOf(room: ServicesRoom, unitId: string): Promise<SignatoryRow[]> {
  return room.models.signatories.find({ unitId }).sort({ _id: 1 }).lean<SignatoryRow[]>().exec();
}

/** Throws `NotSignatory` unless the caller may issue the unit's reports now: appointed, or at its head while nobody is. */
export async function refuseUnlessSignatory(
  room: ServicesRoom,
  caller: Caller,
  unitId: string,
  now: Date,
): Promise<void> {
  const rows = await signatoriesOf(room, unitId);
  const valid = rows.filter(({ validFrom, validTo }) => validFrom <= now && (validTo === null || now < validTo));
  const isHead = holds(caller, HEADS, [room.kernel.platform.id, unitId]);
  if (valid.length === 0 ? isHead : valid.some(({ accountId }) => accountId === caller.subject)) return;
  const text = {
    zh: '只有该单位的授权签字人可以批准报告。',
    en: 'Only an authorised signatory of the unit may do this.',
  };
  throw refusal(caller, 'NotSignatory', text, { signatories: valid.map(({ accountId }) => ({ id: accountId })) });
}

export interface SignatorySuccess {
  readonly __typename: string;
  readonly signatory: SignatoryRow;
}

/** Appoints a signatory, or changes until when. */
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
    if (!(await unitById(room, unitId, tx.session))) throw notFound(caller, unitId);
    if (!holds(caller, HEADS, [room.kernel.platform.id, unitId])) throw notPermitted(caller);
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
    tx.audit({ action: 'appointSignatory', recordId: unitId, before, after: signatory });
    return { __typename: 'AppointSignatorySuccess', signatory };
  });
}
