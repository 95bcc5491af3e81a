import type { Caller } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { intentKey, partnerIntents } from '../../../kernel/partner-intents.ts';
import type { RefusalValue, Refused, Tx } from '../../../kernel/types.ts';
import type { BookingRow, InstrumentRow } from '../models.ts';
import { userFields } from './book.ts';
import { instrumentById } from './instruments.ts';
import { applyPartnerBooking, type PartnerBookingData } from './mirror-apply.ts';
import { userClassOf } from './parties.ts';
import { bookingById } from './reads.ts';
import { type BookingRoom, command, isRefusal, refusal } from './room.ts';
import { type BookingSuccess, type RequestBookingInput, wishOf } from './wish.ts';

const FIELDS = `id idempotencyKey instrumentId state version start end usedMinutes reason details
  charge { listFen waiverFen netFen waivedBy final }`;
const OUTCOME = `__typename ... on PartnerBooking { ${FIELDS} } ... on PartnerRefusal { refusal message details }`;
const REQUEST = `mutation Book($input: PartnerBookingInput!) { requestBooking(input: $input) { ${OUTCOME} } }`;
const CANCEL = `mutation Cancel($input: PartnerCancelInput!) { cancelBooking(input: $input) { ${OUTCOME} } }`;
const MOVE = `mutation Move($input: PartnerMoveInput!) { moveBooking(input: $input) { ${OUTCOME} } }`;
const BY_KEY = `query Known($keys: [String!]!) { bookingsByKey(idempotencyKeys: $keys) { ${FIELDS} } }`;

/**
 * Books at the instrument's home platform: the intent is stored as a `PENDING` mirror before the call, and repeated under the same key when
 * the request is repeated. Answers `PartnerUnavailable` while the outcome is not known.
 */
export async function requestRemote(
  room: BookingRoom,
  caller: Caller,
  input: RequestBookingInput,
): Promise<BookingSuccess | RefusalValue> {
  const intent = await command(room, caller, 'requestBooking', input, async (tx) => {
    const mirror = await mirrorOf(room, tx, input);
    await room.models.bookings.insertMany([mirror], { session: tx.session });
    return { __typename: 'RequestBookingSuccess', bookingId: mirror._id };
  });
  if (isRefusal(intent)) return intent;
  const mirror = await bookingById(room, intent.bookingId);
  if (!mirror) throw new Error(`the mirror ${intent.bookingId} is gone`);
  if (mirror.state !== 'PENDING') return answered(mirror, intent);
  const partnerInput = {
    idempotencyKey: mirror.idempotencyKey,
    instrumentId: mirror.instrumentId,
    start: mirror.start.toISOString(),
    end: mirror.end.toISOString(),
    purpose: mirror.purpose,
    details: { forms: mirror.forms, operator: mirror.operator },
  };
  return intents(room).ask(caller, mirror, REQUEST, partnerInput, intent);
}

/** Cancels a mirrored booking at its home platform. */
export function cancelRemote(
  room: BookingRoom,
  caller: Caller,
  mirror: BookingRow,
  input: { readonly idempotencyKey: string; readonly reason: string },
): Promise<BookingSuccess | RefusalValue> {
  const done = { __typename: 'CancelBookingSuccess', bookingId: mirror._id };
  const partnerInput = { idempotencyKey: input.idempotencyKey, id: mirror.remoteId, reason: input.reason };
  return intents(room).ask(caller, mirror, CANCEL, partnerInput, done);
}

/** Moves a mirrored booking at its home platform. */
export function moveRemote(
  room: BookingRoom,
  caller: Caller,
  mirror: BookingRow,
  input: { readonly idempotencyKey: string; readonly slot: { readonly start: Date; readonly end: Date } },
): Promise<BookingSuccess | RefusalValue> {
  const done = { __typename: 'MoveBookingSuccess', bookingId: mirror._id };
  const { start, end } = input.slot;
  const slot = { start: start.toISOString(), end: end.toISOString() };
  const partnerInput = { idempotencyKey: input.idempotencyKey, id: mirror.remoteId, ...slot };
  return intents(room).ask(caller, mirror, MOVE, partnerInput, done);
}

