import type { Resolvers } from './generated/types.ts';

const reference = (id: string) => ({ id });
const present = <T>(found: readonly (T | null)[]): T[] => found.filter((record) => record !== null);

/** The resolvers of `achievements`. */
export const resolvers: Resolvers = {
  Query: {
    achievement: (_, { id }, { achievement }) => achievement.load(id),
    achievements: (_, { filter, first, after }, { store, caller }) =>
      store.listAchievements(caller, filter, { first, after }),
    patent: (_, { id }, { patent }) => patent.load(id),
    patents: (_, { filter, first, after }, { store, caller }) => store.listPatents(caller, filter, { first, after }),
    technicalNeed: (_, { id }, { need }) => need.load(id),
    technicalNeeds: (_, { filter, first, after }, { store, caller }) =>
      store.listNeeds(caller, filter, { first, after }),
  },
  Mutation: {
    registerAchievement: (_, { input }, { store, caller }) => store.registerAchievement(caller, input),
    registerPatent: (_, { input }, { store, caller }) => store.registerPatent(caller, input),
    postTechnicalNeed: (_, { input }, { store, caller }) => store.postNeed(caller, input),
    matchTechnicalNeed: (_, { input }, { store, caller }) => store.stepNeed(caller, 'match', input),
    closeTechnicalNeed: (_, { input }, { store, caller }) => store.stepNeed(caller, 'close', input),
  },
  Achievement: {
    __resolveReference: ({ id }, { achievement }) => achievement.load(id),
    id: ({ _id }) => _id,
    unit: ({ unitId }) => (unitId ? { id: unitId } : null),
    experts: ({ expertIds }) => expertIds.map(reference),
    patents: async ({ patentIds }, _, { patent }) => present(await Promise.all(patentIds.map((id) => patent.load(id)))),
  },
  Patent: {
    __resolveReference: ({ id }, { patent }) => patent.load(id),
    id: ({ _id }) => _id,
    unit: ({ unitId }) => (unitId ? { id: unitId } : null),
    experts: ({ expertIds }) => expertIds.map(reference),
  },
  TechnicalNeed: {
    __resolveReference: ({ id }, { need }) => need.load(id),
    id: ({ _id }) => _id,
    unit: ({ unitId }) => (unitId ? { id: unitId } : null),
    matchingExperts: (need, { first }, { store }) => store.matching(need, 'expert', first ?? 5),
    matchingAchievements: (need, { first }, { store }) => store.matching(need, 'achievement', first ?? 5),
  },
  ExpertMatch: { expert: ({ id }) => ({ id }) },
  AchievementMatch: {
    achievement: async ({ id }, _, { achievement }) => {
      const found = await achievement.load(id);
      if (!found) throw new Error(`${id} is in the index but not in the registry`);
      return found;
    },
  },
  Expert: {
    __resolveReference: ({ id }) => ({ id }),
    achievements: ({ id }, { first, after }, { store, caller }) =>
      store.listAchievements(caller, { scope: 'NETWORK', expertId: id }, { first, after }),
    patents: ({ id }, { first, after }, { store, caller }) =>
      store.listPatents(caller, { scope: 'NETWORK', expertId: id }, { first, after }),
  },
  Unit: {
    __resolveReference: ({ id }) => ({ id }),
    achievements: ({ id }, { first, after }, { store, caller }) =>
      store.listAchievements(caller, { scope: 'NETWORK', unitId: id }, { first, after }),
    technicalNeeds: ({ id }, { first, after }, { store, caller }) =>
      store.listNeeds(caller, { scope: 'NETWORK', unitId: id }, { first, after }),
  },
};
