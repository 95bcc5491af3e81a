import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/types.ts';
import type {
  BookingRow,
  CorrectionRow,
  DeviceRow,
  FeedRow,
  InstrumentRatingRow,
  QualificationRow,
  TrainingRow,
  UsageRow,
  WorkOrderRow,
} from '../models.ts';
import type { BatchSuccess } from '../store/batch.ts';
import { correctionById } from '../store/correction-reads.ts';
import { deviceById } from '../store/devices.ts';
import { evaluationOf, evaluationSchemes } from '../store/evaluation.ts';
import { qualificationById } from '../store/examiners.ts';
import { feedById } from '../store/feeds.ts';
import { holidaysOf } from '../store/holidays.ts';
import { instrumentById, policyOf } from '../store/instruments.ts';
import { outageById } from '../store/outages.ts';
import { ratingById } from '../store/rating-reads.ts';
import { bookingById, bookingsByIds, usageByIds, workOrderById } from '../store/reads.ts';
import type { BookingRoom } from '../store/room.ts';
import type { TrainingSuccess } from '../store/training.ts';
import { trainingById } from '../store/training-results.ts';
import { waitlistEntry } from '../store/waitlist.ts';

type BookingOf = (parent: { readonly bookingId: string }, args: object, context: Context) => Promise<BookingRow>;
type WorkOrderOf = (parent: { readonly workOrderId: string }, args: object, context: Context) => Promise<WorkOrderRow>;
type QualificationOf = (
  parent: { readonly qualificationId: string },
  args: object,
  context: Context,
) => Promise<QualificationRow>;
type CorrectionOf = (
  parent: { readonly correctionId: string },
  args: object,
  context: Context,
) => Promise<CorrectionRow>;
type RatingOf = (parent: { readonly ratingId: string }, args: object, context: Context) => Promise<InstrumentRatingRow>;
type FeedOf = (parent: { readonly feedId: string }, args: object, context: Context) => Promise<FeedRow>;
type SessionOf = (parent: TrainingSuccess, args: object, context: Context) => Promise<TrainingRow>;
type DeviceOf = (parent: { readonly deviceId: string }, args: object, context: Context) => Promise<DeviceRow>;
type UsageOf = (parent: { readonly usageRecordId?: string }, args: object, context: Context) => Promise<UsageRow>;

// Read afresh: a loader may hold the record as it was before this mutation.
const booking: BookingOf = async ({ bookingId }, _, { room }) => present(await bookingById(room, bookingId), bookingId);
const workOrder: WorkOrderOf = async ({ workOrderId }, _, { room }) =>
  present(await workOrderById(room, workOrderId), workOrderId);
const usageRecord: UsageOf = async ({ usageRecordId = '' }, _, { room }) => {
  const [row = null] = await usageByIds(room, [usageRecordId]);
  return present(row, usageRecordId);
};

const qualification: QualificationOf = async ({ qualificationId }, _, { room }) =>
  present(await qualificationById(room, qualificationId), qualificationId);

async function bookingsInOrder(room: BookingRoom, ids: readonly string[]): Promise<BookingRow[]> {
  const rows = await bookingsByIds(room, ids);
  return rows.map((row, index) => present(row, ids[index] ?? ''));
}

const correction: CorrectionOf = async ({ correctionId }, _, { room }) =>
  present(await correctionById(room, correctionId), correctionId);
const rating: RatingOf = async ({ ratingId }, _, { room }) => present(await ratingById(room, ratingId), ratingId);
const device: DeviceOf = async ({ deviceId }, _, { room }) => present(await deviceById(room, deviceId), deviceId);

const session: SessionOf = async ({ sessionId }, _, { room }) =>
  present(await trainingById(room, sessionId), sessionId);

const feed: FeedOf = async ({ feedId }, _, { room }) => present(await feedById(room, feedId), feedId);

const batch = {
  usageRecords: async ({ usageRecordIds }: BatchSuccess, _: object, { room }: Context): Promise<UsageRow[]> =>
    (await usageByIds(room, usageRecordIds)).map((row, index) => present(row, usageRecordIds[index] ?? '')),
  problems: ({ problems }: BatchSuccess) => [...problems],
};

