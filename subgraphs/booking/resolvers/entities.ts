import { platformOf } from '../../../kernel/ids.ts';
import { minutesOf } from '../domain/interval.ts';
import { amendableUntil } from '../domain/rating.ts';
import { possibleSteps } from '../domain/transitions.ts';
import type { Resolvers } from '../generated/types.ts';
import { visibleFiles } from '../store/acceptance.ts';
import { liveAvailability } from '../store/availability.ts';
import { isCorrectable, possibleCorrectionSteps } from '../store/correction-reads.ts';
import { qualificationById } from '../store/examiners.ts';
import { indicatorsOf } from '../store/indicators.ts';
import { instrumentById, policyOf } from '../store/instruments.ts';
import { liveStatusOf } from '../store/live-status.ts';
import { outagesOf } from '../store/outages.ts';
import { bookingPrice, callersClass } from '../store/price.ts';
import { possibleRatingSteps } from '../store/rating-answers.ts';
import { isAuthor, rateableBookings, ratingsOf } from '../store/rating-reads.ts';
import { bookingsOfInstrument, maySeeBooking } from '../store/reads.ts';
import type { BookingRoom } from '../store/room.ts';
import { visibleParticipants } from '../store/training-results.ts';

const isHere = (room: BookingRoom, id: string): boolean => platformOf(id) === room.kernel.platform.id;

