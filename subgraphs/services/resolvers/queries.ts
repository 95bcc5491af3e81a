import type { QueryResolvers } from '../generated/types.ts';
import { operatorsBoard } from '../store/board.ts';
import { testItems } from '../store/items.ts';
import { requestsAsked, requestsOf } from '../store/reads.ts';
import { testStatistics } from '../store/statistics.ts';

export const queries: QueryResolvers = {
  testItem: (_, { id }, { testItem }) => testItem.load(id),
  testItems: (_, { filter, scope, first, after }, { room, caller }) =>
    testItems(room, caller, filter ?? {}, scope ?? 'OWN', { first, after }),
  operatorsBoard: (_, { unitId }, { room, caller }) => operatorsBoard(room, caller, unitId),
  testStatistics: (_, { year, unitId, testItemId }, { room, caller }) =>
    testStatistics(room, caller, { year, unitId: unitId ?? null, testItemId: testItemId ?? null }),
  testRequest: (_, { id }, { testRequest }) => testRequest.load(id),
  myTestRequests: (_, { filter, first, after }, { room, caller }) =>
    requestsOf(room, caller, filter ?? {}, { first, after }),
  testRequests: (_, { filter, first, after }, { room, caller }) =>
    requestsAsked(room, caller, filter ?? {}, { first, after }),
};
