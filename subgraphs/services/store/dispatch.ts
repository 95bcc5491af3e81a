import { type Caller, holds, PLATFORM_STAFF } from '../../../kernel/caller.ts';
import { notPermitted, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { Price } from '../../../ledger/types.ts';
import { ableUnits, itemsOfUnit } from '../domain/matching.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { DispatchRow, TestRequestRow } from '../models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { offers } from './able-units.ts';
import { advance, ownRequest, saveRequest, tellRequest } from './advance.ts';
import { proposalFor, proposedUnits } from './dispatch-rules.ts';
import { UNIT_STAFF } from './items.ts';
import { withdrawRemote } from './mirror.ts';
import { collectorOf, postingOf, quoteOf, userClassOf } from './pricing.ts';
import { actsFor, isOfFirm, isPlatformStaff, maySeeRequest, requestById } from './reads.ts';
import { command, queuedCommand, refusal, type ServicesRoom } from './room.ts';
import type { RequestSuccess } from './wish.ts';

interface OfRequest {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
}

export function success(name: string, request: TestRequestRow): RequestSuccess {
  return { __typename: `${name}Success`, testRequestId: request._id };
}

/** The platform accepts the request (受理). */
export function acceptTestRequest(room: ServicesRoom, caller: Caller, input: OfRequest) {
  return command(room, caller, 'acceptTestRequest', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    if (!holds(caller, PLATFORM_STAFF, [room.kernel.platform.id])) throw notPermitted(caller);
    const accepted = await advance(room, tx, request, 'acceptTestRequest');
    return success('AcceptTestRequest', await dispatchByRule(room, tx, accepted));
  });
}

/** The platform asks units (派单): the named ones, or all that offer every item. */
export function dispatchTestRequest(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest & {
    readonly unitIds?: readonly string[] | null | undefined;
    readonly mode?: TestRequestRow['mode'] | null | undefined;
    readonly byRule?: boolean | null | undefined;
  },
) {
  return command(room, caller, 'dispatchTestRequest', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    if (!holds(caller, PLATFORM_STAFF, [room.kernel.platform.id])) throw notPermitted(caller);
    const { able } = await offers(room, tx, request);
    const proposal = input.byRule ? await proposalFor(room, tx, request) : null;
    const unasked = able.filter((unitId) => !request.askedUnitIds.includes(unitId));
    const unitIds = input.unitIds ?? (proposal ? proposedUnits(proposal, request) : unasked);
    if (unitIds.length === 0 || unitIds.some((unitId) => !able.includes(unitId))) throw noUnitOffers(caller, able);
    const mode = input.mode ?? proposal?.mode ?? request.mode;
    return success('DispatchTestRequest', await sendTo(room, tx, request, unitIds, mode));
  });
}

/** Sends a request that was accepted just now to the units of a rule that says so; without one it waits for staff. */
async function dispatchByRule(room: ServicesRoom, tx: Tx, request: TestRequestRow): Promise<TestRequestRow> {
  const proposal = await proposalFor(room, tx, request);
  const unitIds = proposedUnits(proposal, request);
  if (!proposal.rule?.automatic || unitIds.length === 0) return request;
  return sendTo(room, tx, request, unitIds, proposal.mode);
}

/** Asks the units; one that was asked before is asked anew. */
function sendTo(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  unitIds: readonly string[],
  mode: TestRequestRow['mode'],
): Promise<TestRequestRow> {
  const fresh = unitIds.map(
    (unitId): DispatchRow => ({ unitId, at: tx.now, answer: 'OPEN', reason: null, quote: null }),
  );
  const kept = request.dispatches.filter(({ unitId }) => !unitIds.includes(unitId));
  const askedUnitIds = [...new Set([...request.askedUnitIds, ...unitIds])];
  const fields = { dispatches: [...kept, ...fresh], askedUnitIds, mode };
  return advance(room, tx, request, 'dispatchTestRequest', fields, { unitIds });
}

