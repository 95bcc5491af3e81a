import { NO_DEADLINES } from '../domain/deadlines.ts';
import type { MutationResolvers, Resolvers } from '../generated/types.ts';
import { isRequestLate, onHold } from '../store/deadlines.ts';
import { holdTestRequest, resumeTestRequest } from '../store/holds.ts';
import { timeline } from '../store/timeline.ts';
import { planWork } from '../store/work-steps.ts';
import { testRequest } from './payloads.ts';

export const trackingMutations = {
  planWork: (_, { input }, { room, caller }) => planWork(room, caller, input),
  holdTestRequest: (_, { input }, { room, caller }) => holdTestRequest(room, caller, input),
  resumeTestRequest: (_, { input }, { room, caller }) => resumeTestRequest(room, caller, input),
} satisfies MutationResolvers;

export const trackingEntities = {
  WorkStep: {
    instrument: ({ instrumentId }) => (instrumentId ? { id: instrumentId } : null),
    booking: ({ bookingId }) => (bookingId ? { id: bookingId } : null),
    workOrder: ({ workOrderId }) => (workOrderId ? { id: workOrderId } : null),
  },
  PlanWorkSuccess: { testRequest },
  Hold: { by: ({ by }) => (by ? { id: by } : null) },
  TimelineEntry: { who: ({ unitId }) => (unitId ? { id: unitId } : null) },
  HoldTestRequestSuccess: { testRequest },
  ResumeTestRequestSuccess: { testRequest },
} satisfies Resolvers;

/** Fields of `TestRequest` that tell where it is. */
export const trackingRequestFields = {
  workSteps: ({ steps }) => (steps ?? []).map((step, index) => ({ ...step, position: index + 1 })),
  deadlines: ({ deadlines }) => deadlines ?? NO_DEADLINES,
  late: (request, _, { room }) => isRequestLate(room, request),
  onHold: (request) => onHold(request),
  holds: ({ holds }) => [...(holds ?? [])],
  timeline: (request, _, { room, caller }) => timeline(room, caller, request),
} satisfies Resolvers['TestRequest'];
