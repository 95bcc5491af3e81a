import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/types.ts';
import type { TestRequestRow } from '../models.ts';
import { requestById, sampleById } from '../store/reads.ts';
import type { TestItemRecord } from '../test-items.ts';

type RequestOf = (
  parent: { readonly testRequestId: string },
  args: object,
  context: Context,
) => Promise<TestRequestRow>;
type ItemOf = (parent: { readonly testItemId: string }, args: object, context: Context) => Promise<TestItemRecord>;

// Read afresh: a loader may hold the record as it was before this mutation.
/** The request that a success names, as it is now. */
export const testRequest: RequestOf = async ({ testRequestId }, _, { room }) =>
  present(await requestById(room, testRequestId), testRequestId);
const testItem: ItemOf = async ({ testItemId }, _, { room }) => present(await room.items.byId(testItemId), testItemId);

/** What successes show: the record as it is now. */
export const payloads = {
  RegisterTestItemSuccess: { testItem },
  WithdrawTestItemSuccess: { testItem },
  RequestTestSuccess: { testRequest },
  AcceptTestRequestSuccess: { testRequest },
  DispatchTestRequestSuccess: { testRequest },
  TakeTestRequestSuccess: { testRequest },
  RefuseTestRequestSuccess: { testRequest },
  WithdrawTestRequestSuccess: { testRequest },
  ReceiveSamplesSuccess: { testRequest },
  IssueTestReportSuccess: { testRequest },
  QuoteTestRequestSuccess: { testRequest },
  AcceptQuoteSuccess: { testRequest },
  CorrectTestReportSuccess: { testRequest },
  RateTestRequestSuccess: { testRequest },
  ReplyToRatingSuccess: { testRequest },
  MoveSampleSuccess: {
    sample: async ({ sampleId }, _, { room }) => present((await sampleById(room, sampleId))?.sample ?? null, sampleId),
  },
  NoUnitOffers: { able: ({ ableIds }) => ableIds.map((id) => ({ id })) },
} satisfies Resolvers;

/** Nothing deletes the records that a mutation names: absence is a defect, not an answer. */
export function present<T>(record: T | null, id: string): T {
  if (record === null) throw new Error(`${id} was written but is not there`);
  return record;
}