/** The fields of the room's own entities, and those that it adds to others' ones. */
export const entities = {
  Booking: {
    __resolveReference: ({ id }, { booking }) => booking.load(id),
    id: ({ _id, remoteId }) => remoteId ?? _id,
    instrument: ({ instrumentId }) => ({ id: instrumentId }),
    slot: ({ start, end }) => ({ start, end }),
    bookedMinutes: (row) => minutesOf(row),
    purpose: (row, _, { caller }) => (maySeeBooking(caller, row) ? row.purpose : null),
    user: (row, _, { caller }) => (maySeeBooking(caller, row) ? { id: row.userId } : null),
    userName: (row, _, { caller }) => (maySeeBooking(caller, row) ? row.userName : null),
    unit: (row, _, { caller }) => (row.userUnitId && maySeeBooking(caller, row) ? { id: row.userUnitId } : null),
    overrideReason: (row, _, { caller }) => (maySeeBooking(caller, row) ? row.overrideReason : null),
    price: (row, _, { caller }) => (maySeeBooking(caller, row) ? row.price : null),
    reason: (row, _, { caller }) => (maySeeBooking(caller, row) ? row.reason : null),
    workOrders: (row, _, { caller, workOrdersOf }) => (maySeeBooking(caller, row) ? workOrdersOf.load(row._id) : []),
    possible: ({ state, home }, _, { room }) => (home === room.kernel.platform.id ? possibleSteps(state) : []),
    heldUntil: ({ state, dueAt }) => (state === 'TENTATIVE' ? dueAt : null),
    history: (row, _, { caller }) => (maySeeBooking(caller, row) ? [...row.history] : []),
    rating: (row, _, { caller, ratingOf }) => (maySeeBooking(caller, row) ? ratingOf.load(row._id) : null),
  },
  BookingStep: {
    by: ({ by }) => (by.includes(':account:') ? { id: by } : null),
  },
  WorkOrder: {
    __resolveReference: ({ id }, { workOrder }) => workOrder.load(id),
    id: ({ _id }) => _id,
    instrument: ({ instrumentId }) => (instrumentId ? { id: instrumentId } : null),
    booking: ({ bookingId }, _, { booking }) => (bookingId ? booking.load(bookingId) : null),
    testRequest: ({ testRequestId }) => (testRequestId ? { id: testRequestId } : null),
    usageRecords: ({ _id }, _, { usageOf }) => usageOf.load(_id),
    consumables: ({ consumables }) => [...consumables],
    resultFileIds: (row, _, { caller }) => visibleFiles(caller, row).map(({ fileId }) => fileId),
    resultFiles: (row, _, { caller }) => [...visibleFiles(caller, row)],
  },
  ResultFile: { url: ({ fileId }, _, { room }) => room.kernel.files.link(fileId) },
  UsageRecord: {
    __resolveReference: ({ id }, { usage }) => usage.load(id),
    id: ({ _id }) => _id,
    isCorrectable: (row) => isCorrectable(row),
    instrument: ({ instrumentId }) => ({ id: instrumentId }),
  },
  WaitlistEntry: {
    id: ({ _id }) => _id,
    instrument: ({ instrumentId }) => ({ id: instrumentId }),
    offer: ({ offerId }, _, { booking }) => (offerId ? booking.load(offerId) : null),
  },
  BookingPolicy: {
    openingHours: ({ openingHours }) => [...openingHours],
    admits: ({ admits }) => [...admits],
    quotas: ({ quotas }) => [...quotas],
    forms: ({ forms }) => [...forms],
    approval: ({ approval }) => [...approval],
    lateCancelMinutes: ({ discipline }) => discipline?.lateCancelMinutes ?? null,
  },
  Outage: { id: ({ _id }) => _id, kind: ({ kind }) => kind as never },
  Qualification: { id: ({ _id }) => _id },
  TrainingSession: {
    id: ({ _id }) => _id,
    instrument: ({ instrumentId }) => (instrumentId ? { id: instrumentId } : null),
    unit: ({ unitId }) => ({ id: unitId }),
    examiner: ({ examinerId }) => ({ id: examinerId }),
    slot: ({ start, end }) => ({ start, end }),
    enrolled: ({ participants }) => participants.length,
    participants: (row, _, { caller }) => [...visibleParticipants(caller, row)],
  },
  TrainingParticipant: {
    account: ({ accountId }) => ({ id: accountId }),
    qualification: ({ qualificationId }, _, { room }) =>
      qualificationId ? qualificationById(room, qualificationId) : null,
  },
  Holiday: { date: ({ _id }) => _id },
  Evaluation: {
    instrument: ({ instrumentId }) => ({ id: instrumentId }),
    trainingHundredths: ({ training }) => training * 100,
    researchHundredths: ({ research }) => research * 100,
    incomeHundredths: ({ income }) => income * 100,
    functionsHundredths: ({ functions }) => functions * 100,
  },
  EvaluationScheme: { validFrom: ({ _id }) => _id, grades: ({ grades }) => [...grades] },
  PurchaseReviewRow: { instrument: ({ instrumentId }) => ({ id: instrumentId }) },
  CalendarFeed: { id: ({ _id }) => _id, revoked: ({ revokedAt }) => revokedAt !== null },
  UsageCorrection: {
    id: ({ _id }) => _id,
    usageRecord: async ({ usageRecordId }, _, { usage }) => {
      const row = await usage.load(usageRecordId);
      if (!row) throw new Error(`${usageRecordId} is referred to but not there`);
      return row;
    },
    proposedBy: ({ proposedBy }) => ({ id: proposedBy }),
    approvedBy: ({ state, decidedBy }) => (state === 'APPROVED' && decidedBy ? { id: decidedBy } : null),
    decidedBy: ({ decidedBy }) => (decidedBy ? { id: decidedBy } : null),
    possible: (row, _, { caller }) => [...possibleCorrectionSteps(caller, row)],
  },
  InstrumentRating: {
    id: ({ _id }) => _id,
    instrument: ({ instrumentId }) => ({ id: instrumentId }),
    booking: ({ bookingId }, _, { booking }) => booking.load(bookingId),
    isMine: (row, _, { caller }) => isAuthor(caller, row),
    amendableUntil: (row) => amendableUntil(row),
    possible: (row, _, { room, caller }) => [...possibleRatingSteps(room, caller, row)],
  },
  Device: {
    id: ({ _id }) => _id,
    instrument: ({ instrumentId }) => ({ id: instrumentId }),
    revoked: ({ revokedAt }) => revokedAt !== null,
  },
  PriceBreakdown: {
    agreement: ({ agreementId }) => (agreementId ? { id: agreementId } : null),
  },
  Indicators: {
    effectiveMinutes: ({ effective }) => effective,
    externalMinutes: ({ external }) => external,
    teachingMinutes: ({ teaching }) => teaching,
    researchMinutes: ({ research }) => research,
    socialServiceMinutes: ({ social }) => social,
  },
  Instrument: {
    __resolveReference: ({ id }) => ({ id }),
    bookings: ({ id }, { from, to, first, after }, { room }) =>
      bookingsOfInstrument(room, id, { from, to }, { first, after }),
    availability: ({ id }, { from, to }, { room, caller }) =>
      liveAvailability(room, caller, id, { start: from, end: to }),
    bookingPolicy: async ({ id }, _, { room }) => {
      const instrument = isHere(room, id) ? await instrumentById(room, id) : null;
      return instrument ? policyOf(room, instrument) : null;
    },
    userClass: ({ id }, _, { room, caller }) => callersClass(room, caller, id),
    bookingPrice: ({ id }, { slot, operator }, { room, caller }) => bookingPrice(room, caller, id, { slot, operator }),
    liveStatus: ({ id }, _, { room }) => liveStatusOf(room, id),
    ratings: ({ id }, { first, after }, { room, caller }) => ratingsOf(room, caller, id, { first, after }),
    rateableBookings: ({ id }, _, { room, caller }) => rateableBookings(room, caller, id),
    outages: ({ id }, { from, to }, { room }) =>
      isHere(room, id) ? outagesOf(room, id, { start: from, end: to }) : null,
    indicators: ({ id }, { period }, { room }) => (isHere(room, id) ? indicatorsOf(room, id, period) : null),
  },
  Unit: {
    __resolveReference: ({ id }) => ({ id }),
    indicators: ({ id }, { period }, { room }) => (isHere(room, id) ? indicatorsOf(room, id, period) : null),
  },
} satisfies Resolvers;
