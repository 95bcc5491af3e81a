import type { Resolvers } from './generated/types.ts';

/** The resolvers of `experts`. */
export const resolvers: Resolvers = {
  Query: {
    expert: (_, { id }, { expert }) => expert.load(id),
    experts: (_, { filter, first, after }, { experts, caller }) => experts.list(caller, filter, { first, after }),
  },
  Mutation: {
    registerExpert: (_, { input }, { experts, caller }) => experts.register(caller, input),
    withdrawExpert: (_, { input }, { experts, caller }) => experts.withdraw(caller, input),
  },
  Expert: {
    __resolveReference: ({ id }, { expert }) => expert.load(id),
    id: ({ _id }) => _id,
    unit: ({ unitId }) => (unitId ? { id: unitId } : null),
  },
  Unit: {
    __resolveReference: ({ id }) => ({ id }),
    experts: ({ id }, { first, after }, { experts, caller }) =>
      experts.list(caller, { scope: 'NETWORK', unitId: id }, { first, after }),
  },
};
