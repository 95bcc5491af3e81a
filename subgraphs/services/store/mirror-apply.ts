import { ERASED } from '../../../kernel/audit/personal.ts';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { withErased } from '../../../kernel/typed-text.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { Price, ServicePosting } from '../../../ledger/types.ts';
import { TEST_REQUEST_STATES } from '../domain/transitions.ts';
import type { TestRequestRow } from '../models.ts';
import { notifyAbout } from './advance.ts';
import { requestById } from './reads.ts';
import type { ServicesRoom } from './room.ts';
import { wayOf } from './timeline.ts';

/** A `PartnerRequest` of the partner contract, as JSON. */
export interface PartnerRequestData {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly state: string;
  readonly version: number;
  readonly title: string;
  readonly reason?: string | null;
  readonly charge?: {
    readonly listFen: number;
    readonly waiverFen: number;
    readonly netFen: number;
    readonly waivedBy?: string | null;
    readonly final: boolean;
  } | null;
  readonly details?: Readonly<Record<string, unknown>> | null;
}

/** Events of home platforms about test requests of this platform's users. */
export function followPartners(room: ServicesRoom): void {
  room.kernel.consume({
    name: 'services.mirrors',
    types: ['partner.testRequest.*'],
    handle: (event, tx) => onPartnerEvent(room, event, tx),
  });
}

async function onPartnerEvent(room: ServicesRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const remote = event.payload as unknown as PartnerRequestData;
  const known =
    (await requestById(room, event.recordId, tx.session)) ??
    (await room.models.requests
      .findOne({ idempotencyKey: remote.idempotencyKey, home: platformOf(event.recordId) })
      .session(tx.session)
      .lean<TestRequestRow | null>());
  if (!known || known.home === room.kernel.platform.id) {
    room.kernel.log.warn({ recordId: event.recordId, type: event.type }, 'no mirror for an event of a partner');
    return;
  }
  await applyPartnerRequest(room, tx, known._id, { ...remote, version: event.version });
}

/** Brings a mirror up to date; what is older than it changes nothing. */
export async function applyPartnerRequest(
  room: ServicesRoom,
  tx: Tx,
  mirrorId: string,
  remote: PartnerRequestData,
): Promise<void> {
  const before = await requestById(room, mirrorId, tx.session);
  if (!before || remote.version <= before.version) return;
  const after = refreshed(before, remote, tx.now);
  await room.models.requests.replaceOne({ _id: before._id }, after, { session: tx.session });
  const payload = { state: after.state, home: after.home };
  tx.emit({ type: 'testRequestMirror.refreshed', recordId: before._id, version: after.version, payload });
  if (after.state !== before.state && before.state !== 'PENDING') {
    notifyAbout(tx, after, `testRequest.${after.state.toLowerCase()}`, [after.requesterId]);
  }
  if (after.state === 'REPORTED' && before.state !== 'REPORTED') await serviceReceived(room, tx, after);
  else await chargeCorrected(room, tx, before, after);
}

function refreshed(known: TestRequestRow, remote: PartnerRequestData, now: Date): TestRequestRow {
  // What was erased at home is erased in the copy's history as well.
  const before = remote.reason === ERASED ? withErased(known, ['history.reason']) : known;
  const state = TEST_REQUEST_STATES.find((one) => one === remote.state) ?? before.state;
  const line = { step: 'refreshMirror', state, at: now, by: before.home, reason: remote.reason ?? null };
  const { takenBy, actualMinutes } = remote.details ?? {};
  return {
    ...before,
    remoteId: remote.id,
    state,
    reason: remote.reason ?? null,
    price: remote.charge ? priceOf(remote.charge) : before.price,
    priceFinal: remote.charge?.final ?? false,
    takenBy: typeof takenBy === 'string' ? takenBy : before.takenBy,
    actualMinutes: typeof actualMinutes === 'number' ? actualMinutes : before.actualMinutes,
    history: state === before.state ? before.history : [...before.history, line],
    ...wayOf(remote.details, before),
    syncedAt: now,
    version: remote.version,
  };
}

function priceOf(charge: NonNullable<PartnerRequestData['charge']>): Price {
  const { listFen, waiverFen, netFen, waivedBy } = charge;
  return { listFen, waiverFen, netFen, agreementId: waivedBy ?? null, lines: [] };
}

/** What a firm of ours was served elsewhere: counted and booked on the consumer's side. */
async function serviceReceived(room: ServicesRoom, tx: Tx, mirror: TestRequestRow): Promise<void> {
  const { firmId, price } = mirror;
  tx.count('servicesReceived', 1, firmId ? { unitId: firmId } : {});
  if (price) await room.ledger.settle(tx, consumerPosting(mirror, price, tx.now));
}

/** The home platform corrected what it charged: so does the consumer's side, in its open period. */
async function chargeCorrected(room: ServicesRoom, tx: Tx, before: TestRequestRow, after: TestRequestRow) {
  if (!before.priceFinal || !after.price || before.price?.netFen === after.price.netFen) return;
  const posting = consumerPosting(after, after.price, tx.now);
  await room.ledger.correct(tx, posting.source, `corrected by ${after.home}`, posting);
}

function consumerPosting(mirror: TestRequestRow, price: Price, at: Date): ServicePosting {
  const { firmId, requesterId, takenBy, home } = mirror;
  return {
    source: { id: mirror.remoteId ?? mirror._id, kind: 'testRequest' },
    parties: { provider: takenBy ?? home, consumer: firmId ?? requesterId, collector: takenBy ?? home },
    minutes: mirror.actualMinutes ?? 0,
    price,
    effectiveAt: at,
    side: 'CONSUMER',
    unitId: firmId,
    text: mirror.title,
  };
}
