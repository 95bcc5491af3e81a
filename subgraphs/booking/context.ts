import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { BookingRow, InstrumentRatingRow, UsageRow, WorkOrderRow } from './models.ts';
import { ratingsOfBookings } from './store/rating-reads.ts';
import {
  bookingsByIds,
  maySeeBooking,
  maySeeWorkOrder,
  usageByIds,
  usageOfWorkOrders,
  workOrdersByIds,
  workOrdersOfBookings,
} from './store/reads.ts';
import type { BookingRoom } from './store/room.ts';

/** One operation's context: who asks, the room, and loaders that batch within the operation. */
export interface Context {
  readonly caller: Caller;
  readonly room: BookingRoom;
  /** Null for what the caller may not see. */
  readonly booking: DataLoader<string, BookingRow | null>;
  readonly workOrder: DataLoader<string, WorkOrderRow | null>;
  readonly usage: DataLoader<string, UsageRow | null>;
  readonly usageOf: DataLoader<string, UsageRow[]>;
  readonly workOrdersOf: DataLoader<string, WorkOrderRow[]>;
  /** The rating of a booking, by the booking's id here. */
  readonly ratingOf: DataLoader<string, InstrumentRatingRow | null>;
}

export function contextFor(room: BookingRoom, caller: Caller): Context {
  return {
    caller,
    room,
    booking: new DataLoader(async (ids) =>
      (await bookingsByIds(room, ids)).map((row) => (row && maySeeBooking(caller, row) ? row : null)),
    ),
    workOrder: new DataLoader(async (ids) =>
      (await workOrdersByIds(room, ids)).map((row) => (row && maySeeWorkOrder(caller, row) ? row : null)),
    ),
    usage: new DataLoader((ids) => usageByIds(room, ids)),
    usageOf: new DataLoader((ids) => usageOfWorkOrders(room, ids)),
    workOrdersOf: new DataLoader((ids) => workOrdersOfBookings(room, ids)),
    ratingOf: new DataLoader((ids) => ratingsOfBookings(room, ids)),
  };
}
