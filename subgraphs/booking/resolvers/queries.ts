import type { QueryResolvers } from '../generated/types.ts';
import { availabilities } from '../store/availability.ts';
import { indicatorsOf } from '../store/indicators.ts';
import { bookingsOf, bookingsUnder, workOrdersUnder } from '../store/reads.ts';

export const queries: QueryResolvers = {
  booking: (_, { id }, { booking }) => booking.load(id),
  myBookings: (_, { filter, first, after }, { room, caller }) =>
    bookingsOf(room, caller, filter ?? {}, { first, after }),
  bookings: (_, { filter, first, after }, { room, caller }) =>
    bookingsUnder(room, caller, filter ?? {}, { first, after }),
  workOrder: (_, { id }, { workOrder }) => workOrder.load(id),
  workOrders: (_, { filter, first, after }, { room, caller }) =>
    workOrdersUnder(room, caller, filter ?? {}, { first, after }),
  availabilities: (_, { instrumentIds, from, to }, { room }) =>
    availabilities(room, instrumentIds, { start: from, end: to }),
  indicators: (_, { subjectId, period }, { room }) => indicatorsOf(room, subjectId, period),
};
