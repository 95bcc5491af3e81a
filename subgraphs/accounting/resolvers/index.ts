import type { Context } from '../context.ts';
import { possibleRunSteps } from '../domain/runs.ts';
import { openFen, settlementState } from '../domain/settlement.ts';
import { possibleSteps } from '../domain/statement-steps.ts';
import type { Resolvers } from '../generated/types.ts';
import { approveCompensation, payCompensation, simulateCompensation } from '../store/compensation.ts';
import { issueInvoice, issueRedInvoice, recordReceipt, requestInvoice, writeOffStatement } from '../store/payments.ts';
import { maySee } from '../store/permissions.ts';
import { putAgreement, setPaymentTerms, setTariff } from '../store/prices.ts';
import { confirmFundCardCharge, fillPurse, openPurse } from '../store/purses.ts';
import { answerDispute, confirmStatement, disputeStatementLine } from '../store/reconciliation.ts';
import { closePeriod, statementsOf, statementsOfSource, visibleStatement } from '../store/statements.ts';
import { approveSubsidy, paySubsidy, putSubsidyRule, simulateSubsidy } from '../store/subsidy.ts';
import { linesPage } from './connections.ts';
import { queries } from './queries.ts';

/** A reference to the unit that a party is; null for accounts and platforms. */
function unitRef(party: string): { readonly id: string } | null {
  return party.split(':')[1] === 'unit' ? { id: party } : null;
}

const tariffs = ({ id }: { readonly id: string }, _: unknown, { tariffsNow }: Context) => tariffsNow.load(id);

/** The resolvers of `accounting`: each calls one function and returns. */
export const resolvers: Resolvers = {
  Query: queries,
  Mutation: {
    setTariff: (_, { input }, { room, caller }) => setTariff(room, caller, input),
    putAgreement: (_, { input }, { room, caller }) => putAgreement(room, caller, input),
    setPaymentTerms: (_, { input }, { room, caller }) => setPaymentTerms(room, caller, input),
    closePeriod: (_, { input }, { room, caller }) => closePeriod(room, caller, input),
    confirmStatement: (_, { input }, { room, caller }) => confirmStatement(room, caller, input),
    disputeStatementLine: (_, { input }, { room, caller }) => disputeStatementLine(room, caller, input),
    answerDispute: (_, { input }, { room, caller }) => answerDispute(room, caller, input),
    requestInvoice: (_, { input }, { room, caller }) => requestInvoice(room, caller, input),
    issueInvoice: (_, { input }, { room, caller }) => issueInvoice(room, caller, input),
    issueRedInvoice: (_, { input }, { room, caller }) => issueRedInvoice(room, caller, input),
    recordReceipt: (_, { input }, { room, caller }) => recordReceipt(room, caller, input),
    writeOffStatement: (_, { input }, { room, caller }) => writeOffStatement(room, caller, input),
    openPurse: (_, { input }, { room, caller }) => openPurse(room, caller, input),
    fillPurse: (_, { input }, { room, caller }) => fillPurse(room, caller, input),
    confirmFundCardCharge: (_, { input }, { room, caller }) => confirmFundCardCharge(room, caller, input),
    simulateCompensation: (_, { input }, { room, caller }) => simulateCompensation(room, caller, input),
    approveCompensation: (_, { input }, { room, caller }) => approveCompensation(room, caller, input),
    payCompensation: (_, { input }, { room, caller }) => payCompensation(room, caller, input),
    putSubsidyRule: (_, { input }, { room, caller }) => putSubsidyRule(room, caller, input),
    simulateSubsidy: (_, { input }, { room, caller }) => simulateSubsidy(room, caller, input),
    approveSubsidy: (_, { input }, { room, caller }) => approveSubsidy(room, caller, input),
    paySubsidy: (_, { input }, { room, caller }) => paySubsidy(room, caller, input),
  },
  Tariff: {
    __resolveReference: async ({ id }, { room }) => room.ledger.pricing.tariff(id),
    id: ({ _id }) => _id,
  },
  Agreement: {
    __resolveReference: ({ id }, { agreement }) => agreement.load(id),
    id: ({ _id }) => _id,
    name: ({ name }, _, { caller }) => name[caller.locale],
    via: ({ via }) => via ?? [],
  },
  Debtor: { id: ({ _id }) => _id, unit: ({ _id }) => unitRef(_id) },
  Balance: {
    debtorUnit: ({ debtor }) => unitRef(debtor),
    creditorUnit: ({ creditor }) => unitRef(creditor),
  },
  Statement: {
    __resolveReference: ({ id }, { room, caller }) => visibleStatement(room, caller, id),
    id: ({ _id }) => _id,
    debtorUnit: ({ debtor }) => unitRef(debtor),
    creditorUnit: ({ creditor }) => unitRef(creditor),
    lines: (statement, { first, after }, { room }) => linesPage(room, statement, { first, after }),
    previous: ({ previousId }, _, { room, caller }) => (previousId ? visibleStatement(room, caller, previousId) : null),
    state: ({ dueFen, settlement }) => settlementState(dueFen, settlement),
    possible: ({ dueFen, settlement }) => possibleSteps(settlementState(dueFen, settlement)),
    disputes: ({ settlement }) => settlement.disputes,
    invoices: ({ settlement }) => settlement.invoices,
    receipts: ({ settlement }) =>
      settlement.receipts.map((receipt) => ({ ...receipt, writtenOff: settlement.closedAt !== null })),
    openFen: ({ dueFen, settlement }) => openFen(dueFen, settlement),
  },
  JournalEntry: {
    id: ({ _id }) => _id,
    agreement: ({ agreementId }, _, { agreement }) => (agreementId ? agreement.load(agreementId) : null),
    statements: (entry, _, { room, caller }) => statementsOf(room, caller, entry),
  },
  TrialBalance: { accounts: ({ at }, _, { room }) => room.ledger.books.accounts({ at }) },
  StoredFile: { url: ({ id }, _, { room }) => room.kernel.files.link(id) },
  Purse: { id: ({ _id }) => _id },
  Compensation: {
    __resolveReference: ({ id }, { room }) => room.models.compensations.findById(id).lean(),
    id: ({ _id }) => _id,
    possible: ({ state }) => possibleRunSteps(state),
  },
  CompensationLine: { unit: ({ payee }) => unitRef(payee) },
  SubsidyRule: { id: ({ _id }) => _id },
  SubsidyRun: { id: ({ _id }) => _id, possible: ({ state }) => possibleRunSteps(state) },
  Instrument: { __resolveReference: ({ id }) => ({ id }), tariffs },
  TestItem: { __resolveReference: ({ id }) => ({ id }), tariffs },
  TestRequest: {
    __resolveReference: ({ id }) => ({ id }),
    statements: ({ id }, _, { room, caller }) => statementsOfSource(room, caller, id),
  },
  Unit: {
    __resolveReference: ({ id }) => ({ id }),
    balances: ({ id }, _, { room, caller }) =>
      maySee(caller, [id], room.kernel.platform.id) ? room.ledger.books.balances(id) : null,
  },
};
