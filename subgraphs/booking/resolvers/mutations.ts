import type { MutationResolvers } from '../generated/types.ts';
import { acceptBooking, cancelBooking, confirmBooking, refuseBooking } from '../store/decide.ts';
import { requestBooking } from '../store/request.ts';
import { recordUsage, startUse, stopUse } from '../store/use.ts';
import { closeWorkOrder, openWorkOrder } from '../store/work-orders.ts';

export const mutations: MutationResolvers = {
  requestBooking: (_, { input }, { room, caller }) => requestBooking(room, caller, input),
  acceptBooking: (_, { input }, { room, caller }) => acceptBooking(room, caller, input),
  confirmBooking: (_, { input }, { room, caller }) => confirmBooking(room, caller, input),
  refuseBooking: (_, { input }, { room, caller }) => refuseBooking(room, caller, input),
  cancelBooking: (_, { input }, { room, caller }) => cancelBooking(room, caller, input),
  openWorkOrder: (_, { input }, { room, caller }) => openWorkOrder(room, caller, input),
  startUse: (_, { input }, { room, caller }) => startUse(room, caller, input),
  stopUse: (_, { input }, { room, caller }) => stopUse(room, caller, input),
  recordUsage: (_, { input }, { room, caller }) => recordUsage(room, caller, input),
  closeWorkOrder: (_, { input }, { room, caller }) => closeWorkOrder(room, caller, input),
};