function noUnitOffers(caller: Caller, able: readonly string[]) {
  const text = {
    zh: '所选单位不能承担全部检测项目，请从所列单位中选择。',
    en: 'Not every unit named offers all items. Choose among those listed.',
  };
  return refusal(caller, 'NoUnitOffers', text, { ableIds: able });
}

/** A unit takes the request (接单): first come, first served. Its price is held, the work order asked for by an event. */
export function takeTestRequest(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest & { readonly unitId?: string | null | undefined; readonly operatorName: string },
): Promise<RequestSuccess | RefusalValue> {
  // Units that take at the same moment wait for each other here; the version check in the transaction is the guarantee.
  return queuedCommand(room, [`testRequest|${input.testRequestId}`], caller, 'takeTestRequest', input, async (tx) => {
    refuseProblems(caller, [required('operatorName', input.operatorName)]);
    const request = await ownRequest(room, tx, input.testRequestId);
    const unitId = unitFor(room, caller, request, input.unitId);
    const line = request.dispatches.find((dispatch) => dispatch.unitId === unitId);
    if (line?.answer === 'LAPSED') throw alreadyTaken(caller);
    if (line?.answer !== 'OPEN' || request.mode !== 'FIRST_COME')
      throw wrongState(caller, request.state, possibleSteps(request.state));
    return success('TakeTestRequest', await take(room, tx, request, unitId, input.operatorName.trim()));
  });
}

export function unitFor(
  room: ServicesRoom,
  caller: Caller,
  request: TestRequestRow,
  wanted: string | null | undefined,
): string {
  const open = actsFor(room, caller, request).filter((unitId) =>
    holds(caller, UNIT_STAFF, [room.kernel.platform.id, unitId]),
  );
  const unitId = wanted ?? (open.length === 1 ? open[0] : undefined);
  if (!unitId || !open.includes(unitId)) throw notPermitted(caller);
  return unitId;
}

function alreadyTaken(caller: Caller) {
  const text = { zh: '该申请单已由其他单位接单。', en: 'Another unit was first: the request is taken.' };
  return refusal(caller, 'AlreadyTaken', text);
}

async function take(room: ServicesRoom, tx: Tx, request: TestRequestRow, unitId: string, operatorName: string) {
  const { items, userClass } = await itemsAt(room, tx, request, unitId);
  const price = await quoteOf(room, { ...request, userClass }, items, null, tx.now, tx.session);
  return giveTo(room, tx, request, unitId, items, {
    step: 'takeTestRequest',
    price,
    userClass,
    operatorName,
    payWith: [],
    fields: {},
  });
}

/** The unit's own items that do the requested ones, and the firm's class towards it. Throws `NoUnitOffers`. */
export async function itemsAt(room: ServicesRoom, tx: Tx, request: TestRequestRow, unitId: string) {
  const { wanted, offered } = await offers(room, tx, request);
  const items = itemsOfUnit(unitId, wanted, offered);
  if (!items) throw noUnitOffers(tx.caller, ableUnits(wanted, offered));
  return { items, userClass: await userClassOf(room, request.firmId, request.isFirm, unitId, tx.session) };
}

export interface Given {
  readonly step: 'takeTestRequest' | 'acceptQuote';
  readonly price: Price;
  readonly userClass: TestRequestRow['userClass'];
  readonly operatorName: string;
  /** Vouchers, fund cards or prepaid accounts to pay with. */
  readonly payWith: TestRequestRow['payWith'];
  readonly fields: Partial<TestRequestRow>;
}

