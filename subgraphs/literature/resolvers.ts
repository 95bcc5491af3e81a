import type { Resolvers } from './generated/types.ts';

/** The resolvers of `literature`. */
export const resolvers: Resolvers = {
  Query: {
    literatureDocument: (_, { id }, { document }) => document.load(id),
    literatureDocuments: (_, { filter, first, after }, { documents, caller }) =>
      documents.list(caller, filter, { first, after }),
    opac: (_, { text, first, after }, { documents, caller }) => documents.opac(caller, text, { first, after }),
    delivery: (_, { id }, { delivery }) => delivery.load(id),
    myDeliveries: (_, { first, after }, { deliveries, caller }) => deliveries.mine(caller, { first, after }),
    openDeliveries: (_, { first, after }, { deliveries, caller }) => deliveries.pending(caller, { first, after }),
  },
  Mutation: {
    registerDocument: (_, { input }, { documents, caller }) => documents.register(caller, input),
    openFullText: (_, { input }, { documents, caller }) => documents.openFullText(caller, input),
    requestDelivery: (_, { input }, { deliveries, caller }) => deliveries.request(caller, input),
    fulfilDelivery: (_, { input }, { deliveries, caller }) => deliveries.fulfil(caller, input),
    refuseDelivery: (_, { input }, { deliveries, caller }) => deliveries.refuse(caller, input),
  },
  LiteratureDocument: {
    __resolveReference: ({ id }, { document }) => document.load(id),
    id: ({ _id }) => _id,
    unit: ({ unitId }) => (unitId ? { id: unitId } : null),
    hasFullText: ({ fileId }) => fileId !== null,
  },
  Delivery: {
    __resolveReference: ({ id }, { delivery }) => delivery.load(id),
    id: ({ _id }) => _id,
    document: ({ documentId }, _, { document }) => (documentId ? document.load(documentId) : null),
    requester: ({ requesterId }) => ({ id: requesterId }),
    fileId: ({ fileId, requesterId }, _, { caller }) => (caller.subject === requesterId ? fileId : null),
    fileUrl: ({ fileId, requesterId }, _, { caller, documents }) =>
      fileId !== null && caller.subject === requesterId ? documents.link(fileId) : null,
  },
  OpenFullTextSuccess: {
    url: ({ fileId }, _, { documents }) => documents.link(fileId),
  },
};
