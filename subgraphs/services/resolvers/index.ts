import type { Resolvers } from '../generated/types.ts';
import { catalogueEntities, catalogueItemFields, catalogueMutations, catalogueQueries } from './catalogue.ts';
import { entities } from './entities.ts';
import { mutations } from './mutations.ts';
import { payloads } from './payloads.ts';
import { queries } from './queries.ts';

/** The resolvers of `services`: each checks what it must, calls one function of the store, and returns. */
export const resolvers: Resolvers = {
  Query: { ...queries, ...catalogueQueries },
  Mutation: { ...mutations, ...catalogueMutations },
  ...payloads,
  ...entities,
  ...catalogueEntities,
  TestItem: { ...entities.TestItem, ...catalogueItemFields },
};
