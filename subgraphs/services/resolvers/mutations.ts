import type { MutationResolvers } from '../generated/types.ts';
import { rateTestRequest, replyToRating } from '../store/after-report.ts';
import {
  acceptTestRequest,
  dispatchTestRequest,
  refuseTestRequest,
  takeTestRequest,
  withdrawTestRequest,
} from '../store/dispatch.ts';
import { registerTestItem, withdrawTestItem } from '../store/items.ts';
import { acceptQuote, quoteTestRequest } from '../store/quotes.ts';
import { requestTest } from '../store/request.ts';

export const mutations: MutationResolvers = {
  registerTestItem: (_, { input }, { room, caller }) => registerTestItem(room, caller, input),
  withdrawTestItem: (_, { input }, { room, caller }) => withdrawTestItem(room, caller, input),
  requestTest: (_, { input }, { room, caller }) => requestTest(room, caller, input),
  acceptTestRequest: (_, { input }, { room, caller }) => acceptTestRequest(room, caller, input),
  dispatchTestRequest: (_, { input }, { room, caller }) => dispatchTestRequest(room, caller, input),
  takeTestRequest: (_, { input }, { room, caller }) => takeTestRequest(room, caller, input),
  refuseTestRequest: (_, { input }, { room, caller }) => refuseTestRequest(room, caller, input),
  withdrawTestRequest: (_, { input }, { room, caller }) => withdrawTestRequest(room, caller, input),
  quoteTestRequest: (_, { input }, { room, caller }) => quoteTestRequest(room, caller, input),
  acceptQuote: (_, { input }, { room, caller }) => acceptQuote(room, caller, input),
  rateTestRequest: (_, { input }, { room, caller }) => rateTestRequest(room, caller, input),
  replyToRating: (_, { input }, { room, caller }) => replyToRating(room, caller, input),
};
