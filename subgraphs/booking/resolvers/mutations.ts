import type { MutationResolvers } from '../generated/types.ts';
import { acceptWorkOrder } from '../store/acceptance.ts';
import { importUsageLog, recordUsageBatch } from '../store/batch.ts';
import { recordConsumables } from '../store/consumables.ts';
import { approveCorrection, refuseCorrection } from '../store/correction-decisions.ts';
import { proposeCorrection } from '../store/corrections.ts';
import {
  acceptBooking,
  cancelBooking,
  confirmBooking,
  refuseBooking,
  reportNoShow,
  submitBooking,
} from '../store/decide.ts';
import { registerDevice, reportDeviceEvent, revokeDevice, scanInstrument } from '../store/devices.ts';
import { recordEvaluationScores, setEvaluationScheme } from '../store/evaluation.ts';
import { exportEvaluation } from '../store/evaluation-export.ts';
import { grantQualification, revokeQualification } from '../store/examiners.ts';
import { createCalendarFeed, revokeCalendarFeed } from '../store/feeds.ts';
import { setHolidays } from '../store/holidays.ts';
import { moveBooking } from '../store/move.ts';
import { importOutages } from '../store/outage-import.ts';
import { endOutage, reportOutage } from '../store/outages.ts';
import { setBookingPolicy } from '../store/policies.ts';
import { hideRating, replyToRating, showRating } from '../store/rating-answers.ts';
import { amendRating, rateInstrument } from '../store/ratings.ts';
import { requestBooking } from '../store/request.ts';
import { requestBookingSeries, requestBookingSet } from '../store/series.ts';
import { cancelTraining, enrolInTraining, scheduleTraining, withdrawFromTraining } from '../store/training.ts';
import { recordTrainingResults } from '../store/training-results.ts';
import { recordUsage, startUse, stopUse } from '../store/use.ts';
import { joinWaitlist, leaveWaitlist } from '../store/waitlist.ts';
import { closeWorkOrder, openWorkOrder } from '../store/work-orders.ts';

export const mutations: MutationResolvers = {
  requestBooking: (_, { input }, { room, caller }) => requestBooking(room, caller, input),
  acceptBooking: (_, { input }, { room, caller }) => acceptBooking(room, caller, input),
  confirmBooking: (_, { input }, { room, caller }) => confirmBooking(room, caller, input),
  refuseBooking: (_, { input }, { room, caller }) => refuseBooking(room, caller, input),
  cancelBooking: (_, { input }, { room, caller }) => cancelBooking(room, caller, input),
  submitBooking: (_, { input }, { room, caller }) => submitBooking(room, caller, input),
  moveBooking: (_, { input }, { room, caller }) => moveBooking(room, caller, input),
  requestBookingSeries: (_, { input }, { room, caller }) => requestBookingSeries(room, caller, input),
  requestBookingSet: (_, { input }, { room, caller }) => requestBookingSet(room, caller, input),
  joinWaitlist: (_, { input }, { room, caller }) => joinWaitlist(room, caller, input),
  leaveWaitlist: (_, { input }, { room, caller }) => leaveWaitlist(room, caller, input),
  reportNoShow: (_, { input }, { room, caller }) => reportNoShow(room, caller, input),
  setBookingPolicy: (_, { input }, { room, caller }) => setBookingPolicy(room, caller, input),
  reportOutage: (_, { input }, { room, caller }) => reportOutage(room, caller, input),
  endOutage: (_, { input }, { room, caller }) => endOutage(room, caller, input),
  grantQualification: (_, { input }, { room, caller }) => grantQualification(room, caller, input),
  revokeQualification: (_, { input }, { room, caller }) => revokeQualification(room, caller, input),
  scheduleTraining: (_, { input }, { room, caller }) => scheduleTraining(room, caller, input),
  cancelTraining: (_, { input }, { room, caller }) => cancelTraining(room, caller, input),
  enrolInTraining: (_, { input }, { room, caller }) => enrolInTraining(room, caller, input),
  withdrawFromTraining: (_, { input }, { room, caller }) => withdrawFromTraining(room, caller, input),
  recordTrainingResults: (_, { input }, { room, caller }) => recordTrainingResults(room, caller, input),
  setHolidays: (_, { input }, { room, caller }) => setHolidays(room, caller, input),
  openWorkOrder: (_, { input }, { room, caller }) => openWorkOrder(room, caller, input),
  startUse: (_, { input }, { room, caller }) => startUse(room, caller, input),
  stopUse: (_, { input }, { room, caller }) => stopUse(room, caller, input),
  recordUsage: (_, { input }, { room, caller }) => recordUsage(room, caller, input),
  recordUsageBatch: (_, { input }, { room, caller }) => recordUsageBatch(room, caller, input),
  importUsageLog: (_, { input }, { room, caller }) => importUsageLog(room, caller, input),
  setEvaluationScheme: (_, { input }, { room, caller }) => setEvaluationScheme(room, caller, input),
  recordEvaluationScores: (_, { input }, { room, caller }) => recordEvaluationScores(room, caller, input),
  exportEvaluation: (_, { input }, { room, caller }) => exportEvaluation(room, caller, input),
  createCalendarFeed: (_, { input }, { room, caller }) => createCalendarFeed(room, caller, input),
  revokeCalendarFeed: (_, { input }, { room, caller }) => revokeCalendarFeed(room, caller, input),
  importOutages: (_, { input }, { room, caller }) => importOutages(room, caller, input),
  proposeCorrection: (_, { input }, { room, caller }) => proposeCorrection(room, caller, input),
  approveCorrection: (_, { input }, { room, caller }) => approveCorrection(room, caller, input),
  refuseCorrection: (_, { input }, { room, caller }) => refuseCorrection(room, caller, input),
  rateInstrument: (_, { input }, { room, caller }) => rateInstrument(room, caller, input),
  amendInstrumentRating: (_, { input }, { room, caller }) => amendRating(room, caller, input),
  replyToInstrumentRating: (_, { input }, { room, caller }) => replyToRating(room, caller, input),
  hideInstrumentRating: (_, { input }, { room, caller }) => hideRating(room, caller, input),
  showInstrumentRating: (_, { input }, { room, caller }) => showRating(room, caller, input),
  registerDevice: (_, { input }, { room, caller }) => registerDevice(room, caller, input),
  revokeDevice: (_, { input }, { room, caller }) => revokeDevice(room, caller, input),
  scanInstrument: (_, { input }, { room, caller }) => scanInstrument(room, caller, input),
  reportDeviceEvent: (_, { input }, { room, caller }) => reportDeviceEvent(room, caller, input),
  closeWorkOrder: (_, { input }, { room, caller }) => closeWorkOrder(room, caller, input),
  recordConsumables: (_, { input }, { room, caller }) => recordConsumables(room, caller, input),
  acceptWorkOrder: (_, { input }, { room, caller }) => acceptWorkOrder(room, caller, input),
};
