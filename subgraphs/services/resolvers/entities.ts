import type { Resolvers } from '../generated/types.ts';
import { testItems } from '../store/items.ts';
import { dispatchesFor, historyFor, maySeeRequest, priceFor, reportById, sampleById } from '../store/reads.ts';
import { isReleased, releasedReport } from '../store/release.ts';

/** The fields of the room's own entities, and those that it adds to others' ones. */
export const entities = {
  TestItem: {
    __resolveReference: ({ id }, { testItem }) => testItem.load(id),
    id: ({ _id }) => _id,
    unit: ({ unitId, home }) => ({ id: unitId ?? home }),
    synonyms: ({ synonyms }) => [...synonyms],
    standards: ({ standards }) => [...standards],
    instruments: ({ instrumentIds }) => instrumentIds.map((id) => ({ id })),
    certificates: ({ certificates }) => [...certificates],
    prices: async ({ _id }, _, { room }) => [...(await room.ledger.pricing.tariffs(_id, room.kernel.clock.now()))],
  },
  TestRequest: {
    __resolveReference: ({ id }, { testRequest }) => testRequest.load(id),
    id: ({ _id, remoteId }) => remoteId ?? _id,
    items: ({ items }) => [...items],
    samples: ({ _id }, _, { samples }) => samples.load(_id),
    attachments: ({ attachments }) => [...(attachments ?? [])],
    requester: ({ requesterId }) => (requesterId.includes(':account:') ? { id: requesterId } : null),
    firm: ({ firmId }) => (firmId ? { id: firmId } : null),
    dispatches: (request, _, { room, caller }) => dispatchesFor(room, caller, request),
    takenBy: ({ takenBy }) => (takenBy ? { id: takenBy } : null),
    workOrder: ({ workOrderId }) => (workOrderId ? { id: workOrderId } : null),
    price: (request, _, { room, caller }) => priceFor(room, caller, request),
    history: (request, _, { room, caller }) => [...historyFor(room, caller, request)],
    report: (request, _, { room, caller }) => releasedReport(room, caller, request),
    supersededReports: async (request, _, { room, caller }) =>
      (await isReleased(room, caller, request)) ? [...request.supersededReports] : [],
  },
  TestRequestItem: {
    testItem: async ({ testItemId }, _, { room }) => {
      const item = await room.items.byId(testItemId);
      if (!item) throw new Error(`${testItemId} is referred to but not there`);
      return item;
    },
  },
  Dispatch: { unit: ({ unitId }) => ({ id: unitId }) },
  Sample: {
    __resolveReference: async ({ id }, { room, caller }) => {
      const found = await sampleById(room, id);
      return found && maySeeRequest(room, caller, found.request) ? found.sample : null;
    },
    id: ({ _id }) => _id,
    custody: ({ custody }) => [...custody],
  },
  TestStatisticsRow: {
    unit: ({ unitId }) => ({ id: unitId }),
    testItem: async ({ testItemId }, _, { room }) => {
      const item = await room.items.byId(testItemId);
      if (!item) throw new Error(`${testItemId} is referred to but not there`);
      return item;
    },
  },
  ReportVerification: { unit: ({ unitId }) => (unitId ? { id: unitId } : null) },
  TestReport: {
    __resolveReference: async ({ id }, { room, caller }) => {
      const found = await reportById(room, id);
      return found && (await isReleased(room, caller, found.request)) ? found.report : null;
    },
  },
  PriceBreakdown: {
    agreement: ({ agreementId }) => (agreementId ? { id: agreementId } : null),
  },
  Unit: {
    __resolveReference: ({ id }) => ({ id }),
    testItems: ({ id }, { first, after }, { room, caller }) =>
      testItems(room, caller, { unitId: id }, 'NETWORK', { first, after }),
  },
  Instrument: {
    __resolveReference: ({ id }) => ({ id }),
    testItems: ({ id }, { first, after }, { room, caller }) =>
      testItems(room, caller, { instrumentId: id }, 'NETWORK', { first, after }),
  },
} satisfies Resolvers;
