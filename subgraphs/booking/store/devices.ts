import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Caller, systemCaller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted } from '../../../kernel/refusals.ts';
import type { RefusalValue, Refused, Tx } from '../../../kernel/types.ts';
import { addMinutes } from '../domain/interval.ts';
import type { BookingRow, DeviceRow, WorkOrderRow } from '../models.ts';
import { instrumentById } from './instruments.ts';
import { isStaffOf } from './parties.ts';
import { type BookingRoom, command, isRefusal, refusal } from './room.ts';
import { startUse, stopUse } from './use.ts';
import { insertWorkOrder } from './work-orders.ts';

/** How early a booked use may be started at the machine, and how far a device's clock may be off. */
const EARLY_MINUTES = 30;
const CLOCK_SKEW_MS = 5 * 60_000;
/** How long a press may have waited for the network. */
const LONGEST_WAIT_MINUTES = 4 * 60;

export interface DeviceSuccess {
  readonly __typename: string;
  readonly deviceId: string;
}

/** Registers a code or reader. The secret is made before the command, so that its idempotency record never holds it. */
export async function registerDevice(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly instrumentId: string; readonly kind: DeviceRow['kind'] },
): Promise<(DeviceSuccess & { readonly secret: string | null }) | RefusalValue> {
  const secret = randomBytes(24).toString('base64url');
  const answer = await command(room, caller, 'registerDevice', input, async (tx) => {
    const instrument = await instrumentById(room, input.instrumentId, tx.session);
    if (!instrument || instrument.home !== room.kernel.platform.id) throw notFound(caller, input.instrumentId);
    if (!isStaffOf(caller, instrument.path)) throw notPermitted(caller);
    const row: DeviceRow = {
      _id: room.kernel.newId('device'),
      instrumentId: instrument._id,
      path: instrument.path,
      kind: input.kind,
      // A code is looked up by its hash; a reader's key is needed to check its signatures.
      codeHash: input.kind === 'QR_CODE' ? hashOf(secret) : null,
      secret: input.kind === 'QR_CODE' ? null : secret,
      revokedAt: null,
    };
    await room.models.devices.insertMany([row], { session: tx.session });
    tx.audit({ action: 'registerDevice', recordId: row._id, after: { instrumentId: instrument._id, kind: row.kind } });
    return { __typename: 'RegisterDeviceSuccess', deviceId: row._id };
  });
  if (isRefusal(answer)) return answer;
  const device = await deviceById(room, answer.deviceId);
  const isNew = device?.codeHash === hashOf(secret) || device?.secret === secret;
  return { ...answer, secret: isNew ? secret : null };
}

/** A lost or replaced device no longer starts anything. */
export function revokeDevice(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly deviceId: string },
): Promise<DeviceSuccess | RefusalValue> {
  return command(room, caller, 'revokeDevice', input, async (tx) => {
    const device = await deviceById(room, input.deviceId);
    if (!device) throw notFound(caller, input.deviceId);
    if (!isStaffOf(caller, device.path)) throw notPermitted(caller);
    await room.models.devices.updateOne({ _id: device._id }, { $set: { revokedAt: tx.now } }, { session: tx.session });
    tx.audit({ action: 'revokeDevice', recordId: device._id });
    return { __typename: 'RevokeDeviceSuccess', deviceId: device._id };
  });
}

export async function deviceById(room: BookingRoom, id: string): Promise<DeviceRow | null> {
  return room.models.devices.findById(id).lean<DeviceRow | null>();
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

export interface ScanSuccess {
  readonly __typename: 'ScanInstrumentSuccess';
  readonly started: boolean;
  readonly workOrderId: string;
}

/**
 * The user at the machine scans its code: stops the running use of his booking, or starts the one that is booked now. `at` is when it was pressed,
 * where the network was away: it counts from then.
 */
export async function scanInstrument(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly code: string; readonly at?: Date | null | undefined },
): Promise<ScanSuccess | RefusalValue> {
  const device = await room.models.devices.findOne({ codeHash: hashOf(input.code) }).lean<DeviceRow | null>();
  if (!device || device.revokedAt) return notFound(caller, null).refusal;
  const outcome = await toggle(room, caller, { key: input.idempotencyKey, device, wanted: null, at: input.at ?? null });
  if (isRefusal(outcome)) return outcome;
  return { __typename: 'ScanInstrumentSuccess', started: outcome.event === 'START', workOrderId: outcome.workOrderId };
}

interface Press {
  readonly key: string;
  readonly device: DeviceRow;
  /** What a reader says it was; a code says nothing. */
  readonly wanted: Toggle['event'] | null;
  readonly at: Date | null;
}

interface Toggle {
  readonly event: 'START' | 'STOP';
  readonly workOrderId: string;
}

/**
 * What to do is decided once per key, so that a repeated scan does not undo itself: stop what runs, else open the work order of the booking that
 * is due. Then it is done, under keys derived from that one.
 */
