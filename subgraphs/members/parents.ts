import type { NoticeView } from '../../kernel/notices/types.ts';
import type { Page } from '../../kernel/records/page.ts';
import type { AdmissionRow } from './admission-model.ts';
import type { AgreementRow } from './agreement-store.ts';
import type { AccountRow, GroupMemberRow, LaboratoryRow, RegistrationRow, ResearchGroupRow } from './models.ts';
import type { PendingGrantRow } from './pending-grants.ts';
import type { UnitRecord } from './units.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type UnitParent = UnitRecord;
export type AccountParent = AccountRow;
export type LaboratoryParent = LaboratoryRow;
export type ResearchGroupParent = ResearchGroupRow;
export type GroupMemberParent = GroupMemberRow;
export type RegistrationParent = RegistrationRow;
export type UnitConnectionParent = Page<UnitRecord>;
export type AccountConnectionParent = Page<AccountRow>;
export type MessageParent = NoticeView;
export type AdmissionParent = AdmissionRow;
export type AdmissionConnectionParent = Page<AdmissionRow>;
export type MembershipAgreementParent = AgreementRow;
export type PendingGrantParent = PendingGrantRow;
