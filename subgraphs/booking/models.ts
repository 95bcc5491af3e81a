import type { Connection, Model } from 'mongoose';
import { anything, createCollections, defineModel, type Stored } from '../../kernel/define-model.ts';
import type {
  BookingRow,
  CorrectionRow,
  DeviceRow,
  EvaluationScoresRow,
  FeedRow,
  GroupRow,
  HolidayRow,
  IndicatorRow,
  InstrumentRatingRow,
  InstrumentRow,
  LockRow,
  OutageRow,
  QualificationRow,
  RatingCountsRow,
  SchemeRow,
  SuspensionRow,
  TrainingRow,
  UsageRow,
  WaitlistRow,
  WorkOrderRow,
} from './rows.ts';

export type * from './rows.ts';

const text = { type: String, required: true };
const optionalText = { type: String, default: null };
const date = { type: Date, required: true };
const optionalDate = { type: Date, default: null };
const number = { type: Number, required: true };
const flag = { type: Boolean, required: true };
const blank = { type: String, default: '' };

const bookingFields = {
  remoteId: optionalText,
  home: text,
  idempotencyKey: text,
  instrumentId: text,
  instrumentTitle: blank,
  path: [String],
  unitId: blank,
  state: text,
  openApprovals: [String],
  occupies: flag,
  start: date,
  end: date,
  busyUntil: date,
  timeZone: text,
  purpose: blank,
  channel: text,
  userId: text,
  userName: blank,
  userHome: text,
  userUnitId: optionalText,
  userClass: text,
  researchGroupId: optionalText,
  fundCardId: optionalText,
  enteredBy: text,
  operator: flag,
  forms: anything,
  overrideReason: optionalText,
  price: anything,
  priceFinal: flag,
  usedMinutes: number,
  reason: optionalText,
  groupId: optionalText,
  history: anything,
  refusal: anything,
  requestedAt: date,
  dueAt: optionalDate,
  reminders: { type: Number, default: 0 },
  syncedAt: optionalDate,
  version: number,
};

const usageFields = {
  instrumentId: text,
  path: [String],
  workOrderId: optionalText,
  bookingId: optionalText,
  start: date,
  end: optionalDate,
  minutes: number,
  usageClass: text,
  source: text,
  external: flag,
  purpose: text,
  samples: number,
  recordedBy: blank,
  recordedAt: date,
  reverses: optionalText,
  reversedBy: optionalText,
};

const workOrderFields = {
  instrumentId: optionalText,
  path: [String],
  unitId: text,
  bookingId: optionalText,
  testRequestId: optionalText,
  stepId: optionalText,
  userId: blank,
  userUnitId: optionalText,
  userClass: text,
  state: text,
  operatorName: blank,
  procedure: optionalText,
  samples: number,
  usedMinutes: number,
  resultText: optionalText,
  consumables: anything,
  resultFiles: anything,
  price: anything,
  openedAt: date,
  closedAt: optionalDate,
  acceptedAt: optionalDate,
  acceptanceRemark: optionalText,
  version: number,
};

const instrumentFields = {
  title: blank,
  path: [String],
  unitId: blank,
  managingUnitId: blank,
  home: text,
  sharing: text,
  status: text,
  category: optionalText,
  district: optionalText,
  ratedMinutesPerYear: number,
  withdrawn: flag,
  version: number,
  policy: anything,
};

const indicatorFields = {
  subjectId: text,
  month: text,
  effective: number,
  external: number,
  teaching: number,
  research: number,
  social: number,
  all: number,
  samples: number,
  records: number,
};

const qualificationFields = {
  userId: text,
  userName: blank,
  code: text,
  level: number,
  validTo: optionalDate,
  grantedBy: text,
  grantedAt: date,
  revokedAt: optionalDate,
  path: [String],
};

const trainingFields = {
  state: text,
  title: text,
  instrumentId: optionalText,
  unitId: text,
  path: [String],
  code: text,
  level: number,
  validDays: { type: Number, default: null },
  trainer: text,
  examinerId: text,
  start: date,
  end: date,
  place: optionalText,
  capacity: number,
  participants: anything,
  version: number,
};

const correctionFields = {
  usageRecordId: text,
  path: [String],
  state: text,
  start: optionalDate,
  end: optionalDate,
  usageClass: optionalText,
  reason: text,
  proposedBy: text,
  proposedAt: date,
  decidedBy: optionalText,
  decidedAt: optionalDate,
  refusalReason: optionalText,
};

const ratingFields = {
  bookingId: text,
  instrumentId: text,
  path: [String],
  home: text,
  raterId: blank,
  userClass: text,
  stars: number,
  text: optionalText,
  at: date,
  amendedAt: optionalDate,
  reply: optionalText,
  repliedAt: optionalDate,
  hiddenReason: optionalText,
  version: number,
};

const scoreFields = { training: number, research: number, income: number, functions: number };

export type BookingModels = ReturnType<typeof bookingModels>;

