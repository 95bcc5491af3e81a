import type { Page } from '../../kernel/records/page.ts';
import type { InstrumentGroupRow } from './group-store.ts';
import type { ChangeRow } from './history.ts';
import type { AttachmentRow, InstrumentRecord } from './instruments.ts';
import type { PlanRow, WarningRow } from './monitoring/models.ts';
import type { ReportedRow, SourceRow } from './reporting/models.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type InstrumentParent = InstrumentRecord;
export type AttachmentParent = AttachmentRow;
export type InstrumentGroupParent = InstrumentGroupRow;
export type InstrumentConnectionParent = Page<InstrumentRecord>;
export type InstrumentGroupConnectionParent = Page<InstrumentGroupRow>;
export type InstrumentChangeConnectionParent = Page<ChangeRow>;
export type ReportingSourceParent = Omit<SourceRow, 'secret'>;
export type ReportConflictParent = ReportedRow;
export type ReportConflictConnectionParent = Page<ReportedRow>;
export type MaintenancePlanParent = PlanRow;
export type InstrumentWarningParent = WarningRow;
export type InstrumentWarningConnectionParent = Page<WarningRow>;
/** Entities of `members`, known here by their id only. */
export interface UnitParent {
  readonly id: string;
}
export interface LaboratoryParent {
  readonly id: string;
}
