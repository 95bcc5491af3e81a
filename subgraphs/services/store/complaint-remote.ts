import { dayIn } from '../../../kernel/counters/month.ts';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { platformOf } from '../../../kernel/ids.ts';
import type { Tx } from '../../../kernel/types.ts';
import {
  COMPLAINT_STATES,
  type ComplaintKind,
  complaintTransition,
  complaintTransitions,
} from '../domain/complaint-steps.ts';
import { NO_DEADLINES } from '../domain/deadlines.ts';
import type { ComplaintRow, OutcomeRow, TestRequestRow } from '../models.ts';
import { advanceComplaint, tellComplaint } from './complaint-tell.ts';
import { insertComplaint } from './complaints.ts';
import { applyPartnerRequest, type PartnerRequestData } from './mirror-apply.ts';
import { requestById } from './reads.ts';
import type { ServicesRoom } from './room.ts';

/** What the other platform says of a complaint: `wirePayload` as JSON, and who sent it. */
interface Wire {
  readonly home: string;
  readonly originId: string | null;
  readonly testRequestId: string;
  readonly number: string;
  readonly state: string;
  readonly kind: ComplaintKind;
  readonly text: string;
  readonly filedBy: string;
  readonly answerBy: string;
  readonly answer: string | null;
  readonly answeredAt: string | null;
  readonly outcome: (Omit<OutcomeRow, 'decidedAt'> & { readonly decidedAt: string }) | null;
  readonly evidence: readonly { readonly name: string; readonly sha256: string }[];
  readonly lastReason: string | null;
  /** The free re-test, as partners get requests. */
  readonly retest: PartnerRequestData | null;
}

/** Complaints travel by the link's outbox: the firm's platform sends what the firm does, the request's platform what becomes of it. */
export function followComplaints(room: ServicesRoom): void {
  room.kernel.consume({
    name: 'services.complaintsOfPartners',
    types: ['partner.complaint.*'],
    handle: (event, tx) => onPartnerComplaint(room, event, tx),
  });
}

async function onPartnerComplaint(room: ServicesRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const wire = event.payload as unknown as Wire;
  const happened = event.type.slice('partner.complaint.'.length);
  const { complaints } = room.models;
  if (wire.originId !== null && platformOf(wire.originId) === room.kernel.platform.id) {
    const mirror = await complaints.findById(wire.originId).session(tx.session).lean<ComplaintRow | null>();
    if (mirror && mirror.home === wire.home) await refreshMirror(room, tx, mirror, wire, happened);
    return;
  }
  const known = await complaints.findOne({ originId: event.recordId }).session(tx.session).lean<ComplaintRow | null>();
  if (happened === 'filed' && !known) await takeOver(room, tx, event.recordId, wire);
  else if (known) await firmDid(room, tx, known, wire, happened);
}

/** The mirror takes what the platform of the request says; the firm is told where it is at home. */
async function refreshMirror(room: ServicesRoom, tx: Tx, mirror: ComplaintRow, wire: Wire, happened: string) {
  const state = COMPLAINT_STATES.find((one) => one === wire.state) ?? mirror.state;
  const line = { step: 'refreshComplaint', state, at: tx.now, by: wire.home, reason: wire.lastReason };
  const after: ComplaintRow = {
    ...mirror,
    state,
    number: wire.number,
    // Typed text is the same on both sides but for an erasure.
    text: happened === 'redacted' ? wire.text : mirror.text,
    answer: wire.answer,
    answeredAt: wire.answeredAt ? new Date(wire.answeredAt) : null,
    answerBy: new Date(wire.answerBy),
    outcome: wire.outcome ? { ...wire.outcome, decidedAt: new Date(wire.outcome.decidedAt) } : null,
    history: state === mirror.state ? mirror.history : [...mirror.history, line],
    syncedAt: tx.now,
    version: mirror.version + 1,
  };
  await room.models.complaints.replaceOne({ _id: mirror._id }, after, { session: tx.session });
  tx.emit({ type: 'complaint.refreshed', recordId: after._id, version: after.version, payload: { state } });
  if (wire.retest) await mirrorRetest(room, tx, mirror, wire.retest);
  const tells = complaintTransitions.some((one) => one.event === happened && one.tells.includes('FIRM'));
  if (!tells || state === mirror.state) return;
  const request = await room.models.requests.findById(mirror.testRequestId).session(tx.session).lean();
  const values = {
    title: request?.title ?? '',
    until: dayIn(room.kernel.platform.timeZone, after.answerBy),
    reason: wire.lastReason ?? '',
  };
  tx.notify({ template: `complaint.${happened}`, to: [mirror.filedBy], about: mirror._id, values });
}

/** The re-test is a request that nobody filed here: its mirror begins as a copy of the first one's, and follows the partner's events from then on. */
async function mirrorRetest(room: ServicesRoom, tx: Tx, mirror: ComplaintRow, retest: PartnerRequestData) {
  const { requests } = room.models;
  if (await requestById(room, retest.id, tx.session)) return;
  const first = await requests.findById(mirror.testRequestId).session(tx.session).lean<TestRequestRow | null>();
  if (!first) return;
  const state = 'DISPATCHED' as const;
  const copy: TestRequestRow = {
    ...first,
    ...NOT_BEGUN,
    _id: room.kernel.newId('testRequest'),
    remoteId: retest.id,
    idempotencyKey: retest.idempotencyKey,
    title: retest.title,
    state,
    retestOf: first._id,
    history: [{ step: 'beginRetest', state, at: tx.now, by: first.home, reason: null }],
    requestedAt: tx.now,
    version: 0,
  };
  await requests.insertMany([copy], { session: tx.session });
  await applyPartnerRequest(room, tx, copy._id, retest);
}

/** What a copied request does not take over. */
const NOT_BEGUN = {
  workOrderId: null,
  actualMinutes: null,
  price: null,
  priceFinal: false,
  report: null,
  supersededReports: [],
  rating: null,
  reason: null,
  refusal: null,
  deadlines: NO_DEADLINES,
  holds: [],
  remoteTimeline: null,
} as const;

/** A complaint of a partner's firm about a request here. A partner may complain only about what its own users asked for. */
async function takeOver(room: ServicesRoom, tx: Tx, originId: string, wire: Wire): Promise<void> {
  const request = await room.models.requests
    .findById(wire.testRequestId)
    .session(tx.session)
    .lean<TestRequestRow | null>();
  if (!request?.takenBy || request.requesterHome !== wire.home) {
    room.kernel.log.warn(
      { originId, testRequestId: wire.testRequestId },
      'a complaint about no request of that partner',
    );
    return;
  }
  const files = wire.evidence.map(({ name, sha256 }) => `证据 ${name}（SHA-256 ${sha256}）`);
  await insertComplaint(room, tx, request, request.takenBy, {
    kind: wire.kind,
    text: [wire.text, ...files].join('\n'),
    evidence: [],
    filedBy: wire.filedBy,
    originId,
    statementId: null,
    entryId: null,
  });
}

/** What the firm did at its own platform; when it is no longer possible here, the other side is told how the complaint stands. */
async function firmDid(room: ServicesRoom, tx: Tx, complaint: ComplaintRow, wire: Wire, happened: string) {
  const wanted = complaintTransitions.find(({ event, by }) => event === happened && by === 'FIRM');
  if (!wanted) return;
  if (complaintTransition(complaint.state, wanted.step))
    await advanceComplaint(room, tx, complaint, wanted.step, {}, wire.lastReason);
  else await tellComplaint(room, tx, complaint, 'refreshed', []);
}