/** What successes show: the record as it is now. */
export const payloads = {
  RequestBookingSuccess: { booking },
  AcceptBookingSuccess: { booking },
  ConfirmBookingSuccess: { booking },
  RefuseBookingSuccess: { booking },
  CancelBookingSuccess: { booking },
  SubmitBookingSuccess: { booking },
  MoveBookingSuccess: { booking },
  ReportNoShowSuccess: { booking },
  RequestBookingSeriesSuccess: {
    bookings: ({ bookingIds }, _, { room }) => bookingsInOrder(room, bookingIds),
    slots: ({ slots }) => [...slots],
    conflicts: ({ conflicts }) => [...conflicts],
  },
  RequestBookingSetSuccess: { bookings: ({ bookingIds }, _, { room }) => bookingsInOrder(room, bookingIds) },
  SlotConflict: {
    instrument: ({ instrumentId }) => ({ id: instrumentId }),
    violations: ({ violations }) => [...violations] as never,
    nextFree: ({ nextFree }) => [...nextFree],
  },
  JoinWaitlistSuccess: {
    entry: async ({ entryId }, _, { room }) => present(await waitlistEntry(room, entryId), entryId),
  },
  SetBookingPolicySuccess: {
    instrument: ({ instrumentId }) => ({ id: instrumentId }),
    policy: async ({ instrumentId }, _, { room }) =>
      policyOf(room, present(await instrumentById(room, instrumentId), instrumentId)),
  },
  ReportOutageSuccess: {
    outage: async ({ outageId }, _, { room }) => present(await outageById(room, outageId), outageId),
    affected: ({ affectedIds }, _, { room }) => bookingsInOrder(room, affectedIds),
  },
  EndOutageSuccess: {
    outage: async ({ outageId }, _, { room }) => present(await outageById(room, outageId), outageId),
  },
  GrantQualificationSuccess: { qualification },
  RevokeQualificationSuccess: { qualification },
  ScheduleTrainingSuccess: { session },
  CancelTrainingSuccess: { session },
  EnrolInTrainingSuccess: { session },
  RecordTrainingResultsSuccess: { session },
  SetHolidaysSuccess: { holidays: ({ year }, _, { room }) => holidaysOf(room, year) },
  OpenWorkOrderSuccess: { workOrder },
  StartUseSuccess: { workOrder },
  StopUseSuccess: { workOrder, usageRecord },
  RecordUsageSuccess: { workOrder, usageRecord },
  CloseWorkOrderSuccess: { workOrder },
  RecordConsumablesSuccess: { workOrder },
  AcceptWorkOrderSuccess: { workOrder },
  RecordUsageBatchSuccess: batch,
  ImportUsageLogSuccess: batch,
  SetEvaluationSchemeSuccess: {
    scheme: async ({ validFrom }, _, { room }) =>
      present((await evaluationSchemes(room)).find((row) => row._id === validFrom) ?? null, validFrom),
  },
  RecordEvaluationScoresSuccess: {
    evaluation: async ({ instrumentId, year }, _, { room }) =>
      present(await evaluationOf(room, instrumentId, year), instrumentId),
  },
  CreateCalendarFeedSuccess: { feed },
  RevokeCalendarFeedSuccess: { feed },
  ImportOutagesSuccess: {
    outages: async ({ outageIds }, _, { room }) =>
      (await Promise.all(outageIds.map((id) => outageById(room, id)))).map((row) => present(row, 'outage')),
    problems: ({ problems }) => [...problems],
  },
  ProposeCorrectionSuccess: { correction },
  ApproveCorrectionSuccess: { correction },
  RefuseCorrectionSuccess: { correction },
  RateInstrumentSuccess: { rating, booking },
  AmendInstrumentRatingSuccess: { rating },
  ReplyToInstrumentRatingSuccess: { rating },
  ModerateInstrumentRatingSuccess: { rating },
  RegisterDeviceSuccess: { device },
  RevokeDeviceSuccess: { device },
  ScanInstrumentSuccess: { workOrder },
  UsageOverlaps: {
    overlapping: async ({ overlappingIds }, _, { usage }) =>
      (await usage.loadMany(overlappingIds)).filter((row): row is UsageRow => row !== null && !(row instanceof Error)),
  },
} satisfies Resolvers;

/** Nothing deletes the records that a mutation names: absence is a defect, not an answer. */
function present<T>(record: T | null, id: string): T {
  if (record === null) throw new Error(`${id} was written but is not there`);
  return record;
}
