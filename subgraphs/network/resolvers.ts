import type { Resolvers } from './generated/types.ts';
import { blockPartner, giveUpEvent, partnerQueue, retryEvent } from './operations.ts';
import { statistics } from './statistics.ts';

/** The resolvers of `network`. */
export const resolvers: Resolvers = {
  Query: {
    platform: (_, __, { network }) => network.kernel.platform,
    partners: (_, __, { network }) => network.partners(),
    partnerQueue: (_, { platform, first }, { network }) => partnerQueue(network.kernel, platform, first),
    search: (_, { text, filter, first, after }, { network }) => network.search(text, filter, { first, after }),
    statistics: (_, { by, filter }, { network }) => statistics(network.kernel, by ?? [], filter),
  },
  Mutation: {
    recordVisit: (_, { input }, { network, caller }) => network.visit(caller, input),
    retryPartnerEvent: (_, { input }, { network, caller }) => retryEvent(network.kernel, caller, input),
    giveUpPartnerEvent: (_, { input }, { network, caller }) => giveUpEvent(network.kernel, caller, input),
    blockPartner: (_, { input }, { network, caller }) => blockPartner(network.kernel, caller, input),
  },
  BlockPartnerSuccess: {
    partner: async ({ platform }, _, { network }) => network.partner(platform),
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