/** The unit has the request: the other dispatches lapse, the price is held, the work order is asked for. */
export async function giveTo(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  unitId: string,
  items: readonly TestItemRecord[],
  given: Given,
): Promise<TestRequestRow> {
  const { price, userClass, operatorName, payWith } = given;
  const collector = await collectorOf(room, unitId, tx.session);
  const dispatches = request.dispatches.map((line): DispatchRow => {
    if (line.unitId === unitId) return { ...line, answer: 'TAKEN' };
    return line.answer === 'OPEN' || line.answer === 'QUOTED' ? { ...line, answer: 'LAPSED' } : line;
  });
  const takenItemIds = items.map((item) => item._id);
  const fields = { ...given.fields, dispatches, takenBy: unitId, takenItemIds, collector, price, userClass, payWith };
  const samples = await room.models.samples.countDocuments({ testRequestId: request._id }).session(tx.session);
  const saved = await advance(room, tx, request, given.step, fields, {
    path: items[0]?.path.slice(0, -1) ?? [room.kernel.platform.id, unitId],
    instrumentIds: [...new Set(items.flatMap((item) => [...item.instrumentIds]))],
    takenBy: unitId,
    requesterId: request.requesterId,
    firmId: request.firmId,
    userClass,
    operatorName,
    samples,
    procedure: items.flatMap((item) => [...item.standards]).join('、'),
  });
  await room.ledger.hold(tx, postingOf(saved, unitId, price, estimatedMinutes(price), tx.now));
  return saved;
}

function estimatedMinutes(price: {
  readonly lines: readonly { readonly component: string; readonly quantity: number }[];
}) {
  return price.lines.filter(({ component }) => component === 'HOUR').reduce((sum, { quantity }) => sum + quantity, 0);
}

/** A unit declines, or the platform refuses. When all units have declined the request goes back to the platform. */
export function refuseTestRequest(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest & { readonly unitId?: string | null | undefined; readonly reason: string },
) {
  return queuedCommand(room, [`testRequest|${input.testRequestId}`], caller, 'refuseTestRequest', input, async (tx) => {
    refuseProblems(caller, [required('reason', input.reason)]);
    const request = await ownRequest(room, tx, input.testRequestId);
    const reason = input.reason.trim();
    if (isPlatformStaff(room, caller) && !input.unitId) {
      return success('RefuseTestRequest', await advance(room, tx, request, 'refuseTestRequest', { reason }));
    }
    const unitId = unitFor(room, caller, request, input.unitId);
    return success('RefuseTestRequest', await decline(room, tx, request, unitId, reason));
  });
}

async function decline(room: ServicesRoom, tx: Tx, request: TestRequestRow, unitId: string, reason: string) {
  const line = request.dispatches.find((dispatch) => dispatch.unitId === unitId);
  if (request.state !== 'DISPATCHED' || (line?.answer !== 'OPEN' && line?.answer !== 'QUOTED')) {
    throw wrongState(tx.caller, request.state, possibleSteps(request.state));
  }
  const dispatches = request.dispatches.map(
    (one): DispatchRow => (one.unitId === unitId ? { ...one, answer: 'DECLINED', reason } : one),
  );
  if (dispatches.every(({ answer }) => answer === 'DECLINED')) {
    return advance(room, tx, request, 'returnTestRequest', { dispatches });
  }
  const saved = await saveRequest(room, tx, request, { ...request, dispatches }, 'declineTestRequest');
  await tellRequest(room, tx, saved, 'declined', { unitId });
  return saved;
}

/** The firm takes its request back before a unit has taken it; one elsewhere is withdrawn at its home platform. */
export async function withdrawTestRequest(
  room: ServicesRoom,
  caller: Caller,
  input: OfRequest & { readonly reason: string },
): Promise<RequestSuccess | RefusalValue> {
  const known = await requestById(room, input.testRequestId);
  if (known && known.home !== room.kernel.platform.id && maySeeRequest(room, caller, known)) {
    return withdrawRemote(room, caller, known, input);
  }
  return command(room, caller, 'withdrawTestRequest', input, async (tx) => {
    refuseProblems(caller, [required('reason', input.reason)]);
    const request = await ownRequest(room, tx, input.testRequestId);
    if (!isOfFirm(caller, request) && !isPlatformStaff(room, caller)) throw notPermitted(caller);
    const fields = { reason: input.reason.trim() };
    return success('WithdrawTestRequest', await advance(room, tx, request, 'withdrawTestRequest', fields));
  });
}
