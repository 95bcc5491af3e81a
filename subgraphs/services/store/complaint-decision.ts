import { type Caller, systemCaller } from '../../../kernel/caller.ts';
import { refuseProblems } from '../../../kernel/refusals.ts';
import { type RefusalValue, Refused, type Tx } from '../../../kernel/types.ts';
import type { ComplaintRow, OutcomeRow, TestRequestRow } from '../models.ts';
import { ownRequest, saveRequest, tellRequest } from './advance.ts';
import { advanceComplaint } from './complaint-tell.ts';
import { type ComplaintSuccess, complaintInHand, said, wrong } from './complaints.ts';
import { postingOf } from './pricing.ts';
import { beginCorrection } from './report-draft.ts';
import { beginRetest } from './retest.ts';
import { command, type ServicesRoom } from './room.ts';
import { countRefund } from './statistics.ts';

export interface DecideInput {
  readonly idempotencyKey: string;
  readonly complaintId: string;
  readonly upheld: boolean;
  readonly reason: string;
  readonly retest?: boolean | null | undefined;
  readonly refundFen?: number | null | undefined;
  readonly correctReport?: boolean | null | undefined;
}

/** The platform decides: rejected, or upheld with a free re-test, money back, a corrected report; all of it in one transaction. */
export function decideComplaint(
  room: ServicesRoom,
  caller: Caller,
  input: DecideInput,
): Promise<ComplaintSuccess | RefusalValue> {
  return command(room, caller, 'decideComplaint', input, async (tx) => {
    refuseProblems(caller, said('reason', input.reason));
    const step = input.upheld ? 'upholdComplaint' : 'rejectComplaint';
    const complaint = await complaintInHand(room, tx, input.complaintId, step);
    const remedies = Boolean(input.retest || input.refundFen || input.correctReport);
    if (remedies && !input.upheld) {
      const text = { zh: '投诉不成立时不作补救。', en: 'A rejected complaint has no remedies.' };
      throw wrong(caller, 'upheld', text);
    }
    const outcome = await remedy(room, tx, complaint, input);
    await advanceComplaint(room, tx, complaint, step, { outcome }, outcome.reason);
    return { __typename: 'DecideComplaintSuccess', complaintId: complaint._id };
  });
}

async function remedy(room: ServicesRoom, tx: Tx, complaint: ComplaintRow, input: DecideInput): Promise<OutcomeRow> {
  const reason = input.reason.trim();
  const refundFen = input.refundFen ?? 0;
  const request = await ownRequest(room, tx, complaint.testRequestId);
  const afterRefund = refundFen === 0 ? request : await refund(room, tx, request, complaint, refundFen, reason);
  if (input.correctReport) await beginCorrection(room, tx, afterRefund, `${complaint.number} ${reason}`);
  const retestId = input.retest ? await beginRetest(room, tx, request) : null;
  const correctReport = input.correctReport ?? false;
  return { upheld: input.upheld, reason, retestId, refundFen, correctReport, decidedAt: tx.now };
}

/** Reverses what was charged and posts what is right, in the open period. */
async function refund(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  complaint: ComplaintRow,
  refundFen: number,
  reason: string,
): Promise<TestRequestRow> {
  const { price, takenBy } = request;
  if (!request.priceFinal || !price || !takenBy || refundFen < 0 || refundFen > price.netFen) {
    const text = { zh: '须为 0 至已收费用之间。', en: 'Must be between 0 and what was charged.' };
    throw wrong(tx.caller, 'refundFen', text);
  }
  const right = { ...price, waiverFen: price.waiverFen + refundFen, netFen: price.netFen - refundFen };
  const saved = await saveRequest(room, tx, request, { ...request, price: right }, 'refundTestRequest');
  const source = { id: request._id, kind: 'testRequest' };
  const posting = postingOf(saved, takenBy, right, request.actualMinutes ?? 0, tx.now);
  await room.ledger.correct(tx, source, `${complaint.number} ${reason}`, posting);
  await countRefund(room, tx, saved, refundFen);
  await tellRequest(room, tx, saved, 'refunded', { refundFen });
  return saved;
}

/** Job: complaints that a unit did not answer in time go to the platform. */
export async function escalateOverdue(room: ServicesRoom, now: Date): Promise<void> {
  const here = room.kernel.platform.id;
  const caller = systemCaller(here, 'services.complaints');
  const late = await room.models.complaints
    .find({ state: 'FILED', answerBy: { $lt: now } })
    .limit(200)
    .lean<ComplaintRow[]>();
  for (const { _id, home } of late) {
    if (home !== here) continue;
    try {
      await room.kernel.transact(caller, async (tx) => {
        const complaint = await room.models.complaints.findById(_id).session(tx.session).lean<ComplaintRow | null>();
        if (complaint) await advanceComplaint(room, tx, complaint, 'overdueComplaint', {}, '单位逾期未答复');
      });
    } catch (error) {
      // Answered since it was read.
      if (!(error instanceof Refused)) throw error;
    }
  }
}
