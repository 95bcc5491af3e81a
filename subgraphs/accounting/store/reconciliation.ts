import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, refuseProblems, required } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import { yuan } from '../../../ledger/domain/money.ts';
import type { StatementLine } from '../../../ledger/models.ts';
import type { Dispute } from '../domain/settlement.ts';
import type { AnswerDisputeInput, ConfirmStatementInput, DisputeStatementLineInput } from '../generated/types.ts';
import { notNegative } from './prices.ts';
import type { Room } from './room.ts';
import { type SettledStatement, takeStep } from './statements.ts';

/** The debtor accepts the statement (确认). */
export function confirmStatement(room: Room, caller: Caller, input: ConfirmStatementInput) {
  const request = {
    name: 'confirmStatement',
    success: 'ConfirmStatementSuccess',
    step: 'confirm',
    actor: 'DEBTOR',
    input,
  } as const;
  return takeStep(room, caller, request, async (tx, { settlement }) => ({
    ...settlement,
    confirmedBy: caller.subject,
    confirmedAt: tx.now,
  }));
}

/** The debtor does not accept a line (异议). */
export function disputeStatementLine(room: Room, caller: Caller, input: DisputeStatementLineInput) {
  const request = {
    name: 'disputeStatementLine',
    success: 'DisputeStatementLineSuccess',
    step: 'dispute',
    actor: 'DEBTOR',
    input,
  } as const;
  return takeStep(room, caller, request, async (tx, statement) => {
    refuseProblems(caller, [required('reason', input.reason)]);
    const { settlement } = statement;
    if (!(await lineOf(room, statement, input.entryId))) throw notFound(caller, input.entryId);
    const twice = settlement.disputes.some((dispute) => dispute.entryId === input.entryId);
    if (twice)
      throw invalidInput(caller, [
        { field: 'entryId', text: { zh: '该行已提出过异议。', en: 'This line was disputed already.' } },
      ]);
    const dispute: Dispute = {
      id: room.kernel.newId('dispute'),
      entryId: input.entryId,
      reason: input.reason.trim(),
      by: caller.subject,
      at: tx.now,
      answer: null,
      upheld: null,
      adjustedFen: 0,
    };
    tell(tx, statement, dispute);
    return { ...settlement, disputes: [...settlement.disputes, dispute] };
  });
}

/** The creditor answers; what it takes back is posted into the open period, the closed statement stays as it is. */
export function answerDispute(room: Room, caller: Caller, input: AnswerDisputeInput) {
  const request = {
    name: 'answerDispute',
    success: 'AnswerDisputeSuccess',
    step: 'answerDispute',
    actor: 'CREDITOR',
    input,
  } as const;
  return takeStep(room, caller, request, async (tx, statement) => {
    const { settlement } = statement;
    refuseProblems(caller, [required('answer', input.answer), notNegative('rightFen', input.rightFen ?? 0)]);
    const dispute = settlement.disputes.find((one) => one.id === input.disputeId && one.upheld === null);
    if (!dispute) throw notFound(caller, input.disputeId);
    const adjustedFen = input.upheld ? await takeBack(room, tx, statement, dispute, input.rightFen ?? 0) : 0;
    const answered = { ...dispute, answer: input.answer.trim(), upheld: input.upheld, adjustedFen };
    return { ...settlement, disputes: settlement.disputes.map((one) => (one.id === dispute.id ? answered : one)) };
  });
}

async function takeBack(
  room: Room,
  tx: Tx,
  statement: SettledStatement,
  dispute: Dispute,
  rightFen: number,
): Promise<number> {
  const line = await lineOf(room, statement, dispute.entryId);
  const fen = (line?.fen ?? 0) - rightFen;
  if (!line || fen <= 0) {
    const text = { zh: '更正后的金额应小于原金额。', en: 'The right amount must be less than what was charged.' };
    throw invalidInput(tx.caller, [{ field: 'rightFen', text }]);
  }
  const { debtor, creditor, number } = statement;
  const source = { id: dispute.id, kind: 'adjustment' };
  await room.ledger.payments.adjust(tx, { source, debtor, creditor, fen, text: `${number} ${line.text}` });
  return fen;
}

async function lineOf(room: Room, statement: SettledStatement, entryId: string): Promise<StatementLine | null> {
  for (const [page] of statement.pageHashes.entries()) {
    const lines = await room.ledger.statements.page(statement, page);
    const found = lines.find((line) => line.entryId === entryId);
    if (found) return found;
  }
  return null;
}

function tell(tx: Tx, statement: SettledStatement, dispute: Dispute): void {
  const { from, to, debtor, creditor, dueFen, _id } = statement;
  const values = { party: debtor, period: `${from}–${to}`, reason: dispute.reason, amount: yuan(dueFen) };
  tx.notify({ template: 'statement.disputed', to: [creditor], about: _id, values });
}
