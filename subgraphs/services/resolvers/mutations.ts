import type { MutationResolvers } from '../generated/types.ts';
import {
  acceptTestRequest,
  dispatchTestRequest,
  refuseTestRequest,
  takeTestRequest,
  withdrawTestRequest,
} from '../store/dispatch.ts';
import { registerTestItem, withdrawTestItem } from '../store/items.ts';
import { requestTest } from '../store/request.ts';
import { issueTestReport, receiveSamples } from '../store/work.ts';

export const mutations: MutationResolvers = {
  registerTestItem: (_, { input }, { room, caller }) => registerTestItem(room, caller, input),
  withdrawTestItem: (_, { input }, { room, caller }) => withdrawTestItem(room, caller, input),
  requestTest: (_, { input }, { room, caller }) => requestTest(room, caller, input),
  acceptTestRequest: (_, { input }, { room, caller }) => acceptTestRequest(room, caller, input),
  dispatchTestRequest: (_, { input }, { room, caller }) => dispatchTestRequest(room, caller, input),
  takeTestRequest: (_, { input }, { room, caller }) => takeTestRequest(room, caller, input),
  refuseTestRequest: (_, { input }, { room, caller }) => refuseTestRequest(room, caller, input),
  withdrawTestRequest: (_, { input }, { room, caller }) => withdrawTestRequest(room, caller, input),
  receiveSamples: (_, { input }, { room, caller }) => receiveSamples(room, caller, input),
  issueTestReport: (_, { input }, { room, caller }) => issueTestReport(room, caller, input),
};
