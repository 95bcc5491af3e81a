import type { Resolvers } from '../generated/types.ts';
import { aftercareEntities, aftercareFields, aftercareMutations, aftercareQueries } from './aftercare.ts';
import { catalogueEntities, catalogueItemFields, catalogueMutations, catalogueQueries } from './catalogue.ts';
import { dispatchingEntities, dispatchingMutations, dispatchingQueries } from './dispatching.ts';
import { entities } from './entities.ts';
import { inquiryEntities, inquiryMutations, inquiryQueries } from './inquiries.ts';
import { mutations } from './mutations.ts';
import { payloads } from './payloads.ts';
import { queries } from './queries.ts';
import { reportingEntities, reportingFields, reportingMutations, reportingQueries } from './reporting.ts';
import { trackingEntities, trackingMutations, trackingRequestFields } from './tracking.ts';

/** The resolvers of `services`: each checks what it must, calls one function of the store, and returns. */
export const resolvers: Resolvers = {
  Query: {
    ...queries,
    ...catalogueQueries,
    ...dispatchingQueries,
    ...inquiryQueries,
    ...reportingQueries,
    ...aftercareQueries,
  },
  Mutation: {
    ...mutations,
    ...catalogueMutations,
    ...trackingMutations,
    ...dispatchingMutations,
    ...inquiryMutations,
    ...reportingMutations,
    ...aftercareMutations,
  },
  ...payloads,
  ...entities,
  ...catalogueEntities,
  ...trackingEntities,
  ...dispatchingEntities,
  ...inquiryEntities,
  ...reportingEntities,
  ...aftercareEntities,
  Sample: { ...entities.Sample, ...reportingFields.Sample },
  TestRequest: {
    ...entities.TestRequest,
    ...trackingRequestFields,
    ...reportingFields.TestRequest,
    ...aftercareFields.TestRequest,
  },
  TestReport: { ...entities.TestReport, ...reportingFields.TestReport },
  TestItem: { ...entities.TestItem, ...catalogueItemFields },
};
