import type { Connection, Model } from 'mongoose';
import { anything, createCollections, defineModel, type Stored } from '../../kernel/define-model.ts';
import type { CompensationLine, Formula } from './domain/compensation.ts';
import type { RunState } from './domain/runs.ts';
import type { Settlement } from './domain/settlement.ts';
import type { SubsidyLine, SubsidyRule } from './domain/subsidy.ts';

/** What is common to runs that pay out. */
interface RunRow extends Stored {
  readonly year: number;
  readonly version: number;
  readonly state: RunState;
  readonly totalFen: number;
  readonly inputsHash: string;
  readonly simulatedBy: string;
  readonly approvedBy: readonly string[];
}

export interface CompensationRow extends RunRow {
  readonly budgetFen: number;
  readonly formula: Formula;
  readonly lines: readonly CompensationLine[];
}

export interface SubsidyRunRow extends RunRow {
  readonly rule: SubsidyRule;
  readonly lines: readonly SubsidyLine[];
}

/** The few fields of an instrument or test item that prices need: whose it is. */
export interface SubjectRow extends Stored {
  readonly path: readonly string[];
  readonly title: string;
  readonly version: number;
}

/** Who leads a research group: whoever confirms what its fund cards pay. */
export interface GroupRow extends Stored {
  readonly tutorId: string;
  readonly version: number;
}

/** What a partner last told about the balance between the two. */
export interface PartnerBalanceRow extends Stored {
  readonly fen: number;
  readonly toldAt: Date;
}

/** A document that proves a service, by the service's source. */
export interface EvidenceRow extends Stored {
  readonly sourceId: string;
  readonly kind: 'REPORT';
}

/** The file that was made of a statement, by statement and format. */
export interface DocumentRow extends Stored {
  readonly fileId: string;
}

/** A settlement as it is stored, with the parties of its statement to look them up by. */
export type SettlementRow = Settlement & Stored;

export type AccountingModels = Awaited<ReturnType<typeof accountingModels>>;

const text = { type: String, required: true };
const number = { type: Number, required: true };

/** The collections of `accounting`; they exist when this resolves. */
export async function accountingModels(connection: Connection) {
  const run = {
    year: number,
    version: number,
    state: text,
    totalFen: number,
    inputsHash: text,
    simulatedBy: { type: String, default: '' },
    approvedBy: [String],
    lines: anything,
  };
  const versions = { keys: { year: 1, version: 1 } } as const;
  const models = {
    settlements: defineModel<SettlementRow>(connection, 'accounting_settlements', {
      confirmedBy: { type: String, default: null },
      confirmedAt: { type: Date, default: null },
      closedAt: { type: Date, default: null },
      writtenOffFen: number,
      disputes: anything,
      invoices: anything,
      receipts: anything,
      version: number,
    }),
    compensations: defineModel<CompensationRow>(
      connection,
      'accounting_compensations',
      { ...run, budgetFen: number, formula: anything },
      [versions],
    ),
    subsidyRuns: defineModel<SubsidyRunRow>(connection, 'accounting_subsidy_runs', { ...run, rule: anything }, [
      versions,
    ]),
    subsidyRules: defineModel<SubsidyRule>(connection, 'accounting_subsidy_rules', {
      name: text,
      ratePercent: number,
      capPerInstrumentFen: { type: Number, default: null },
      capPerUserFen: { type: Number, default: null },
      excludedKinds: [String],
      evidence: [String],
      pays: text,
      version: number,
    }),
    subjects: defineModel<SubjectRow>(connection, 'accounting_subjects', {
      path: [String],
      title: { type: String, default: '' },
      version: number,
    }),
    groups: defineModel<GroupRow>(connection, 'accounting_groups', { tutorId: text, version: number }),
    partnerBalances: defineModel<PartnerBalanceRow>(connection, 'accounting_partner_balances', {
      fen: number,
      toldAt: { type: Date, required: true },
    }),
    documents: defineModel<DocumentRow>(connection, 'accounting_documents', { fileId: text }),
    evidence: defineModel<EvidenceRow>(connection, 'accounting_evidence', { sourceId: text, kind: text }, [
      { keys: { sourceId: 1 } },
    ]),
  };
  for (const model of Object.values(models)) await createCollections([model as unknown as Model<Stored>]);
  return models;
}
