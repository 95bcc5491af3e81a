import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import type { Tx } from '../../../kernel/types.ts';
import { type Dispute, type Settlement, settlementState } from '../domain/settlement.ts';
import { isPossible, type StatementStep } from '../domain/statement-steps.ts';
import type { Room } from './room.ts';
import { replaceSettlement, withSettlement } from './statements.ts';

/** A complaint of `services` about a fee, as far as it concerns a statement's line. */
interface FeeComplaint {
  readonly statementId: string | null;
  readonly entryId: string | null;
  readonly text: string;
  readonly filedBy: string;
  readonly outcome: { readonly upheld: boolean; readonly reason: string; readonly refundFen: number } | null;
}

/** A complaint about a fee is a dispute of the statement's line (对账异议); the platform's decision answers it. What is refunded was posted by `services`. */
export function followFeeComplaints(room: Room): void {
  room.kernel.consume({
    name: 'accounting.feeComplaints',
    types: ['complaint.filed', 'complaint.upheld', 'complaint.rejected'],
    handle: (event, tx) => onComplaint(room, event, tx),
  });
}

async function onComplaint(room: Room, event: DeliveredEvent, tx: Tx): Promise<void> {
  const complaint = event.payload as unknown as FeeComplaint;
  const { statementId, entryId } = complaint;
  if (!statementId || !entryId) return;
  const statement = await room.ledger.statements.get(statementId);
  if (!statement) return;
  const { settlement } = await withSettlement(room, statement, tx.session);
  const step: StatementStep = event.type === 'complaint.filed' ? 'dispute' : 'answerDispute';
  const state = settlementState(statement.dueFen, settlement);
  const disputes = isPossible(step, state) ? changed(settlement, event, complaint, entryId, tx.now) : null;
  if (!disputes) {
    room.kernel.log.info({ statementId, complaintId: event.recordId, state }, 'the statement is past this dispute');
    return;
  }
  const after = { ...settlement, disputes, version: settlement.version + 1 };
  await replaceSettlement(room, tx, after);
  tx.audit({ action: step, recordId: statementId, before: settlement, after });
}

/** The disputes after the event, or null when it changes nothing. The dispute has the complaint's id: the two are one matter. */
function changed(
  { disputes }: Settlement,
  event: DeliveredEvent,
  complaint: FeeComplaint,
  entryId: string,
  now: Date,
): readonly Dispute[] | null {
  const { outcome, text, filedBy } = complaint;
  if (event.type === 'complaint.filed') {
    if (disputes.some((one) => one.entryId === entryId)) return null;
    const open = { answer: null, upheld: null, adjustedFen: 0 };
    return [...disputes, { id: event.recordId, entryId, reason: text, by: filedBy, at: now, ...open }];
  }
  const own = disputes.find((one) => one.id === event.recordId && one.upheld === null);
  if (!own || !outcome) return null;
  const answered = { ...own, answer: outcome.reason, upheld: outcome.upheld, adjustedFen: outcome.refundFen };
  return disputes.map((one) => (one.id === own.id ? answered : one));
}
