import { dayIn } from '../../../kernel/counters/month.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { wrongState } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import {
  type ComplaintStep,
  type ComplaintTransition,
  complaintTransition,
  possibleComplaintSteps,
} from '../domain/complaint-steps.ts';
import type { ComplaintRow, TestRequestRow } from '../models.ts';
import { partnerRequest } from './advance.ts';
import { requestById } from './reads.ts';
import type { ServicesRoom } from './room.ts';

/** The line of the table for the step. Throws `WrongState`. */
export function complaintLine(tx: Tx, complaint: ComplaintRow, step: ComplaintStep): ComplaintTransition {
  const line = complaintTransition(complaint.state, step);
  if (!line) throw wrongState(tx.caller, complaint.state, possibleComplaintSteps(complaint.state));
  return line;
}

/** The one place where a complaint goes from state to state: table, next version with its history, audit, event, notices, and the other platform. */
export async function advanceComplaint(
  room: ServicesRoom,
  tx: Tx,
  before: ComplaintRow,
  step: ComplaintStep,
  fields: Partial<ComplaintRow> = {},
  reason: string | null = null,
): Promise<ComplaintRow> {
  const line = complaintLine(tx, before, step);
  const entry = { step, state: line.to, at: tx.now, by: tx.caller.subject, reason };
  const version = before.version + 1;
  const saved = { ...before, ...fields, state: line.to, version, history: [...before.history, entry] };
  const where = { _id: before._id, version: before.version };
  const { matchedCount } = await room.models.complaints.replaceOne(where, saved, { session: tx.session });
  if (matchedCount !== 1) throw new Error(`${before._id} is no longer at version ${before.version}`);
  const why = reason === null ? {} : { reason };
  tx.audit({
    action: step,
    recordId: saved._id,
    before: { state: before.state },
    after: { state: saved.state },
    ...why,
  });
  await tellComplaint(room, tx, saved, line.event, line.tells);
  return saved;
}

/** Emits the event, notifies, and delivers the complaint to the platform on the other side. */
export async function tellComplaint(
  room: ServicesRoom,
  tx: Tx,
  complaint: ComplaintRow,
  happened: string,
  tells: ComplaintTransition['tells'],
): Promise<void> {
  const type = `complaint.${happened}`;
  const { _id: recordId, version } = complaint;
  const request = await requestById(room, complaint.testRequestId, tx.session);
  tx.emit({ type, recordId, version, payload: localPayload(complaint) });
  const to = tells.flatMap((who) => audience(room, complaint, who));
  const reason = complaint.outcome?.reason ?? complaint.history.at(-1)?.reason ?? '';
  const values = {
    title: request?.title ?? '',
    until: dayIn(room.kernel.platform.timeZone, complaint.answerBy),
    reason,
  };
  if (to.length > 0) tx.notify({ template: type, to, about: complaint._id, values });
  const other = otherSide(room, complaint);
  if (!other || !request) return;
  const retestId = complaint.outcome?.retestId ?? null;
  const retest = retestId ? await requestById(room, retestId, tx.session) : null;
  const payload = {
    ...wirePayload(complaint, request),
    retest: retest && { ...partnerRequest(retest), version: retest.version },
  };
  await room.kernel.partners.deliver(tx, other, { type, recordId, version, payload });
}

function audience(room: ServicesRoom, complaint: ComplaintRow, who: 'FIRM' | 'UNIT' | 'PLATFORM'): string[] {
  if (who === 'PLATFORM') return [room.kernel.platform.id];
  const id = who === 'FIRM' ? complaint.filedBy : complaint.unitId;
  // Whoever is at home elsewhere is told there, by the mirror.
  return platformOf(id) === room.kernel.platform.id ? [id] : [];
}

/** The platform that must hear of it: of the request for a mirror, of the firm for an original. */
function otherSide(room: ServicesRoom, { home, originId }: ComplaintRow): string | null {
  const here = room.kernel.platform.id;
  if (home !== here) return home;
  const origin = originId ? platformOf(originId) : here;
  return origin === here ? null : origin;
}

function localPayload(complaint: ComplaintRow): Readonly<Record<string, unknown>> {
  const { testRequestId, unitId, firmId, kind, state, number, text, filedBy, statementId, entryId, outcome } =
    complaint;
  return { testRequestId, unitId, firmId, kind, state, number, text, filedBy, statementId, entryId, outcome };
}

/** What the other platform gets. Files do not travel, so evidence is refused when the complaint is filed; partners read the field. */
function wirePayload(complaint: ComplaintRow, request: TestRequestRow): Readonly<Record<string, unknown>> {
  const { number, state, kind, text, reportNumber, filedBy, firmId, unitId, filedAt, answerBy } = complaint;
  const { answer, answeredAt, outcome, history, originId } = complaint;
  return {
    originId,
    testRequestId: request.remoteId ?? request._id,
    ...{ number, state, kind, text, reportNumber, filedBy, firmId, unitId, filedAt, answerBy },
    ...{ answer, answeredAt, outcome, evidence: [], lastReason: history.at(-1)?.reason ?? null },
  };
}
