import type { Page } from '../../kernel/records/page.ts';
import type { Price } from '../../ledger/types.ts';
import type {
  BookingRow,
  CorrectionRow,
  DeviceRow,
  FeedRow,
  HistoryStep,
  HolidayRow,
  InstrumentRatingRow,
  OutageRow,
  QualificationRow,
  SchemeRow,
  UsageRow,
  WaitlistRow,
  WorkOrderRow,
} from './models.ts';
import type { BookingSuccess } from './store/wish.ts';
import type { WorkOrderSuccess } from './store/work-orders.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type BookingParent = BookingRow;
export type BookingStepParent = HistoryStep;
export type BookingConnectionParent = Page<BookingRow>;
export type WorkOrderParent = WorkOrderRow;
export type WorkOrderConnectionParent = Page<WorkOrderRow>;
export type UsageRecordParent = UsageRow;
export type PriceBreakdownParent = Price;
export type InstrumentParent = { readonly id: string };
export type UnitParent = { readonly id: string };
export type IndicatorsParent = import('./store/indicators.ts').IndicatorFigures;
export type UsageOverlapsParent = { readonly message: string; readonly overlappingIds: readonly string[] };

/** Payloads name the record; the record itself is loaded when it is asked for. */
export type RequestBookingSuccessParent = BookingSuccess;
export type AcceptBookingSuccessParent = BookingSuccess;
export type ConfirmBookingSuccessParent = BookingSuccess;
export type RefuseBookingSuccessParent = BookingSuccess;
export type CancelBookingSuccessParent = BookingSuccess;
export type SubmitBookingSuccessParent = BookingSuccess;
export type MoveBookingSuccessParent = BookingSuccess;
export type ReportNoShowSuccessParent = BookingSuccess;
export type RequestBookingSeriesSuccessParent = import('./store/series.ts').SeriesSuccess;
export type RequestBookingSetSuccessParent = import('./store/series.ts').SetSuccess;
export type SlotConflictParent = import('./store/series.ts').SlotConflict;
export type WaitlistEntryParent = WaitlistRow;
export type JoinWaitlistSuccessParent = import('./store/waitlist.ts').WaitlistSuccess;
export type LeaveWaitlistSuccessParent = import('./store/waitlist.ts').WaitlistSuccess;
export type SetBookingPolicySuccessParent = import('./store/policies.ts').PolicySuccess;
export type BookingPolicyParent = import('./domain/policy.ts').BookingPolicy;
export type OutageParent = OutageRow;
export type ReportOutageSuccessParent = import('./store/outages.ts').OutageSuccess;
export type EndOutageSuccessParent = import('./store/outages.ts').OutageSuccess;
export type QualificationParent = QualificationRow;
export type GrantQualificationSuccessParent = import('./store/examiners.ts').QualificationSuccess;
export type RevokeQualificationSuccessParent = import('./store/examiners.ts').QualificationSuccess;
export type HolidayParent = HolidayRow;
export type SetHolidaysSuccessParent = import('./store/holidays.ts').HolidaysSuccess;
export type UsageRecordConnectionParent = Page<UsageRow>;
export type RecordUsageBatchSuccessParent = import('./store/batch.ts').BatchSuccess;
export type ImportUsageLogSuccessParent = import('./store/batch.ts').BatchSuccess;
export type EvaluationParent = import('./store/evaluation.ts').EvaluationFigures;
export type EvaluationSchemeParent = SchemeRow;
export type SetEvaluationSchemeSuccessParent = { readonly validFrom: string };
export type RecordEvaluationScoresSuccessParent = { readonly instrumentId: string; readonly year: number };
export type PurchaseReviewRowParent = {
  readonly instrumentId: string;
  readonly effectiveMinutes: number;
  readonly externalMinutes: number;
};
export type CalendarFeedParent = FeedRow;
export type CreateCalendarFeedSuccessParent = import('./store/feeds.ts').FeedSuccess & {
  readonly token: string | null;
};
export type RevokeCalendarFeedSuccessParent = import('./store/feeds.ts').FeedSuccess;
export type ImportOutagesSuccessParent = import('./store/outage-import.ts').ImportOutagesSuccess;
export type UsageCorrectionParent = CorrectionRow;
export type ProposeCorrectionSuccessParent = import('./store/corrections.ts').CorrectionSuccess;
export type ApproveCorrectionSuccessParent = import('./store/corrections.ts').CorrectionSuccess;
export type RefuseCorrectionSuccessParent = import('./store/corrections.ts').CorrectionSuccess;
export type UsageCorrectionConnectionParent = Page<CorrectionRow>;
export type InstrumentRatingParent = InstrumentRatingRow;
export type InstrumentRatingConnectionParent = Page<InstrumentRatingRow>;
export type RateInstrumentSuccessParent = import('./store/rating-new.ts').RatingSuccess & {
  readonly bookingId: string;
};
export type AmendInstrumentRatingSuccessParent = import('./store/rating-new.ts').RatingSuccess;
export type ReplyToInstrumentRatingSuccessParent = import('./store/rating-new.ts').RatingSuccess;
export type ModerateInstrumentRatingSuccessParent = import('./store/rating-new.ts').RatingSuccess;
export type DeviceParent = DeviceRow;
export type RegisterDeviceSuccessParent = import('./store/devices.ts').DeviceSuccess & {
  readonly secret: string | null;
};
export type RevokeDeviceSuccessParent = import('./store/devices.ts').DeviceSuccess;
export type ScanInstrumentSuccessParent = import('./store/devices.ts').ScanSuccess;
export type OpenWorkOrderSuccessParent = WorkOrderSuccess;
export type StartUseSuccessParent = WorkOrderSuccess;
export type StopUseSuccessParent = WorkOrderSuccess;
export type RecordUsageSuccessParent = WorkOrderSuccess;
export type CloseWorkOrderSuccessParent = WorkOrderSuccess;
export type RecordConsumablesSuccessParent = WorkOrderSuccess;
export type AcceptWorkOrderSuccessParent = WorkOrderSuccess;
export type ResultFileParent = import('./models.ts').ResultFile;
export type TrainingSessionParent = import('./models.ts').TrainingRow;
export type TrainingParticipantParent = import('./models.ts').TrainingParticipant;
export type TrainingSessionConnectionParent = Page<import('./models.ts').TrainingRow>;
export type ScheduleTrainingSuccessParent = import('./store/training.ts').TrainingSuccess;
export type CancelTrainingSuccessParent = import('./store/training.ts').TrainingSuccess;
export type EnrolInTrainingSuccessParent = import('./store/training.ts').TrainingSuccess;
export type RecordTrainingResultsSuccessParent = import('./store/training.ts').TrainingSuccess;
