import { requestSteps } from './domain/request.ts';
import type { Resolvers } from './generated/types.ts';

/** The resolvers of `experts`. */
export const resolvers: Resolvers = {
  Query: {
    expert: (_, { id }, { expert }) => expert.load(id),
    experts: (_, { filter, first, after }, { experts, caller }) => experts.list(caller, filter, { first, after }),
    expertRequest: (_, { id }, { expertRequest }) => expertRequest.load(id),
    myExpertRequests: (_, { first, after }, { requests, caller }) => requests.mine(caller, { first, after }),
    expertRequests: (_, { expertId, first, after }, { requests, caller }) =>
      requests.asked(caller, expertId ?? null, { first, after }),
  },
  Mutation: {
    registerExpert: (_, { input }, { experts, caller }) => experts.register(caller, input),
    withdrawExpert: (_, { input }, { experts, caller }) => experts.withdraw(caller, input),
    requestExpert: (_, { input }, { requests, caller }) => requests.request(caller, input),
    acceptExpertRequest: (_, { input }, { requests, caller }) => requests.step(caller, 'accept', input),
    refuseExpertRequest: (_, { input }, { requests, caller }) => requests.step(caller, 'refuse', input),
    completeExpertRequest: (_, { input }, { requests, caller }) => requests.step(caller, 'complete', input),
    withdrawExpertRequest: (_, { input }, { requests, caller }) => requests.step(caller, 'withdraw', input),
  },
  Expert: {
    __resolveReference: ({ id }, { expert }) => expert.load(id),
    id: ({ _id }) => _id,
    unit: ({ unitId }) => (unitId ? { id: unitId } : null),
  },
  ExpertRequest: {
    __resolveReference: ({ id }, { expertRequest }) => expertRequest.load(id),
    // A mirror is known by the id at its home as soon as that is known.
    id: ({ _id, remoteId }) => remoteId ?? _id,
    expert: ({ expertId }, _, { expert }) => expert.load(expertId),
    requester: ({ requesterId }) => ({ id: requesterId }),
    title: ({ service }) => service,
    possible: ({ state }) => Object.keys(requestSteps[state]),
  },
  Unit: {
    __resolveReference: ({ id }) => ({ id }),
    experts: ({ id }, { first, after }, { experts, caller }) =>
      experts.list(caller, { scope: 'NETWORK', unitId: id }, { first, after }),
  },
};
