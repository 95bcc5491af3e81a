import type { Resolvers } from './generated/types.ts';
import { statistics } from './statistics.ts';

/** The resolvers of `network`. */
export const resolvers: Resolvers = {
  Query: {
    platform: (_, __, { network }) => network.kernel.platform,
    partners: (_, __, { network }) => network.partners(),
    search: (_, { text, filter, first, after }, { network }) => network.search(text, filter, { first, after }),
    statistics: (_, { by, filter }, { network }) => statistics(network.kernel, by ?? [], filter),
  },
  Mutation: {
    recordVisit: (_, { input }, { network, caller }) => network.visit(caller, input),
  },
  Platform: {
    __resolveReference: ({ id }, { network }) => (id === network.kernel.platform.id ? network.kernel.platform : null),
    partners: (_, __, { network }) => network.partners(),
  },
  Partner: {
    __resolveReference: ({ id }, { partner }) => partner.load(id),
    id: ({ platform }) => platform,
  },
  SearchHit: {
    asOf: async ({ home }, _, { network, partner }) =>
      home === network.kernel.platform.id ? null : ((await partner.load(home))?.lastHarvestedAt ?? null),
    record: ({ id, type }) => ({ __typename: type, id }),
  },
  StatisticsRow: {
    unit: ({ unitId }) => (unitId ? { id: unitId } : null),
  },
};
