import { type Caller, systemCaller } from '../../../kernel/caller.ts';
import { kindOf, platformOf } from '../../../kernel/ids.ts';
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

/** How long an answer may be outstanding before it is asked for by key, and before a request that never arrived is given up. */
const RECONCILE_AFTER_MS = 60_000;
const GIVE_UP_AFTER_MS = 15 * 60_000;

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
  return ask(room, caller, mirror, REQUEST, partnerInput, intent);
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
  return ask(room, caller, mirror, CANCEL, partnerInput, done);
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
  return ask(room, caller, mirror, MOVE, { idempotencyKey: input.idempotencyKey, id: mirror.remoteId, ...slot }, done);
}

type Outcome =
  | ({ readonly __typename: 'PartnerBooking' } & PartnerBookingData)
  | {
      readonly __typename: 'PartnerRefusal';
      readonly refusal: string;
      readonly message: string;
      readonly details: object;
    };

async function ask(
  room: BookingRoom,
  caller: Caller,
  mirror: BookingRow,
  document: string,
  input: object,
  done: BookingSuccess,
): Promise<BookingSuccess | RefusalValue> {
  const answer = await room.kernel.partners.call(mirror.home, caller, document, { input });
  if (!answer.ok) return unavailable(caller, mirror.home);
  const outcome = Object.values(answer.data)[0] as Outcome;
  if (outcome.__typename === 'PartnerBooking') {
    await room.kernel.transact(caller, (tx) => applyPartnerBooking(room, tx, mirror._id, outcome));
    return done;
  }
  const told = { ...outcome.details, __typename: outcome.refusal, message: outcome.message };
  if (mirror.state === 'PENDING') await room.kernel.transact(caller, (tx) => refuseMirror(room, tx, mirror, told));
  return told;
}

function answered(mirror: BookingRow, done: BookingSuccess): BookingSuccess | RefusalValue {
  return mirror.refusal ? (mirror.refusal as RefusalValue) : done;
}

function unavailable(caller: Caller, platform: string): RefusalValue {
  const text = {
    zh: '归属平台暂时无法访问，请求已保存，可稍后以同一请求重试。',
    en: 'The home platform cannot be asked now. The request is kept: repeat it later.',
  };
  return refusal(caller, 'PartnerUnavailable', text, { platform }).refusal;
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
    // The ULID alone: partners take 64 letters, digits, `_` and `-`.
    idempotencyKey: _id.slice(`${kernel.platform.id}:${kindOf(_id)}:`.length),
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

/** Job: asks home platforms by key what became of requests whose answer was lost; one that never arrived is given up after 15 minutes. */
export async function reconcileMirrors(room: BookingRoom, now: Date): Promise<void> {
  const waiting = await room.models.bookings
    .find({ state: 'PENDING', dueAt: null, requestedAt: { $lt: new Date(now.getTime() - RECONCILE_AFTER_MS) } })
    .limit(200)
    .lean<BookingRow[]>();
  const homes = Map.groupBy(waiting, (mirror) => mirror.home);
  for (const [home, mirrors] of homes) await reconcileWith(room, home, mirrors, now);
}

async function reconcileWith(room: BookingRoom, home: string, mirrors: BookingRow[], now: Date): Promise<void> {
  const caller = systemCaller(room.kernel.platform.id, 'booking.reconcile');
  const keys = mirrors.map((mirror) => mirror.idempotencyKey);
  const answer = await room.kernel.partners.call(home, caller, BY_KEY, { keys });
  if (!answer.ok) return;
  const found = new Map((answer.data.bookingsByKey as PartnerBookingData[]).map((row) => [row.idempotencyKey, row]));
  for (const mirror of mirrors) {
    const known = found.get(mirror.idempotencyKey);
    if (known) await room.kernel.transact(caller, (tx) => applyPartnerBooking(room, tx, mirror._id, known));
    else if (now.getTime() - mirror.requestedAt.getTime() > GIVE_UP_AFTER_MS) await giveUp(room, caller, mirror);
  }
}

async function giveUp(room: BookingRoom, caller: Caller, mirror: BookingRow): Promise<void> {
  const told = unavailable(caller, mirror.home);
  await room.kernel.transact(caller, (tx) => refuseMirror(room, tx, mirror, told));
}
