import { notFound, wrongState } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import { possibleSteps, transitionOf } from '../domain/transitions.ts';
import type { TestRequestRow } from '../models.ts';
import { deadlinesFor } from './deadlines.ts';
import { maySeeRequest, requestById } from './reads.ts';
import type { ServicesRoom } from './room.ts';
import { partnerWay } from './timeline.ts';

/**
 * The one place where a test request goes from state to state: checks the transition table, writes the next version with its history, and tells.
 * Throws `WrongState`.
 */
export async function advance(
  room: ServicesRoom,
  tx: Tx,
  before: TestRequestRow,
  step: string,
  fields: Partial<TestRequestRow> = {},
  facts: Readonly<Record<string, unknown>> = {},
): Promise<TestRequestRow> {
  const line = transitionOf(before.state, step);
  if (!line) throw wrongState(tx.caller, before.state, possibleSteps(before.state));
  const stepped = { ...before, ...fields, state: line.to };
  const deadlines = await deadlinesFor(room, tx, stepped, step);
  const saved = await saveRequest(room, tx, before, { ...stepped, deadlines }, step);
  await tellRequest(room, tx, saved, line.event, facts);
  const to = line.tells.flatMap((who) => audience(room, saved, who));
  if (to.length > 0) notifyAbout(tx, saved, `testRequest.${line.event}`, to);
  return saved;
}

/** Writes the next version with a line of history and an audit row. */
export async function saveRequest(
  room: ServicesRoom,
  tx: Tx,
  before: TestRequestRow,
  after: TestRequestRow,
  step: string,
): Promise<TestRequestRow> {
  if (before.state === 'ARCHIVED') throw wrongState(tx.caller, before.state, []);
  const reason = after.reason !== before.reason ? after.reason : null;
  const line = { step, state: after.state, at: tx.now, by: tx.caller.subject, unitId: tx.caller.unitId, reason };
  const saved = { ...after, version: before.version + 1, history: [...before.history, line] };
  const { matchedCount } = await room.models.requests.replaceOne({ _id: before._id, version: before.version }, saved, {
    session: tx.session,
  });
  if (matchedCount !== 1) throw new Error(`${before._id} is no longer at version ${before.version}`);
  const [was, is] = [before, saved].map(({ state, takenBy }) => ({ state, takenBy }));
  tx.audit({ action: step, recordId: before._id, before: was, after: is, ...(reason ? { reason } : {}) });
  return saved;
}

function audience(room: ServicesRoom, request: TestRequestRow, who: 'FIRM' | 'UNITS' | 'PLATFORM'): string[] {
  if (who === 'PLATFORM') return [room.kernel.platform.id];
  if (who === 'UNITS')
    return request.dispatches.filter(({ answer }) => answer !== 'DECLINED').map(({ unitId }) => unitId);
  return [firmAddress(request)];
}

/** A firm on the telephone has no account: its unit's administrators are told. */
function firmAddress(request: TestRequestRow): string {
  return request.channel === 'ONLINE' ? request.requesterId : (request.firmId ?? request.requesterId);
}

/** A notice to the firm about something that is no step of the table. */
export function notifyFirm(tx: Tx, request: TestRequestRow, template: string, reason = ''): void {
  const values = { title: request.title, state: request.state, reason };
  tx.notify({ template, to: [firmAddress(request)], about: request._id, values });
}

export function notifyAbout(tx: Tx, request: TestRequestRow, template: string, to: readonly string[]): void {
  const values = {
    title: request.title,
    state: request.state,
    ...(request.reason ? { reason: request.reason } : {}),
    ...(request.report ? { number: request.report.number } : {}),
  };
  tx.notify({ template, to, about: request._id, values });
}

/** A request as partners get it: the members of `PartnerRequest` (schema/partner/v1.graphql). */
export function partnerRequest(request: TestRequestRow): Readonly<Record<string, unknown>> {
  const { state, version, title, reason, idempotencyKey, price, priceFinal } = request;
  const charge = price && {
    listFen: price.listFen,
    waiverFen: price.waiverFen,
    netFen: price.netFen,
    waivedBy: price.agreementId,
    final: priceFinal,
  };
  const details = {
    takenBy: request.takenBy,
    actualMinutes: request.actualMinutes,
    reportNumber: request.report?.number ?? null,
    ...partnerWay(request),
  };
  return { id: request._id, idempotencyKey, kind: 'testRequest', state, version, title, charge, reason, details };
}

/** Emits the event, and delivers it to the home platform of a remote requester. */
export async function tellRequest(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  happened: string,
  facts: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const type = `testRequest.${happened}`;
  const { _id: recordId, version } = request;
  tx.emit({ type, recordId, version, payload: { ...partnerRequest(request), ...facts } });
  if (request.requesterHome === room.kernel.platform.id) return;
  await room.kernel.partners.deliver(tx, request.requesterHome, {
    type,
    recordId,
    version,
    payload: partnerRequest(request),
  });
}

/** An own request that the caller may see. Throws `NotFound`. */
export async function ownRequest(room: ServicesRoom, tx: Tx, id: string): Promise<TestRequestRow> {
  const request = await requestById(room, id, tx.session);
  const own = request && request.home === room.kernel.platform.id;
  if (!own || !maySeeRequest(room, tx.caller, request)) throw notFound(tx.caller, id);
  return request;
}
