import type { Connection, Model } from 'mongoose';
import { anything, createCollections, defineModel, type Stored } from '../kernel/define-model.ts';
import type {
  Entry,
  NumberRow,
  PartySum,
  PartyTerms,
  PeriodHead,
  PeriodShard,
  PeriodSum,
  PurseHold,
  PurseRow,
  ServiceRecord,
  SourceRow,
  Statement,
  StatementPage,
} from './rows.ts';
import type { Agreement, TariffRow } from './types.ts';

export type * from './rows.ts';

export type LedgerModels = ReturnType<typeof ledgerModels>;

const text = { type: String, required: true };
const optionalText = { type: String, default: null };
const number = { type: Number, required: true };
const date = { type: Date, required: true };
const optionalDate = { type: Date, default: null };

/** The ledger's collections on one connection. */
export function ledgerModels(connection: Connection) {
  return {
    entries: defineModel<Entry>(connection, 'ledger_entries', entryFields(), [
      { keys: { sourceId: 1, sourceKind: 1, step: 1 }, unique: true },
      { keys: { parties: 1, period: 1, _id: 1 } },
      { keys: { period: 1, _id: 1 } },
      { keys: { postedAt: 1 } },
      { keys: { unitId: 1, _id: 1 } },
    ]),
    sources: defineModel<SourceRow>(connection, 'ledger_sources', {
      holdId: optionalText,
      currentId: optionalText,
      postHash: optionalText,
      corrections: number,
      holds: number,
    }),
    parties: defineModel<PartyTerms>(connection, 'ledger_parties', {
      terms: { type: String, default: 'ON_ACCOUNT' },
      settlement: { type: String, default: 'QUARTERLY' },
      limitFen: { type: Number, default: null },
    }),
    partySums: defineModel<PartySum>(
      connection,
      'ledger_party_sums',
      { party: text, heldFen: number, owedFen: number },
      [{ keys: { party: 1 } }],
    ),
    periods: defineModel<PeriodShard>(connection, 'ledger_periods', { period: text, state: text, postings: number }, [
      { keys: { period: 1, state: 1 } },
    ]),
    periodSums: defineModel<PeriodSum>(
      connection,
      'ledger_period_sums',
      { period: text, account: text, party: text, counterparty: optionalText, minutes: number, fen: number },
      [{ keys: { party: 1 } }, { keys: { counterparty: 1 } }],
    ),
    periodHeads: defineModel<PeriodHead>(connection, 'ledger_period_heads', {
      entries: number,
      minutes: number,
      fen: number,
      lastPostedAt: optionalDate,
    }),
    ...purseModels(connection),
    ...statementModels(connection),
    tariffs: defineModel<TariffRow>(
      connection,
      'ledger_tariffs',
      {
        subjectId: text,
        component: text,
        userClass: text,
        amountFen: number,
        costBaseFen: number,
        validFrom: date,
        validTo: optionalDate,
      },
      [{ keys: { subjectId: 1, component: 1, userClass: 1, validFrom: 1 }, unique: true }],
    ),
    agreements: defineModel<Agreement>(
      connection,
      'ledger_agreements',
      {
        name: anything,
        providerPath: [String],
        consumerPath: [String],
        waiverPercent: number,
        via: [String],
        validFrom: date,
        validTo: optionalDate,
        version: number,
      },
      [{ keys: { consumerPath: 1 } }],
    ),
  };
}

function purseModels(connection: Connection) {
  return {
    purses: defineModel<PurseRow>(
      connection,
      'ledger_purses',
      {
        kind: text,
        owner: text,
        issuer: text,
        freeFen: number,
        heldFen: number,
        spentFen: number,
        validFrom: date,
        validTo: optionalDate,
      },
      [{ keys: { owner: 1, kind: 1 } }],
    ),
    purseHolds: defineModel<PurseHold>(
      connection,
      'ledger_purse_holds',
      { purseId: text, sourceId: text, sourceKind: text, fen: number, state: text, at: date, round: number },
      [{ keys: { sourceId: 1 } }, { keys: { purseId: 1, state: 1 } }],
    ),
  };
}

function statementModels(connection: Connection) {
  return {
    statements: defineModel<Statement>(connection, 'ledger_statements', statementFields(), [
      { keys: { debtor: 1, creditor: 1, to: 1 }, unique: true },
      { keys: { creditor: 1, to: 1 } },
      { keys: { number: 1 }, unique: true },
      { keys: { to: 1 } },
    ]),
    pages: defineModel<StatementPage>(connection, 'ledger_statement_pages', { lines: anything, hash: text }),
    serviceRecords: defineModel<ServiceRecord>(
      connection,
      'ledger_service_records',
      { payee: text, kind: text, at: date, year: number, minutes: number, effect: number },
      [{ keys: { year: 1, payee: 1 } }],
    ),
    numbers: defineModel<NumberRow>(connection, 'ledger_numbers', { value: number }),
  };
}

function statementFields() {
  return {
    number: text,
    debtor: text,
    creditor: text,
    from: text,
    to: text,
    openingFen: number,
    chargesFen: number,
    paymentsFen: number,
    dueFen: number,
    closingFen: number,
    minutes: number,
    listFen: number,
    waiverFen: number,
    lineCount: number,
    pageHashes: [String],
    previousId: optionalText,
    previousHash: { type: String, default: '' },
    hash: text,
    issuedAt: date,
  };
}

function entryFields() {
  return {
    sourceId: text,
    sourceKind: text,
    step: text,
    contentHash: text,
    period: text,
    effectiveAt: date,
    postedAt: date,
    side: text,
    unitId: optionalText,
    parties: [String],
    lines: anything,
    minutes: number,
    listFen: number,
    waiverFen: number,
    netFen: number,
    agreementId: optionalText,
    subjectIds: [String],
    text: { type: String, default: '' },
    reason: optionalText,
    reverses: optionalText,
    postedBy: { type: String, default: '' },
  };
}

/** Makes the ledger's collections and indexes. */
export async function createLedgerCollections(models: LedgerModels): Promise<void> {
  for (const model of Object.values(models)) await createCollections([model as unknown as Model<Stored>]);
}