async function toggle(room: BookingRoom, caller: Caller, press: Press): Promise<Toggle | RefusalValue> {
  const { key, device, wanted, at } = press;
  const input = { idempotencyKey: key, deviceId: device._id, wanted, ...(at ? { at } : {}) };
  const decided = await command(room, caller, 'scanInstrument', input, async (tx): Promise<Toggle> => {
    if (at) refuseUntimely(caller, at, tx.now);
    const running = await runningOrder(room, tx, device.instrumentId);
    const event = wanted ?? (running ? 'STOP' : 'START');
    if (event === 'START')
      return { event, workOrderId: (await openDue(room, tx, device.instrumentId, at ?? tx.now))._id };
    if (!running) throw noBookingNow(caller, null);
    return { event, workOrderId: running._id };
  });
  if (isRefusal(decided)) return decided;
  const { event, workOrderId } = decided;
  const source = device.kind === 'QR_CODE' ? 'QR_CODE' : 'CARD';
  const done =
    event === 'START'
      ? await startUse(room, caller, { idempotencyKey: `start|${key}`, workOrderId, source, at })
      : await stopUse(room, caller, { idempotencyKey: `stop|${key}`, workOrderId, at });
  return isRefusal(done) ? done : decided;
}

/** A press may have waited, but not come from the future nor from yesterday. */
function refuseUntimely(caller: Caller, at: Date, now: Date): void {
  if (at <= now && at >= addMinutes(now, -LONGEST_WAIT_MINUTES)) return;
  const text = {
    zh: `须在过去 ${LONGEST_WAIT_MINUTES / 60} 小时之内；更早的使用请由仪器管理员补录。`,
    en: `It must lie within the last ${LONGEST_WAIT_MINUTES / 60} hours; older use is entered by the instrument's administrator.`,
  };
  throw invalidInput(caller, [{ field: 'at', text }]);
}

/** The work order of the user's booking that was due at that moment, opened when it is not yet. Throws `NoBookingNow`. */
async function openDue(room: BookingRoom, tx: Tx, instrumentId: string, at: Date): Promise<WorkOrderRow> {
  const mine = await room.models.bookings
    .find({ userId: tx.caller.subject, instrumentId, state: { $in: ['CONFIRMED', 'IN_USE'] }, end: { $gt: at } })
    .sort({ start: 1 })
    .session(tx.session)
    .lean<BookingRow[]>();
  const due = mine.find((booking) => addMinutes(booking.start, -EARLY_MINUTES) <= at);
  if (!due) throw noBookingNow(tx.caller, mine[0] ?? null);
  const open = await room.models.workOrders
    .findOne({ bookingId: due._id })
    .session(tx.session)
    .lean<WorkOrderRow | null>();
  if (open) return open;
  const fresh = { bookingId: due._id, testRequestId: null, operatorName: tx.caller.name, procedure: null, samples: 0 };
  return insertWorkOrder(room, tx, { ...due, ...fresh });
}

function noBookingNow(caller: Caller, next: BookingRow | null): Refused {
  const text = { zh: '您现在没有该仪器的已确认预约。', en: 'You have no confirmed booking of it now.' };
  return refusal(caller, 'NoBookingNow', text, { next: next ? { start: next.start, end: next.end } : null });
}

async function runningOrder(room: BookingRoom, tx: Tx, instrumentId: string): Promise<WorkOrderRow | null> {
  return room.models.workOrders
    .findOne({ instrumentId, userId: tx.caller.subject, state: 'RUNNING' })
    .session(tx.session)
    .lean<WorkOrderRow | null>();
}

export interface DeviceEvent {
  readonly idempotencyKey: string;
  readonly deviceId: string;
  readonly event: 'START' | 'STOP';
  readonly accountId: string;
  readonly at: Date;
  readonly signature: string;
}

/** A reader or interlock tells start or stop. The nonce is the idempotency key: a replay is answered, and does nothing. */
export async function reportDeviceEvent(
  room: BookingRoom,
  caller: Caller,
  input: DeviceEvent,
): Promise<{ readonly __typename: 'ReportDeviceEventSuccess'; readonly admitted: boolean } | RefusalValue> {
  const device = await deviceById(room, input.deviceId);
  if (!device || !isSigned(device, input, room.kernel.clock.now())) return badSignature(caller);
  const holder = cardHolder(room, input.accountId);
  const outcome = await toggle(room, holder, { key: input.idempotencyKey, device, wanted: input.event, at: null });
  if (isRefusal(outcome)) return outcome;
  return { __typename: 'ReportDeviceEventSuccess', admitted: outcome.event === 'START' };
}

function isSigned(device: DeviceRow, input: DeviceEvent, now: Date): boolean {
  if (device.revokedAt || !device.secret) return false;
  if (Math.abs(now.getTime() - input.at.getTime()) > CLOCK_SKEW_MS) return false;
  const { deviceId, event, accountId, at, idempotencyKey } = input;
  const signed = [deviceId, event, accountId, at.toISOString(), idempotencyKey].map((part) => `${part}\n`).join('');
  const expected = createHmac('sha256', device.secret).update(signed).digest();
  const given = Buffer.from(input.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function badSignature(caller: Caller): RefusalValue {
  const text = {
    zh: '签名无效、设备未登记或时钟偏差过大。',
    en: 'Unknown device, wrong signature, or its clock is off.',
  };
  return refusal(caller, 'BadSignature', text).refusal;
}

/** The device's secret vouches that this account's card was read: its holder acts, with no right but the one over his own bookings. */
function cardHolder(room: BookingRoom, accountId: string): Caller {
  const { platform } = room.kernel;
  return {
    ...systemCaller(platform.id, 'booking.device'),
    kind: 'user',
    subject: accountId,
    name: accountId,
    grants: [],
  };
}
