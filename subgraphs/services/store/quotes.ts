import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notPermitted, refuseProblems, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { AgreementRow, DispatchRow, TestRequestRow } from '../models.ts';
import { notifyAbout, ownRequest, saveRequest, tellRequest } from './advance.ts';
import { giveTo, itemsAt, success, unitFor } from './dispatch.ts';
import { quoteOf } from './pricing.ts';
import { isOfFirm, isPlatformStaff } from './reads.ts';
import { queuedCommand, refusal, type ServicesRoom } from './room.ts';
import type { RequestSuccess } from './wish.ts';

export interface QuoteInput {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
  readonly unitId?: string | null | undefined;
  readonly turnaroundDays: number;
  readonly minutes?: number | null | undefined;
  readonly validUntil: Date;
  readonly remark?: string | null | undefined;
}

/** A unit offers its price by its tariff and turnaround; a new quote takes the place of its last one. */
export function quoteTestRequest(
  room: ServicesRoom,
  caller: Caller,
  input: QuoteInput,
): Promise<RequestSuccess | RefusalValue> {
  return queuedCommand(room, [`testRequest|${input.testRequestId}`], caller, 'quoteTestRequest', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    const unitId = unitFor(room, caller, request, input.unitId);
    refuseProblems(caller, [
      input.turnaroundDays > 0
        ? null
        : { field: 'turnaroundDays', text: { zh: '须为正数。', en: 'Must be positive.' } },
      input.validUntil > tx.now
        ? null
        : { field: 'validUntil', text: { zh: '须在将来。', en: 'Must be in the future.' } },
      (input.minutes ?? 0) >= 0 ? null : { field: 'minutes', text: { zh: '不能为负。', en: 'Must not be negative.' } },
    ]);
    refuseUnlessOpen(caller, request, unitId);
    const { items, userClass } = await itemsAt(room, tx, request, unitId);
    const price = await quoteOf(room, { ...request, userClass }, items, input.minutes ?? null, tx.now, tx.session);
    const { turnaroundDays, validUntil } = input;
    const quote = { price, minutes: input.minutes ?? 0, turnaroundDays, validUntil, remark: input.remark ?? null };
    const dispatches = request.dispatches.map(
      (line): DispatchRow => (line.unitId === unitId ? { ...line, answer: 'QUOTED', quote } : line),
    );
    const saved = await saveRequest(room, tx, request, { ...request, dispatches }, 'quoteTestRequest');
    await tellRequest(room, tx, saved, 'quoted', { unitId, netFen: price.netFen });
    notifyAbout(tx, saved, 'testRequest.quoted', [saved.requesterId]);
    return success('QuoteTestRequest', saved);
  });
}

function refuseUnlessOpen(caller: Caller, request: TestRequestRow, unitId: string): void {
  const line = request.dispatches.find((dispatch) => dispatch.unitId === unitId);
  const isOpen = line?.answer === 'OPEN' || line?.answer === 'QUOTED';
  if (request.state === 'DISPATCHED' && isOpen) return;
  throw wrongState(caller, request.state, possibleSteps(request.state));
}

export interface AcceptQuoteInput {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
  readonly unitId: string;
  readonly agreement: Partial<Record<keyof AgreementRow, unknown>>;
  readonly payWith?: readonly string[] | null | undefined;
}

/** The firm accepts a quote: its price holds, the service agreement is made, the unit has the request. */
export function acceptQuote(
  room: ServicesRoom,
  caller: Caller,
  input: AcceptQuoteInput,
): Promise<RequestSuccess | RefusalValue> {
  return queuedCommand(room, [`testRequest|${input.testRequestId}`], caller, 'acceptQuote', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    if (!isOfFirm(caller, request) && !isPlatformStaff(room, caller)) throw notPermitted(caller);
    const agreement = agreementOf(input.agreement, tx.now);
    refuseProblems(caller, [
      agreement.retentionDays >= 0
        ? null
        : { field: 'agreement.retentionDays', text: { zh: '不能为负。', en: 'Must not be negative.' } },
    ]);
    const quote = request.dispatches.find(
      ({ unitId, answer }) => unitId === input.unitId && answer === 'QUOTED',
    )?.quote;
    if (!quote) throw wrongState(caller, request.state, possibleSteps(request.state));
    if (quote.validUntil <= tx.now) throw quoteExpired(caller, quote.validUntil);
    const { items, userClass } = await itemsAt(room, tx, request, input.unitId);
    const saved = await giveTo(room, tx, request, input.unitId, items, {
      step: 'acceptQuote',
      price: quote.price,
      userClass,
      operatorName: '',
      payWith: await pursesFor(room, caller, request, input.payWith ?? [], quote.price.netFen),
      fields: { agreement, quoteHolds: true },
    });
    return success('AcceptQuote', saved);
  });
}

/** Only the firm's own vouchers, cards and accounts pay for its request: each gives what it has, in the order named, until the price is met. */
async function pursesFor(
  room: ServicesRoom,
  caller: Caller,
  request: TestRequestRow,
  purseIds: readonly string[],
  netFen: number,
): Promise<TestRequestRow['payWith']> {
  const own = purseIds.length > 0 ? await room.ledger.purses.ofOwner(request.firmId ?? request.requesterId) : [];
  let open = netFen;
  return purseIds.map((purseId) => {
    const purse = own.find(({ _id }) => _id === purseId);
    const text = { zh: '不属于本单位。', en: 'This is not of your firm.' };
    if (!purse) throw invalidInput(caller, [{ field: 'payWith', text }]);
    const fen = Math.min(open, purse.freeFen);
    open -= fen;
    return { purseId, fen };
  });
}

function agreementOf(input: AcceptQuoteInput['agreement'], now: Date): AgreementRow {
  const { dataGrade, retentionDays, samplesReturned, resultsBelongToFirm } = input as Partial<AgreementRow>;
  return {
    dataGrade: dataGrade ?? 'INTERNAL',
    retentionDays: retentionDays ?? 90,
    samplesReturned: samplesReturned ?? true,
    resultsBelongToFirm: resultsBelongToFirm ?? true,
    agreedAt: now,
  };
}

function quoteExpired(caller: Caller, validUntil: Date) {
  const text = { zh: '报价已过期，请单位重新报价。', en: 'The price no longer holds: ask the unit for a new one.' };
  return refusal(caller, 'QuoteExpired', text, { validUntil });
}
