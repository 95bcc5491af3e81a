import { say } from '../../kernel/refusals.ts';
import type { Context } from './context.ts';
import { maskEmail, maskTelephone } from './domain/masking.ts';
import type { Resolvers } from './generated/types.ts';
import type { AccountRow, RegistrationRow } from './models.ts';

const seesAll = (account: AccountRow, { accounts, caller }: Context): boolean => accounts.seesAll(caller, account);

/** The resolvers of `members`: each checks what it must, calls one function, and returns. */
export const resolvers: Resolvers = {
  Query: {
    me: async (_, __, { account, caller }) => account.load(caller.subject),
    account: async (_, { id }, context) => {
      const found = await context.account.load(id);
      return found && seesAll(found, context) ? found : null;
    },
    accounts: (_, { filter, first, after }, { accounts, caller }) =>
      accounts.list(caller, filter ?? null, { first, after }),
    unit: (_, { id }, { unit }) => unit.load(id),
    units: (_, { filter, sort, first, after }, { units, caller }) =>
      units.list(caller, filter ?? null, sort ?? 'NAME', { first, after }),
    laboratory: (_, { id }, { laboratory }) => laboratory.load(id),
    researchGroup: (_, { id }, { group }) => group.load(id),
    waitingRegistrations: (_, { first, after }, { registrations, caller }) =>
      registrations.waiting(caller, { first, after }),
    myApplications: (_, __, { units, caller }) => units.applicationsOf(caller),
    membershipAgreements: (_, __, { agreements }) => agreements.versions(),
    pendingGrants: (_, __, { pending, caller }) => pending.waiting(caller),
    admissions: (_, { filter, first, after }, { admissions, caller }) =>
      admissions.list(caller, filter ?? null, { first, after }),
    myNotices: (_, { first, before }, { accounts, caller }) => accounts.messages(caller, first ?? 20, before ?? null),
    myResearchGroups: (_, __, { groups, caller }) => groups.ofAccount(caller.subject),
    mySavedSearches: (_, __, { searches, caller }) => searches.of(caller.subject),
  },
  Mutation: {
    saveSearch: (_, { input }, { searches, caller }) => searches.save(caller, input),
    renameSavedSearch: (_, { input }, { searches, caller }) => searches.rename(caller, input),
    deleteSavedSearch: (_, { input }, { searches, caller }) => searches.delete(caller, input),
    registerAccount: (_, { input }, { registrations, caller }) => registrations.register(caller, input),
    acceptRegistration: (_, { input }, { registrations, caller }) => registrations.step(caller, 'accept', input),
    refuseRegistration: (_, { input }, { registrations, caller }) => registrations.step(caller, 'refuse', input),
    confirmRegistration: (_, { input }, { registrations, caller }) => registrations.confirm(caller, input),
    setUnitLocation: (_, { input }, { units, caller }) => units.setLocation(caller, input),
    revokeRegistration: (_, { input }, { registrations, caller }) => registrations.step(caller, 'revoke', input),
    publishAgreement: (_, { input }, { agreements, caller }) => agreements.publish(caller, input),
    acceptAgreement: (_, { input }, { memberships, caller }) => memberships.acceptAgreement(caller, input),
    confirmGrant: (_, { input }, { accounts, caller }) => accounts.confirmGrant(caller, input),
    requestAdmission: (_, { input }, { admissions, caller }) => admissions.request(caller, input),
    acceptAdmission: (_, { input }, { admissions, caller }) => admissions.step(caller, 'accept', input),
    refuseAdmission: (_, { input }, { admissions, caller }) => admissions.step(caller, 'refuse', input),
    revokeAdmission: (_, { input }, { admissions, caller }) => admissions.step(caller, 'revoke', input),
    withdrawAdmission: (_, { input }, { admissions, caller }) => admissions.step(caller, 'withdraw', input),
    redactPersonalText: (_, { input }, { redact, caller }) => redact(caller, input),
    registerUnit: (_, { input }, { units, caller }) => units.register(caller, input),
    acceptUnit: (_, { input }, { memberships, caller }) => memberships.accept(caller, input),
    refuseUnit: (_, { input }, { memberships, caller }) => memberships.step(caller, 'refuse', input),
    suspendUnit: (_, { input }, { memberships, caller }) => memberships.step(caller, 'suspend', input),
    reinstateUnit: (_, { input }, { memberships, caller }) => memberships.step(caller, 'reinstate', input),
    leaveNetwork: (_, { input }, { memberships, caller }) => memberships.step(caller, 'leave', input),
    addLaboratory: (_, { input }, { laboratories, caller }) => laboratories.add(caller, input),
    addMember: (_, { input }, { units, accounts, caller }) => accounts.addMember(caller, input, units.find),
    grantRole: (_, { input }, { accounts, caller }) => accounts.grant(caller, input),
    revokeRole: (_, { input }, { accounts, caller }) => accounts.revoke(caller, input),
    createResearchGroup: (_, { input }, { units, groups, caller }) => groups.create(caller, input, units.find),
    authoriseGroupMember: (_, { input }, { groups, caller }) => groups.authorise(caller, input),
    addFundCard: (_, { input }, { groups, caller }) => groups.addCard(caller, input),
  },
  Unit: {
    __resolveReference: ({ id }, { unit }) => unit.load(id),
    id: ({ _id }) => _id,
    laboratories: ({ _id }, _, { laboratoriesOf }) => laboratoriesOf.load(_id),
  },
  Laboratory: {
    __resolveReference: ({ id }, { laboratory }) => laboratory.load(id),
    id: ({ _id }) => _id,
    unit: async ({ unitId }, _, { unit }) => present(await unit.load(unitId), unitId),
  },
  Account: {
    __resolveReference: ({ id }, { account }) => account.load(id),
    id: ({ _id }) => _id,
    username: (account, _, context) => (seesAll(account, context) ? account.username : null),
    email: (account, _, context) => (seesAll(account, context) ? account.email : maskEmail(account.email)),
    telephone: (account, _, context) =>
      seesAll(account, context) ? account.telephone : maskTelephone(account.telephone),
    unit: ({ unitId }, _, { unit }) => (unitId ? unit.load(unitId) : null),
    grants: (account, _, context) => (seesAll(account, context) ? account.grants : []),
    active: ({ disabled }) => !disabled,
    registration: (account, _, context) => (seesAll(account, context) ? shownRegistration(account) : null),
    registeredAt: ({ createdAt }) => createdAt,
    researchGroups: (account, _, context) => (seesAll(account, context) ? context.groups.ofAccount(account._id) : []),
  },
  Registration: {
    licenceUrl: ({ licenceFileId }, _, { registrations, caller }) => registrations.licenceUrl(caller, licenceFileId),
    unit: ({ awaitsUnitId }, _, { unit }) => (awaitsUnitId ? unit.load(awaitsUnitId) : null),
    awaits: ({ state, awaitsUnitId }) => (state === 'APPLIED' ? (awaitsUnitId ? 'UNIT_ADMINISTRATOR' : 'STAFF') : null),
    dueBy: ({ state, dueBy }) => (state === 'APPLIED' ? (dueBy ?? null) : null),
    overdue: (registration, _, { registrations }) => registrations.isOverdue(registration),
  },
  ResearchGroup: {
    __resolveReference: ({ id }, { group }) => group.load(id),
    id: ({ _id }) => _id,
    unit: async ({ unitId }, _, { unit }) => present(await unit.load(unitId), unitId),
    tutor: async ({ tutorId }, _, { account }) => present(await account.load(tutorId), tutorId),
  },
  Admission: { id: ({ _id }) => _id },
  MembershipAgreement: {
    id: ({ _id }) => _id,
    title: ({ title }, _, { caller }) => say(caller, title),
    text: ({ text }, _, { caller }) => say(caller, text),
  },
  PendingGrant: {
    id: ({ _id }) => _id,
    account: async ({ accountId }, _, { account }) => present(await account.load(accountId), accountId),
  },
  GroupMember: {
    account: async ({ accountId }, _, { account }) => present(await account.load(accountId), accountId),
  },
};

function shownRegistration({ registration }: AccountRow): RegistrationRow | null {
  return registration ?? null;
}

/** A record that another one refers to: nothing deletes it, so its absence is a defect, not an answer. */
function present<T>(record: T | null, id: string): T {
  if (record === null) throw new Error(`${id} is referred to but not there`);
  return record;
}
