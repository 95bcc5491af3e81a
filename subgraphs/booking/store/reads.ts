import type { ClientSession } from 'mongoose';
import { type Caller, holds } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import { addMinutes } from '../domain/interval.ts';
import { LONGEST_BOOKING_MINUTES } from '../domain/policy.ts';
import type { BookingRow, UsageRow, WorkOrderRow } from '../models.ts';
import { STAFF } from './parties.ts';
import type { BookingRoom } from './room.ts';

const READERS = [...STAFF, 'AUDITOR'] as const;
const byStart = { field: 'start', direction: -1 } as const;

export interface BookingFilter {
  readonly states?: readonly string[] | null | undefined;
  readonly instrumentId?: string | null | undefined;
  readonly unitId?: string | null | undefined;
  readonly from?: Date | null | undefined;
  readonly to?: Date | null | undefined;
}

/** A booking by its id here or at its home platform. */
export async function bookingById(room: BookingRoom, id: string, session?: ClientSession): Promise<BookingRow | null> {
  const filter = platformOf(id) === room.kernel.platform.id ? { _id: id } : { remoteId: id };
  return room.models.bookings
    .findOne(filter)
    .session(session ?? null)
    .lean<BookingRow | null>();
}

/** The user, the user's unit administrator, and whoever administers or audits the instrument see a booking's particulars. */
export function maySeeBooking(caller: Caller, booking: BookingRow): boolean {
  if (caller.kind === 'system' || booking.userId === caller.subject) return true;
  if (holds(caller, READERS, booking.path)) return true;
  const unitPath = [booking.userHome, booking.userUnitId ?? ''];
  return booking.userUnitId !== null && holds(caller, ['UNIT_ADMINISTRATOR'], unitPath);
}

/** Bookings of the caller, here and mirrored, latest first. */
export function bookingsOf(
  room: BookingRoom,
  caller: Caller,
  filter: BookingFilter,
  page: PageRequest,
): Promise<Page<BookingRow>> {
  return pageOf(room.models.bookings, { userId: caller.subject, ...facets(filter) }, byStart, page);
}

/** Bookings of the part of the tree that the caller administers. */
export function bookingsUnder(
  room: BookingRoom,
  caller: Caller,
  filter: BookingFilter,
  page: PageRequest,
): Promise<Page<BookingRow>> {
  return pageOf(room.models.bookings, { $and: [facets(filter), under(caller)] }, byStart, page);
}

/** Bookings of an instrument that overlap an interval. */
export function bookingsOfInstrument(
  room: BookingRoom,
  instrumentId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
  page: PageRequest,
): Promise<Page<BookingRow>> {
  const start = { $gte: addMinutes(from, -LONGEST_BOOKING_MINUTES), $lt: to };
  const filter = { instrumentId, occupies: true, start, end: { $gt: from } };
  return pageOf(room.models.bookings, filter, byStart, page);
}

function facets(filter: BookingFilter): Record<string, unknown> {
  return {
    ...(filter.states ? { state: { $in: [...filter.states] } } : {}),
    ...(filter.instrumentId ? { instrumentId: filter.instrumentId } : {}),
    ...(filter.unitId ? { unitId: filter.unitId } : {}),
    ...(filter.from ? { end: { $gt: filter.from } } : {}),
    ...(filter.to ? { start: { $lt: filter.to } } : {}),
  };
}

/** What lies below the caller's grants, as a filter on `path`. Nothing for a caller without any. */
export function under(caller: Caller): Record<string, unknown> {
  if (caller.kind === 'system') return {};
  const paths = caller.grants.filter((grant) => READERS.some((role) => role === grant.role)).map(({ path }) => path);
  const parts = paths.map((path) => ({ [`path.${path.length - 1}`]: path.at(-1) ?? '' }));
  return parts.length > 0 ? { $or: parts } : { _id: '' };
}

export interface WorkOrderFilter {
  readonly states?: readonly string[] | null | undefined;
  readonly instrumentId?: string | null | undefined;
  readonly bookingId?: string | null | undefined;
  readonly testRequestId?: string | null | undefined;
}

/** Work orders of the part of the tree that the caller administers, latest first. */
export function workOrdersUnder(
  room: BookingRoom,
  caller: Caller,
  filter: WorkOrderFilter,
  page: PageRequest,
): Promise<Page<WorkOrderRow>> {
  const { states, instrumentId, bookingId, testRequestId } = filter;
  const where = {
    ...(states ? { state: { $in: [...states] } } : {}),
    ...(instrumentId ? { instrumentId } : {}),
    ...(bookingId ? { bookingId } : {}),
    ...(testRequestId ? { testRequestId } : {}),
  };
  const order = { field: 'openedAt', direction: -1 } as const;
  return pageOf(room.models.workOrders, { $and: [where, under(caller)] }, order, page);
}

/** May the caller see a work order: its user, the user's unit, whoever administers its place? */
export function maySeeWorkOrder(caller: Caller, order: WorkOrderRow): boolean {
  if (caller.kind === 'system' || order.userId === caller.subject) return true;
  if (order.userUnitId !== null && order.userUnitId === caller.unitId) return true;
  return holds(caller, READERS, order.path);
}

export async function workOrderById(
  room: BookingRoom,
  id: string,
  session?: ClientSession,
): Promise<WorkOrderRow | null> {
  return room.models.workOrders
    .findById(id)
    .session(session ?? null)
    .lean<WorkOrderRow | null>();
}

/** For a DataLoader: bookings by id, here or remote, in order. */
export async function bookingsByIds(room: BookingRoom, ids: readonly string[]): Promise<(BookingRow | null)[]> {
  const here = room.kernel.platform.id;
  const own = ids.filter((id) => platformOf(id) === here);
  const remote = ids.filter((id) => platformOf(id) !== here);
  const rows = [
    ...(own.length > 0 ? await room.models.bookings.find({ _id: { $in: own } }).lean<BookingRow[]>() : []),
    ...(remote.length > 0 ? await room.models.bookings.find({ remoteId: { $in: remote } }).lean<BookingRow[]>() : []),
  ];
  const found = new Map(rows.flatMap((row) => [[row._id, row] as const, [row.remoteId ?? row._id, row] as const]));
  return ids.map((id) => found.get(id) ?? null);
}

export async function workOrdersByIds(room: BookingRoom, ids: readonly string[]): Promise<(WorkOrderRow | null)[]> {
  const rows = await room.models.workOrders.find({ _id: { $in: [...ids] } }).lean<WorkOrderRow[]>();
  const found = new Map(rows.map((row) => [row._id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

export async function usageByIds(room: BookingRoom, ids: readonly string[]): Promise<(UsageRow | null)[]> {
  const rows = await room.models.usage.find({ _id: { $in: [...ids] } }).lean<UsageRow[]>();
  const found = new Map(rows.map((row) => [row._id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

/** For a DataLoader: usage records by work order. */
export async function usageOfWorkOrders(room: BookingRoom, ids: readonly string[]): Promise<UsageRow[][]> {
  const rows = await room.models.usage
    .find({ workOrderId: { $in: [...ids] } })
    .sort({ start: 1 })
    .lean<UsageRow[]>();
  return ids.map((id) => rows.filter((row) => row.workOrderId === id));
}

/** For a DataLoader: work orders by booking. */
export async function workOrdersOfBookings(room: BookingRoom, ids: readonly string[]): Promise<WorkOrderRow[][]> {
  const rows = await room.models.workOrders.find({ bookingId: { $in: [...ids] } }).lean<WorkOrderRow[]>();
  return ids.map((id) => rows.filter((row) => row.bookingId === id));
}
