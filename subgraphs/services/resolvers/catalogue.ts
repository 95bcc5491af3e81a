import { dayOf } from '../domain/calendar.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/types.ts';
import { importStandards, importTestItems, previewTestItemImport, testItemTemplate } from '../store/imports.ts';
import { offersOf, testOffers } from '../store/offers.ts';
import { matchStandard, predecessorsOf, putStandard, standardOf, standards, standardsOf } from '../store/standards.ts';

export const catalogueQueries = {
  standard: (_, { number }, { room }) => standardOf(room, number),
  standards: (_, { filter, first, after }, { room }) => standards(room, filter ?? {}, { first, after }),
  standardMatch: (_, { number }, { room, caller }) => matchStandard(room, caller, number),
  testItemTemplate: (_, { language, format }) => testItemTemplate(language ?? 'ZH', format ?? 'XLSX'),
  previewTestItemImport: (_, { input }, { room, caller }) => previewTestItemImport(room, caller, input),
  testOffers: (_, wish, { room, caller }) => testOffers(room, caller, wish),
  offersOf: (_, { testItemIds, samples }, { room, caller }) => offersOf(room, caller, testItemIds, samples ?? 1),
} satisfies QueryResolvers;

export const catalogueMutations = {
  putStandard: (_, { input }, { room, caller }) => putStandard(room, caller, input),
  importStandards: (_, { input }, { room, caller }) => importStandards(room, caller, input),
  importTestItems: (_, { input }, { room, caller }) => importTestItems(room, caller, input),
} satisfies MutationResolvers;

/** Standards, and what an item tells of them. */
export const catalogueEntities = {
  Standard: {
    replacedBy: ({ replacedBy }, _, { room }) => standardsOf(room, replacedBy),
    replaces: ({ _id }, _, { room }) => predecessorsOf(room, _id),
  },
  TestOffer: {
    testItem: ({ item }) => item,
    certificates: ({ certificates }) => [...certificates],
    standard: ({ match }) => match,
  },
  StandardMatch: { successors: ({ successors }) => [...successors] },
  PutStandardSuccess: {
    standard: async ({ number }, _, { room }) => {
      const standard = await standardOf(room, number);
      if (!standard) throw new Error(`${number} was written but is not there`);
      return standard;
    },
  },
  Certificate: {
    expired: ({ validTo }, _, { room: { kernel } }) =>
      validTo !== null && validTo < dayOf(kernel.clock.now(), kernel.platform.timeZone),
  },
} satisfies Resolvers;

/** Fields of `TestItem` that tell of its standards. */
export const catalogueItemFields = {
  standardDetails: ({ standards: numbers }, _, { room }) => standardsOf(room, numbers),
  reportLanguages: ({ reportLanguages }) => [...(reportLanguages ?? [])],
} satisfies Resolvers['TestItem'];
