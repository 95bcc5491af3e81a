import type { QueryResolvers } from '../generated/types.ts';
import { availabilities } from '../store/availability.ts';
import { pendingCorrections, usageCorrections } from '../store/correction-reads.ts';
import { equivalentInstruments } from '../store/equivalents.ts';
import { evaluationOf, evaluationSchemes, purchaseReview } from '../store/evaluation.ts';
import { visibleQualifications } from '../store/examiners.ts';
import { explainIndicators, usageDiscrepancies } from '../store/explain.ts';
import { calendarFeed } from '../store/feeds.ts';
import { holidaysOf } from '../store/holidays.ts';
import { indicatorsOf } from '../store/indicators.ts';
import { bookingsOf, bookingsUnder, workOrdersUnder } from '../store/reads.ts';
import { previewBookingSeries } from '../store/series.ts';
import { trainingSessions } from '../store/training-results.ts';
import { machineHoursBy } from '../store/usage-shares.ts';
import { waitlistOf } from '../store/waitlist.ts';

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
  previewBookingSeries: (_, { input }, { room, caller }) => previewBookingSeries(room, caller, input),
  myWaitlist: (_, __, { room, caller }) => waitlistOf(room, caller),
  qualifications: (_, { accountId }, { room, caller }) => visibleQualifications(room, caller, accountId),
  trainingSessions: (_, { filter, first, after }, { room, caller }) =>
    trainingSessions(room, caller, filter ?? {}, { first, after }),
  holidays: (_, { year }, { room }) => holidaysOf(room, year),
  equivalentInstruments: async (_, { instrumentId, slot }, { room, caller }) =>
    (await equivalentInstruments(room, caller, instrumentId, slot)).map(({ _id }) => ({ id: _id })),
  evaluation: (_, { instrumentId, year }, { room }) => evaluationOf(room, instrumentId, year),
  evaluationSchemes: (_, __, { room }) => evaluationSchemes(room),
  purchaseReview: (_, { category, year }, { room }) => purchaseReview(room, category, year),
  calendarFeed: (_, { token }, { room }) => calendarFeed(room, token),
  explainIndicators: (_, { subjectId, period, first, after }, { room }) =>
    explainIndicators(room, subjectId, period, { first, after }),
  usageDiscrepancies: (_, { instrumentId, from, to }, { room }) =>
    usageDiscrepancies(room, instrumentId, { start: from, end: to }),
  pendingCorrections: (_, __, { room, caller }) => pendingCorrections(room, caller),
  usageCorrections: (_, { filter, first, after }, { room, caller }) =>
    usageCorrections(room, caller, filter?.states, { first, after }),
  machineHoursBy: (_, { facet, from, to }, { room }) => machineHoursBy(room, facet, { from, to }),
  indicators: (_, { subjectId, period }, { room }) => indicatorsOf(room, subjectId, period),
};