/** All collections of the room on one connection. */
export function bookingModels(connection: Connection) {
  return {
    instruments: defineModel<InstrumentRow>(connection, 'booking_instruments', instrumentFields, [
      { keys: { unitId: 1 } },
    ]),
    bookings: defineModel<BookingRow>(connection, 'booking_bookings', bookingFields, [
      { keys: { instrumentId: 1, occupies: 1, start: 1 } },
      { keys: { userId: 1, start: -1, _id: -1 } },
      { keys: { start: -1, _id: -1 } },
      { keys: { unitId: 1, start: -1, _id: -1 } },
      { keys: { remoteId: 1 } },
      { keys: { idempotencyKey: 1 } },
      { keys: { state: 1, dueAt: 1 } },
      { keys: { groupId: 1 } },
    ]),
    locks: defineModel<LockRow>(connection, 'booking_locks', { turns: number }),
    outages: defineModel<OutageRow>(
      connection,
      'booking_outages',
      {
        instrumentId: text,
        start: date,
        end: optionalDate,
        kind: text,
        blocks: flag,
        text: blank,
        sourceKey: optionalText,
      },
      [{ keys: { instrumentId: 1, start: 1 } }, { keys: { instrumentId: 1, sourceKey: 1 } }],
    ),
    workOrders: defineModel<WorkOrderRow>(connection, 'booking_work_orders', workOrderFields, [
      { keys: { bookingId: 1 } },
      { keys: { testRequestId: 1 } },
      { keys: { instrumentId: 1, userId: 1, state: 1 } },
      { keys: { openedAt: -1, _id: -1 } },
      { keys: { unitId: 1, openedAt: -1, _id: -1 } },
    ]),
    usage: defineModel<UsageRow>(connection, 'booking_usage', usageFields, [
      { keys: { instrumentId: 1, start: 1 } },
      { keys: { workOrderId: 1, start: 1 } },
      { keys: { bookingId: 1 } },
      { keys: { path: 1, start: -1, _id: -1 } },
    ]),
    indicators: defineModel<IndicatorRow>(connection, 'booking_indicators', indicatorFields, [
      { keys: { subjectId: 1, month: 1 } },
    ]),
    qualifications: defineModel<QualificationRow>(connection, 'booking_qualifications', qualificationFields, [
      { keys: { userId: 1, code: 1 } },
    ]),
    trainings: defineModel<TrainingRow>(connection, 'booking_trainings', trainingFields, [
      { keys: { start: -1, _id: -1 } },
      { keys: { instrumentId: 1, start: -1, _id: -1 } },
      { keys: { unitId: 1, start: -1, _id: -1 } },
      { keys: { 'participants.accountId': 1, start: -1, _id: -1 } },
    ]),
    suspensions: defineModel<SuspensionRow>(connection, 'booking_suspensions', {
      strikes: [Date],
      until: optionalDate,
    }),
    waitlist: defineModel<WaitlistRow>(
      connection,
      'booking_waitlist',
      {
        instrumentId: text,
        user: anything,
        userId: text,
        from: date,
        to: date,
        minutes: number,
        purpose: blank,
        state: text,
        offerId: optionalText,
        createdAt: date,
      },
      [
        { keys: { instrumentId: 1, state: 1, createdAt: 1 } },
        { keys: { userId: 1, createdAt: 1 } },
        { keys: { offerId: 1 } },
      ],
    ),
    groups: defineModel<GroupRow>(connection, 'booking_groups', {
      tutorId: text,
      members: anything,
      cards: anything,
      version: number,
    }),
    corrections: defineModel<CorrectionRow>(connection, 'booking_corrections', correctionFields, [
      { keys: { state: 1, proposedAt: 1 } },
      { keys: { proposedAt: -1, _id: -1 } },
    ]),
    ratings: defineModel<InstrumentRatingRow>(connection, 'booking_ratings', ratingFields, [
      { keys: { bookingId: 1 }, unique: true },
      { keys: { instrumentId: 1, at: -1, _id: -1 } },
      { keys: { raterId: 1 } },
    ]),
    ratingCounts: defineModel<RatingCountsRow>(connection, 'booking_rating_counts', {
      one: number,
      two: number,
      three: number,
      four: number,
      five: number,
      version: number,
    }),
    devices: defineModel<DeviceRow>(
      connection,
      'booking_devices',
      {
        instrumentId: text,
        path: [String],
        kind: text,
        codeHash: optionalText,
        secret: optionalText,
        revokedAt: optionalDate,
      },
      [{ keys: { codeHash: 1 } }],
    ),
    feeds: defineModel<FeedRow>(
      connection,
      'booking_calendar_feeds',
      { tokenHash: text, kind: text, subjectId: text, ownerId: text, revokedAt: optionalDate },
      [{ keys: { tokenHash: 1 } }],
    ),
    schemes: defineModel<SchemeRow>(connection, 'booking_evaluation_schemes', {
      source: blank,
      machineHours: number,
      ...scoreFields,
      grades: anything,
    }),
    scores: defineModel<EvaluationScoresRow>(connection, 'booking_evaluation_scores', scoreFields),
    holidays: defineModel<HolidayRow>(connection, 'booking_holidays', { kind: text, name: blank }),
  };
}

/** Makes the room's collections and indexes. Idempotent. */
export async function createBookingCollections(models: BookingModels): Promise<void> {
  for (const model of Object.values(models)) await createCollections([model as unknown as Model<Stored>]);
}
