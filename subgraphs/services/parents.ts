import type { Page } from '../../kernel/records/page.ts';
import type { Price } from '../../ledger/types.ts';
import type {
  DispatchRow,
  QuoteRow,
  ReportRow,
  RequestedItem,
  RequestStep,
  SampleRow,
  TestRequestRow,
} from './models.ts';
import type { ItemSuccess } from './store/items.ts';
import type { RequestSuccess } from './store/wish.ts';
import type { TestItemRecord } from './test-items.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type TestItemParent = TestItemRecord;
export type TestItemConnectionParent = Page<TestItemRecord> & {
  readonly standard?: import('./store/standards.ts').StandardMatch | null;
};
export type TestRequestParent = TestRequestRow;
export type TestRequestConnectionParent = Page<TestRequestRow>;
export type TestRequestItemParent = RequestedItem;
export type TestRequestStepParent = RequestStep;
export type DispatchParent = DispatchRow;
export type SampleParent = SampleRow;
export type TestReportParent = ReportRow;
export type PriceBreakdownParent = Price;
export type UnitParent = { readonly id: string };
export type InstrumentParent = { readonly id: string };
export type OperatorsBoardParent = import('./store/board.ts').Board;
export type TestStatisticsRowParent = import('./store/statistics.ts').StatisticsRow;
export type QuoteParent = QuoteRow;
export type TestOfferParent = import('./store/offers.ts').TestOffer;
export type ReportVerificationParent = import('./store/reports.ts').Verification;
export type MoveSampleSuccessParent = import('./store/samples.ts').SampleSuccess;
export type QuoteTestRequestSuccessParent = RequestSuccess;
export type AcceptQuoteSuccessParent = RequestSuccess;
export type CorrectTestReportSuccessParent = RequestSuccess;
export type RateTestRequestSuccessParent = RequestSuccess;
export type ReplyToRatingSuccessParent = RequestSuccess;
export type NoUnitOffersParent = { readonly message: string; readonly ableIds: readonly string[] };

/** Payloads name the record; the record itself is read when it is asked for. */
export type RegisterTestItemSuccessParent = ItemSuccess;
export type WithdrawTestItemSuccessParent = ItemSuccess;
export type RequestTestSuccessParent = RequestSuccess;
export type AcceptTestRequestSuccessParent = RequestSuccess;
export type DispatchTestRequestSuccessParent = RequestSuccess;
export type TakeTestRequestSuccessParent = RequestSuccess;
export type RefuseTestRequestSuccessParent = RequestSuccess;
export type WithdrawTestRequestSuccessParent = RequestSuccess;
export type ReceiveSamplesSuccessParent = RequestSuccess;
export type IssueTestReportSuccessParent = RequestSuccess;
export type CertificateParent = import('./test-items.ts').CertificateRow;
export type StandardParent = import('./front-models.ts').StandardRow;
export type StandardConnectionParent = Page<import('./front-models.ts').StandardRow>;
export type StandardMatchParent = import('./store/standards.ts').StandardMatch;
export type PutStandardSuccessParent = { readonly __typename: string; readonly number: string };

/** Reports, samples, archive, complaints. */
export type StoredFileParent = import('../../kernel/types.ts').StoredFile;
export type CustodyStepParent = import('./models.ts').CustodyRow;
export type ReportDraftParent = import('./store/draft-reads.ts').DraftView;
export type TestResultParent = import('./models.ts').ResultRow;
export type ReportSignatoryParent = import('./models.ts').SignatoryRow;
export type NotSignatoryParent = { readonly message: string; readonly signatories: readonly { readonly id: string }[] };
export type AppointSignatorySuccessParent = import('./store/signatories.ts').SignatorySuccess;
export type DraftTestReportSuccessParent = RequestSuccess;
export type SubmitTestReportSuccessParent = RequestSuccess;
export type ReviewTestReportSuccessParent = RequestSuccess;
export type WithdrawTestReportSuccessParent = RequestSuccess;
export type TestArchiveParent = import('./models.ts').ArchiveRow;
export type TestArchiveConnectionParent = Page<import('./models.ts').ArchiveRow>;
export type ArchivedDocumentParent = import('./models.ts').ArchivedDocumentRow;
export type ComplaintParent = import('./models.ts').ComplaintRow;
export type ComplaintConnectionParent = Page<import('./models.ts').ComplaintRow>;
export type ComplaintOutcomeParent = import('./models.ts').OutcomeRow;
export type ComplaintStepParent = import('./models.ts').ComplaintStepRow;
export type WorkStepParent = import('./domain/work-steps.ts').WorkStepRow & { readonly position: number };
export type BookingParent = { readonly id: string };
export type PlanWorkSuccessParent = RequestSuccess;
export type DispatchRuleParent = import('./front-models.ts').DispatchRuleRow;
export type DispatchProposalParent = import('./store/dispatch-rules.ts').Proposal;
export type DispatchCandidateParent = import('./domain/dispatch-rules.ts').Candidate;
export type InquiryParent = import('./store/inquiries.ts').SeenInquiry;
export type InquiryConnectionParent = Page<import('./store/inquiries.ts').SeenInquiry>;
export type InquiryAnswerParent = NonNullable<import('./front-models.ts').InquiryRow['answer']>;
export type AskAboutTestSuccessParent = import('./store/inquiries.ts').InquirySuccess;
export type AnswerInquirySuccessParent = import('./store/inquiries.ts').InquirySuccess;
export type CloseInquirySuccessParent = import('./store/inquiries.ts').InquirySuccess;
export type ConvertInquirySuccessParent = import('./store/inquiry-request.ts').ConvertSuccess;
export type HoldParent = import('./domain/holds.ts').Hold;
export type TimelineEntryParent = import('./store/timeline.ts').ShownLine;
export type HoldTestRequestSuccessParent = RequestSuccess;
export type ResumeTestRequestSuccessParent = RequestSuccess;
export type FileComplaintSuccessParent = import('./store/complaints.ts').ComplaintSuccess;
export type AnswerComplaintSuccessParent = import('./store/complaints.ts').ComplaintSuccess;
export type AcceptComplaintAnswerSuccessParent = import('./store/complaints.ts').ComplaintSuccess;
export type EscalateComplaintSuccessParent = import('./store/complaints.ts').ComplaintSuccess;
export type WithdrawComplaintSuccessParent = import('./store/complaints.ts').ComplaintSuccess;
export type DecideComplaintSuccessParent = import('./store/complaints.ts').ComplaintSuccess;
export type ArchiveTestRequestSuccessParent = import('./store/archive.ts').ArchiveSuccess;
export type StillOpenParent = { readonly message: string; readonly open: readonly string[] };
