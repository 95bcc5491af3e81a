import type { Connection, Model } from 'mongoose';
import { anything, createCollections, defineModel, type Stored } from '../../kernel/define-model.ts';
import { backModels } from './back-models.ts';
import type { NumberRow, SampleRow, TestRequestRow } from './rows.ts';

export type * from './back-rows.ts';
export type * from './rows.ts';

const text = { type: String, required: true };
const blank = { type: String, default: '' };
const optionalText = { type: String, default: null };
const date = { type: Date, required: true };
const optionalDate = { type: Date, default: null };
const number = { type: Number, required: true };
const flag = { type: Boolean, required: true };

const requestFields = {
  remoteId: optionalText,
  home: text,
  idempotencyKey: text,
  state: text,
  title: text,
  purpose: blank,
  items: anything,
  confidentiality: text,
  wantedBy: optionalText,
  wantsToBePresent: flag,
  attachments: anything,
  channel: text,
  requesterId: text,
  requesterName: blank,
  requesterHome: text,
  firmId: optionalText,
  isFirm: flag,
  enteredBy: text,
  dispatches: anything,
  askedUnitIds: [String],
  takenBy: optionalText,
  takenItemIds: [String],
  collector: optionalText,
  payWith: anything,
  workOrderId: optionalText,
  steps: anything,
  deadlines: anything,
  holds: anything,
  remoteTimeline: anything,
  actualMinutes: { type: Number, default: null },
  price: anything,
  priceFinal: flag,
  userClass: text,
  mode: { type: String, default: 'FIRST_COME' },
  quoteHolds: { type: Boolean, default: false },
  agreement: anything,
  report: anything,
  supersededReports: anything,
  draft: anything,
  issuedDraft: anything,
  retestOf: optionalText,
  rating: anything,
  reason: optionalText,
  refusal: anything,
  history: anything,
  requestedAt: date,
  syncedAt: optionalDate,
  version: number,
};

export type ServicesModels = ReturnType<typeof servicesModels>;

/** All collections of the room but the test items (`RecordStore`). */
export function servicesModels(connection: Connection) {
  return {
    requests: defineModel<TestRequestRow>(connection, 'services_test_requests', requestFields, [
      { keys: { requestedAt: -1, _id: -1 } },
      { keys: { requesterId: 1, requestedAt: -1, _id: -1 } },
      { keys: { firmId: 1, requestedAt: -1, _id: -1 } },
      { keys: { askedUnitIds: 1, requestedAt: -1, _id: -1 } },
      { keys: { state: 1, requestedAt: -1, _id: -1 } },
      { keys: { remoteId: 1 } },
      { keys: { idempotencyKey: 1 } },
      { keys: { 'report.id': 1 } },
      { keys: { 'report.number': 1 } },
      { keys: { 'report.issuedAt': 1 } },
      { keys: { 'supersededReports.number': 1 } },
      { keys: { 'supersededReports.id': 1 } },
      { keys: { takenBy: 1, 'rating.stars': 1 } },
      { keys: { takenBy: 1, state: 1, requestedAt: 1 } },
      { keys: { takenBy: 1, 'draft.state': 1, requestedAt: 1 } },
      { keys: { 'draft.authorId': 1 } },
      { keys: { 'draft.reviewerId': 1 } },
    ]),
    samples: defineModel<SampleRow>(
      connection,
      'services_samples',
      {
        testRequestId: text,
        position: number,
        name: text,
        code: text,
        state: text,
        note: optionalText,
        receivedAt: optionalDate,
        custody: anything,
        unitId: optionalText,
      },
      [
        { keys: { testRequestId: 1, position: 1 } },
        { keys: { code: 1 }, unique: true },
        { keys: { unitId: 1, receivedAt: -1 } },
      ],
    ),
    numbers: defineModel<NumberRow>(connection, 'services_numbers', { last: number }),
    ...backModels(connection),
  };
}

/** Makes the room's collections and indexes. Idempotent. */
export async function createServicesCollections(models: ServicesModels): Promise<void> {
  for (const model of Object.values(models)) await createCollections([model as unknown as Model<Stored>]);
}
