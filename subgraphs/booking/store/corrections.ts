import type { Caller } from '../../../kernel/caller.ts';
import {
  invalidInput,
  notFound,
  notPermitted,
  refuseProblems,
  required,
  wrongState,
} from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { toMinute } from '../domain/interval.ts';
import type { UsageClass } from '../domain/usage.ts';
import type { CorrectionRow, UsageRow } from '../models.ts';
import { isCorrectable } from './correction-reads.ts';
import { isStaffOf } from './parties.ts';
import { type BookingRoom, command } from './room.ts';

export interface ProposeCorrectionInput {
  readonly idempotencyKey: string;
  readonly usageRecordId: string;
  readonly start?: Date | null | undefined;
  readonly end?: Date | null | undefined;
  readonly usageClass?: UsageClass | null | undefined;
  readonly reason: string;
}

export interface CorrectionSuccess {
  readonly __typename: string;
  readonly correctionId: string;
}

/** Says that a record is wrong and what is right; nothing changes before a second person agrees. */
export function proposeCorrection(
  room: BookingRoom,
  caller: Caller,
  input: ProposeCorrectionInput,
): Promise<CorrectionSuccess | RefusalValue> {
  return command(room, caller, 'proposeCorrection', input, async (tx) => {
    const usage = await usageRecord(room, tx, input.usageRecordId);
    refuseProblems(caller, [required('reason', input.reason)]);
    refuseWrongTimes(caller, input, tx.now);
    const row: CorrectionRow = {
      _id: room.kernel.newId('usageCorrection'),
      usageRecordId: usage._id,
      path: usage.path,
      state: 'PROPOSED',
      start: input.start ? toMinute(input.start) : null,
      end: input.end ? toMinute(input.end) : null,
      usageClass: input.usageClass ?? null,
      reason: input.reason.trim(),
      proposedBy: caller.subject,
      proposedAt: tx.now,
      decidedBy: null,
      decidedAt: null,
      refusalReason: null,
    };
    await room.models.corrections.insertMany([row], { session: tx.session });
    tx.audit({ action: 'proposeCorrection', recordId: usage._id, after: row, reason: row.reason });
    return { __typename: 'ProposeCorrectionSuccess', correctionId: row._id };
  });
}

function refuseWrongTimes(caller: Caller, { start, end }: ProposeCorrectionInput, now: Date): void {
  const both = Boolean(start) === Boolean(end);
  const fits = !start || !end || (end > start && end <= now);
  if (both && fits) return;
  const text = {
    zh: '请给出完整的起止时间，结束须晚于开始且不在将来；都不填则撤销该记录。',
    en: 'Give both times, the end after the start and not in the future; or neither, to take the record back.',
  };
  throw invalidInput(caller, [{ field: 'end', text }]);
}

/** A closed record that stands and that the caller administers. Throws `NotFound`, `NotPermitted`, `WrongState`. */
export async function usageRecord(room: BookingRoom, tx: Tx, id: string): Promise<UsageRow> {
  const usage = await room.models.usage.findById(id).session(tx.session).lean<UsageRow | null>();
  if (!usage) throw notFound(tx.caller, id);
  if (!isStaffOf(tx.caller, usage.path)) throw notPermitted(tx.caller);
  if (!usage.end) throw wrongState(tx.caller, 'RUNNING', ['stopUse']);
  if (!isCorrectable(usage)) throw wrongState(tx.caller, 'REVERSED', []);
  return usage;
}