/** Bookings at partners, as the kernel asks for them. */
function intents(room: BookingRoom) {
  return partnerIntents<BookingRow, PartnerBookingData>(room.kernel, {
    name: 'booking.reconcile',
    answerType: 'PartnerBooking',
    byKey: { document: BY_KEY, field: 'bookingsByKey' },
    keyOf: ({ idempotencyKey }) => idempotencyKey,
    isPending: ({ state }) => state === 'PENDING',
    waiting: (before) =>
      room.models.bookings
        .find({ state: 'PENDING', dueAt: null, requestedAt: { $lt: before } })
        .limit(200)
        .lean<BookingRow[]>(),
    apply: (tx, id, known) => applyPartnerBooking(room, tx, id, known),
    refuse: (tx, mirror, told) => refuseMirror(room, tx, mirror, told),
  });
}

function answered(mirror: BookingRow, done: BookingSuccess): BookingSuccess | RefusalValue {
  return mirror.refusal ? (mirror.refusal as RefusalValue) : done;
}

async function mirrorOf(room: BookingRoom, tx: Tx, input: RequestBookingInput): Promise<BookingRow> {
  const { kernel } = room;
  if (input.onBehalfOf || input.override) throw remoteStaffwork(tx.caller);
  const wish = await wishOf(room, tx.caller, input);
  const instrument = await instrumentById(room, input.instrumentId, tx.session);
  const { user } = wish;
  const _id = kernel.newId('booking');
  const path = [kernel.platform.id, ...(user.unitId ? [user.unitId] : [])];
  return {
    _id,
    remoteId: null,
    home: platformOf(input.instrumentId),
    idempotencyKey: intentKey(kernel.platform.id, _id),
    instrumentId: input.instrumentId,
    instrumentTitle: instrument?.title ?? '',
    path,
    unitId: instrument?.unitId ?? '',
    state: 'PENDING',
    openApprovals: [],
    occupies: false,
    start: wish.slot.start,
    end: wish.slot.end,
    busyUntil: wish.slot.end,
    timeZone: kernel.platform.timeZone,
    purpose: wish.purpose,
    channel: wish.channel,
    ...userFields(user),
    userClass: instrument ? await userClassOf(room, user, instrument as InstrumentRow, tx.session) : 'OTHER',
    enteredBy: tx.caller.subject,
    operator: wish.operator,
    forms: wish.forms,
    overrideReason: null,
    price: null,
    priceFinal: false,
    usedMinutes: 0,
    reason: null,
    groupId: null,
    history: [{ step: 'requestBooking', state: 'PENDING', at: tx.now, by: tx.caller.subject, reason: null }],
    refusal: null,
    requestedAt: tx.now,
    dueAt: null,
    reminders: 0,
    syncedAt: null,
    version: 0,
  };
}

function remoteStaffwork(caller: Caller): Refused {
  const text = {
    zh: '代他人申请和规则豁免须由归属平台办理。',
    en: 'Booking for others and overriding rules is done at the home platform.',
  };
  return refusal(caller, 'NotPermitted', text);
}

async function refuseMirror(room: BookingRoom, tx: Tx, mirror: BookingRow, told: RefusalValue): Promise<void> {
  const line = { step: 'refuseBooking', state: 'REFUSED', at: tx.now, by: mirror.home, reason: told.message };
  await room.models.bookings.updateOne(
    { _id: mirror._id, state: 'PENDING' },
    {
      $set: {
        state: 'REFUSED',
        reason: told.message,
        refusal: told,
        syncedAt: tx.now,
        history: [...mirror.history, line],
      },
    },
    { session: tx.session },
  );
}

/** Job: what became of bookings whose answer was lost. */
export function reconcileMirrors(room: BookingRoom, now: Date): Promise<void> {
  return intents(room).reconcile(now);
}
