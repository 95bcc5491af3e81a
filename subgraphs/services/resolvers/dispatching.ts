import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/types.ts';
import { dispatchProposal, dispatchRules, putDispatchRule, whyLeftOut } from '../store/dispatch-rules.ts';

export const dispatchingQueries = {
  dispatchRules: (_, __, { room }) => dispatchRules(room),
  dispatchProposal: (_, { testRequestId }, { room, caller }) => dispatchProposal(room, caller, testRequestId),
} satisfies QueryResolvers;

export const dispatchingMutations = {
  putDispatchRule: (_, { input }, { room, caller }) => putDispatchRule(room, caller, input),
} satisfies MutationResolvers;

export const dispatchingEntities = {
  DispatchRule: {
    id: ({ _id }) => _id,
    units: ({ unitIds }) => unitIds.map((id) => ({ id })),
  },
  DispatchProposal: { candidates: ({ candidates }) => [...candidates] },
  DispatchCandidate: {
    unit: ({ unitId }) => ({ id: unitId }),
    proposed: ({ leftOut }) => leftOut === null,
    reason: (candidate, _, { caller }) => whyLeftOut(caller, candidate),
  },
} satisfies Resolvers;
