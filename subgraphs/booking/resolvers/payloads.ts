import type { Context } from '../context.ts';
import type { Resolvers } from '../generated/types.ts';
import type { BookingRow, UsageRow, WorkOrderRow } from '../models.ts';
import { bookingById, usageByIds, workOrderById } from '../store/reads.ts';

type BookingOf = (parent: { readonly bookingId: string }, args: object, context: Context) => Promise<BookingRow>;
type WorkOrderOf = (parent: { readonly workOrderId: string }, args: object, context: Context) => Promise<WorkOrderRow>;
type UsageOf = (parent: { readonly usageRecordId?: string }, args: object, context: Context) => Promise<UsageRow>;

// Read afresh: a loader may hold the record as it was before this mutation.
const booking: BookingOf = async ({ bookingId }, _, { room }) => present(await bookingById(room, bookingId), bookingId);
const workOrder: WorkOrderOf = async ({ workOrderId }, _, { room }) =>
  present(await workOrderById(room, workOrderId), workOrderId);
const usageRecord: UsageOf = async ({ usageRecordId = '' }, _, { room }) => {
  const [row = null] = await usageByIds(room, [usageRecordId]);
  return present(row, usageRecordId);
};

/** What successes show: the record as it is now. */
export const payloads = {
  RequestBookingSuccess: { booking },
  AcceptBookingSuccess: { booking },
  ConfirmBookingSuccess: { booking },
  RefuseBookingSuccess: { booking },
  CancelBookingSuccess: { booking },
  OpenWorkOrderSuccess: { workOrder },
  StartUseSuccess: { workOrder },
  StopUseSuccess: { workOrder, usageRecord },
  RecordUsageSuccess: { workOrder, usageRecord },
  CloseWorkOrderSuccess: { workOrder },
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
