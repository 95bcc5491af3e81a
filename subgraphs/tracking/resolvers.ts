import type { Resolvers } from './generated/types.ts';

/** The resolvers of `tracking`. */
export const resolvers: Resolvers = {
  Query: {
    trackingItem: (_, { id }, { item }) => item.load(id),
    trackingItems: (_, { filter, first, after }, { store, caller }) => store.list(caller, filter, { first, after }),
    topic: (_, { id }, { topic }) => topic.load(id),
    topics: (_, __, { store }) => store.listTopics(),
  },
  Mutation: {
    publishTrackingItem: (_, { input }, { store, caller }) => store.publish(caller, input),
    createTopic: (_, { input }, { store, caller }) => store.createTopic(caller, input),
    adoptTopic: (_, { input }, { store, caller }) => store.adopt(caller, input),
  },
  TrackingItem: {
    __resolveReference: ({ id }, { item }) => item.load(id),
    id: ({ _id }) => _id,
    topic: ({ topicId }, _, { topic }) => (topicId ? topic.load(topicId) : null),
    unit: ({ unitId }) => (unitId ? { id: unitId } : null),
  },
  Topic: {
    __resolveReference: ({ id }, { topic }) => topic.load(id),
    id: ({ _id }) => _id,
    items: ({ _id }, { first, after }, { store, caller }) => store.ofTopic(caller, _id, { first, after }),
  },
};
