import { statementFile } from '../documents/statement-file.ts';
import type { QueryResolvers } from '../generated/types.ts';
import { interPlatformBalances } from '../store/partner-balances.ts';
import { maySee } from '../store/permissions.ts';
import { visiblePurse, visiblePurses } from '../store/purses.ts';
import { visibleEntry, visibleStatement } from '../store/statements.ts';
import { journalPage, statementsPage } from './connections.ts';

/** The queries of `accounting`. */
export const queries: QueryResolvers = {
  tariffs: (_, { subjectId, at }, { room }) => room.ledger.pricing.tariffs(subjectId, at ?? undefined),
  agreement: (_, { id }, { agreement }) => agreement.load(id),
  agreements: (_, { inForce }, { room }) => room.ledger.pricing.agreements({ inForce: inForce ?? true }),
  debtor: (_, { id }, { room, caller }) =>
    maySee(caller, [id], room.kernel.platform.id) ? room.ledger.parties.get(id) : null,
  balances: (_, { partyId, at }, { room, caller }) =>
    maySee(caller, [partyId], room.kernel.platform.id) ? room.ledger.books.balances(partyId, at ?? undefined) : [],
  statement: (_, { id }, { room, caller }) => visibleStatement(room, caller, id),
  statements: (_, { partyId, to, first, after }, { room, caller }) =>
    statementsPage(room, caller, { partyId: partyId ?? null, to: to ?? null }, { first, after }),
  statementFile: (_, { id, format }, { room, caller }) => statementFile(room, caller, id, format),
  journal: (_, { filter, first, after }, { room, caller }) =>
    journalPage(room, caller, filter ?? null, { first, after }),
  journalEntry: (_, { id }, { room, caller }) => visibleEntry(room, caller, id),
  trialBalance: async (_, { at }, { room }) => {
    const asOf = at ?? room.kernel.clock.now();
    return { at: asOf, ...(await room.ledger.trialBalance(undefined, asOf)) };
  },
  verifyStatements: (_, { debtor, creditor }, { room }) => room.ledger.statements.verify({ debtor, creditor }),
  periodState: (_, { period }, { room }) => room.ledger.periodState(period),
  purse: (_, { id }, { room, caller }) => visiblePurse(room, caller, id),
  purses: (_, { ownerId }, { room, caller }) => visiblePurses(room, caller, ownerId),
  interPlatformBalances: (_, __, { room }) => interPlatformBalances(room),
  compensation: (_, { id }, { room }) => room.models.compensations.findById(id).lean(),
  compensations: (_, { year }, { room }) =>
    room.models.compensations
      .find(year == null ? {} : { year })
      .sort({ year: -1, version: -1 })
      .limit(100)
      .lean(),
  subsidyRun: (_, { id }, { room }) => room.models.subsidyRuns.findById(id).lean(),
  subsidyRules: (_, __, { room }) => room.models.subsidyRules.find({}).sort({ _id: 1 }).limit(100).lean(),
};
