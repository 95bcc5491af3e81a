import type { StoredFile } from '../../kernel/types.ts';
import type { Balance } from '../../ledger/books.ts';
import type { Entry, PartyRow, PurseRow } from '../../ledger/models.ts';
import type { Agreement, TariffRow, TrialBalance } from '../../ledger/types.ts';
import type { CompensationLine } from './domain/compensation.ts';
import type { Dispute, Invoice, Receipt } from './domain/settlement.ts';
import type { SubsidyRule } from './domain/subsidy.ts';
import type { CompensationRow, SubsidyRunRow } from './models.ts';
import type { SettledStatement } from './store/statements.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type TariffParent = TariffRow;
export type AgreementParent = Agreement;
export type DebtorParent = PartyRow;
export type BalanceParent = Balance;
export type StatementParent = SettledStatement;
export type DisputeParent = Dispute;
export type InvoiceParent = Invoice;
export type ReceiptParent = Receipt & { readonly writtenOff: boolean };
export type JournalEntryParent = Entry;
export type PurseParent = PurseRow;
export type CompensationParent = CompensationRow;
export type CompensationLineParent = CompensationLine;
export type SubsidyRuleParent = SubsidyRule;
export type SubsidyRunParent = SubsidyRunRow;
export type TrialBalanceParent = TrialBalance & { readonly at: Date };
export type StoredFileParent = StoredFile;
export interface UnitParent {
  readonly id: string;
}
export interface InstrumentParent {
  readonly id: string;
}
export interface TestItemParent {
  readonly id: string;
}
export interface TestRequestParent {
  readonly id: string;
}
