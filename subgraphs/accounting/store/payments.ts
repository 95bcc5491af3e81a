import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, refuseProblems, required } from '../../../kernel/refusals.ts';
import { Refused } from '../../../kernel/types.ts';
import { yuan } from '../../../ledger/domain/money.ts';
import { PostingConflict } from '../../../ledger/errors.ts';
import { type Invoice, invoiceableFen, openFen, type Receipt } from '../domain/settlement.ts';
import type {
  IssueInvoiceInput,
  IssueRedInvoiceInput,
  RecordReceiptInput,
  RequestInvoiceInput,
  WriteOffStatementInput,
} from '../generated/types.ts';
import { positive } from './prices.ts';
import type { Room } from './room.ts';
import { takeStep } from './statements.ts';

/** A transfer that staff read off the bank's list. */
const BANK = 'bank';

/** The debtor asks for an invoice (开票申请). */
export function requestInvoice(room: Room, caller: Caller, input: RequestInvoiceInput) {
  const request = {
    name: 'requestInvoice',
    success: 'RequestInvoiceSuccess',
    step: 'requestInvoice',
    actor: 'DEBTOR',
    input,
  } as const;
  return takeStep(room, caller, request, async (tx, { dueFen, settlement }) => {
    const left = invoiceableFen(dueFen, settlement);
    const fen = input.fen ?? left;
    refuseProblems(caller, [required('title', input.title)]);
    if (fen > left || left <= 0) throw tooMuch(caller, left);
    refuseProblems(caller, [positive('fen', fen)]);
    const invoice: Invoice = {
      id: room.kernel.newId('invoice'),
      kind: 'BLUE',
      number: null,
      title: input.title.trim(),
      creditCode: input.creditCode ?? null,
      fen,
      reason: null,
      corrects: null,
      requestedAt: tx.now,
      issuedAt: null,
    };
    return { ...settlement, invoices: [...settlement.invoices, invoice] };
  });
}

/** The creditor notes the number that the tax system gave the invoice. */
export function issueInvoice(room: Room, caller: Caller, input: IssueInvoiceInput) {
  const request = {
    name: 'issueInvoice',
    success: 'IssueInvoiceSuccess',
    step: 'issueInvoice',
    actor: 'CREDITOR',
    input,
  } as const;
  return takeStep(room, caller, request, async (tx, { _id, debtor, settlement }) => {
    refuseProblems(caller, [required('number', input.number)]);
    refuseNumber(caller, settlement.invoices, input.number);
    const wanted = settlement.invoices.find((one) => one.id === input.invoiceId && one.issuedAt === null);
    if (!wanted) throw notFound(caller, input.invoiceId);
    const issued: Invoice = { ...wanted, number: input.number.trim(), issuedAt: tx.now };
    const values = { number: input.number, amount: yuan(issued.fen) };
    tx.notify({ template: 'invoice.issued', to: [debtor], about: _id, values });
    return { ...settlement, invoices: settlement.invoices.map((one) => (one.id === issued.id ? issued : one)) };
  });
}

/** A wrong invoice is answered by a red one over its whole amount (红字发票); the right one may then be asked for. */
export function issueRedInvoice(room: Room, caller: Caller, input: IssueRedInvoiceInput) {
  const request = {
    name: 'issueRedInvoice',
    success: 'IssueRedInvoiceSuccess',
    step: 'issueRedInvoice',
    actor: 'CREDITOR',
    input,
  } as const;
  return takeStep(room, caller, request, async (tx, { settlement }) => {
    refuseProblems(caller, [required('number', input.number), required('reason', input.reason)]);
    refuseNumber(caller, settlement.invoices, input.number);
    const wrong = settlement.invoices.find((one) => one.id === input.invoiceId && one.kind === 'BLUE' && one.issuedAt);
    const answered = settlement.invoices.some((one) => one.corrects === input.invoiceId);
    if (!wrong || answered) throw notFound(caller, input.invoiceId);
    const red: Invoice = {
      ...wrong,
      id: room.kernel.newId('invoice'),
      kind: 'RED',
      number: input.number.trim(),
      fen: 0 - wrong.fen,
      reason: input.reason.trim(),
      corrects: wrong.id,
      requestedAt: tx.now,
      issuedAt: tx.now,
    };
    return { ...settlement, invoices: [...settlement.invoices, red] };
  });
}

/** Money came in (到账): posted once per channel and reference, whatever is retried. */
export function recordReceipt(room: Room, caller: Caller, input: RecordReceiptInput) {
  const request = {
    name: 'recordReceipt',
    success: 'RecordReceiptSuccess',
    step: 'recordReceipt',
    actor: 'CREDITOR',
    input,
  } as const;
  return takeStep(room, caller, request, async (tx, { debtor, creditor, number, dueFen, settlement }) => {
    refuseProblems(caller, [
      positive('fen', input.fen),
      required('reference', input.reference),
      required('channel', input.channel ?? BANK),
    ]);
    const channel = input.channel ?? BANK;
    const open = openFen(dueFen, settlement);
    if (input.fen > open) throw tooMuch(caller, open);
    const source = { id: `${creditor}|${channel}|${input.reference}`, kind: 'receipt' };
    const at = input.receivedAt ?? tx.now;
    const payment = { source, debtor, creditor, fen: input.fen, text: number, at };
    const posted = await room.ledger.payments.receive(tx, payment).catch(nullIfPosted);
    if (!posted) {
      const text = { zh: '该流水号已入账。', en: 'This reference was posted already.' };
      throw invalidInput(caller, [{ field: 'reference', text }]);
    }
    const { fen, reference } = input;
    const receipt: Receipt = { id: posted._id, fen, channel, reference, receivedAt: at };
    return { ...settlement, receipts: [...settlement.receipts, receipt] };
  });
}

/** Checks the statement off (核销). What is still open must be paid, or given up with a reason. */
export function writeOffStatement(room: Room, caller: Caller, input: WriteOffStatementInput) {
  const request = {
    name: 'writeOffStatement',
    success: 'WriteOffStatementSuccess',
    step: 'writeOff',
    actor: 'CREDITOR',
    input,
  } as const;
  return takeStep(room, caller, request, async (tx, statement) => {
    const { _id, debtor, creditor, number, dueFen, settlement } = statement;
    const open = Math.max(0, openFen(dueFen, settlement));
    if (open > 0 && !input.giveUp) throw tooMuch(caller, open);
    if (open > 0) {
      refuseProblems(caller, [required('reason', input.reason)]);
      const source = { id: _id, kind: 'writeOff' };
      await room.ledger.payments.writeOff(tx, {
        source,
        debtor,
        creditor,
        fen: open,
        text: `${number} ${input.reason}`,
      });
    }
    return { ...settlement, closedAt: tx.now, writtenOffFen: open };
  });
}

function nullIfPosted(error: unknown): null {
  if (error instanceof PostingConflict) return null;
  throw error;
}

function refuseNumber(caller: Caller, invoices: readonly Invoice[], number: string): void {
  if (!invoices.some((one) => one.number === number.trim())) return;
  throw invalidInput(caller, [
    { field: 'number', text: { zh: '该发票号码已登记。', en: 'This number is noted already.' } },
  ]);
}

function tooMuch(caller: Caller, open: number): Refused {
  const message = caller.locale === 'zh' ? `未结金额为 ${yuan(open)} 元。` : `CNY ${yuan(open)} is open.`;
  return new Refused({ __typename: 'TooMuch', message, openFen: open });
}
