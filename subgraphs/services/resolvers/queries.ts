import type { QueryResolvers } from '../generated/types.ts';
import { testItems } from '../store/items.ts';
import { requestsAsked, requestsOf } from '../store/reads.ts';

export const queries: QueryResolvers = {
  testItem: (_, { id }, { testItem }) => testItem.load(id),
  testItems: (_, { filter, scope, first, after }, { room, caller }) =>
    testItems(room, caller, filter ?? {}, scope ?? 'OWN', { first, after }),
  testRequest: (_, { id }, { testRequest }) => testRequest.load(id),
  myTestRequests: (_, { filter, first, after }, { room, caller }) =>
    requestsOf(room, caller, filter ?? {}, { first, after }),
  testRequests: (_, { filter, first, after }, { room, caller }) =>
    requestsAsked(room, caller, filter ?? {}, { first, after }),
};
