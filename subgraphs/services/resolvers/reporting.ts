import type { Context } from '../context.ts';
import { stepsElsewhere, stepsNow } from '../domain/possible-steps.ts';
import { possibleReportSteps } from '../domain/report-steps.ts';
import { possibleSampleSteps, retainedUntil } from '../domain/sample-steps.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/types.ts';
import type { TestRequestRow } from '../models.ts';
import { accountOf, draftFor, draftPreview } from '../store/draft-reads.ts';
import { sampleLabels } from '../store/labels.ts';
import { reportById, requestById, sampleById } from '../store/reads.ts';
import { releasedFile } from '../store/release.ts';
import { correctTestReport, draftTestReport, reviewTestReport, submitTestReport } from '../store/report-draft.ts';
import { issueTestReport, withdrawTestReport } from '../store/report-issue.ts';
import { statusOf, verifyReport } from '../store/reports.ts';
import { moveSample, receiveSamples, sampleByCode } from '../store/samples.ts';
import { appointSignatory, signatoriesOf } from '../store/signatories.ts';
import { reportKeys } from '../store/signing.ts';
import { present } from './payloads.ts';

export const reportingQueries = {
  sample: (_, { code }, { room, caller }) => sampleByCode(room, caller, code),
  sampleLabels: (_, { testRequestId, skip }, { room, caller }) => sampleLabels(room, caller, testRequestId, skip ?? 0),
  reportSignatories: (_, { unitId }, { room }) => signatoriesOf(room, unitId),
  reportKeys: (_, __, { room }) => reportKeys(room.kernel),
  verifyReport: (_, { number, code, sha256 }, { room }) => verifyReport(room, number, code, sha256 ?? null),
} satisfies QueryResolvers;

export const reportingMutations = {
  receiveSamples: (_, { input }, { room, caller }) => receiveSamples(room, caller, input),
  moveSample: (_, { input }, { room, caller }) => moveSample(room, caller, input),
  draftTestReport: (_, { input }, { room, caller }) => draftTestReport(room, caller, input),
  submitTestReport: (_, { input }, { room, caller }) => submitTestReport(room, caller, input),
  reviewTestReport: (_, { input }, { room, caller }) => reviewTestReport(room, caller, input),
  issueTestReport: (_, { input }, { room, caller }) => issueTestReport(room, caller, input),
  correctTestReport: (_, { input }, { room, caller }) => correctTestReport(room, caller, input),
  withdrawTestReport: (_, { input }, { room, caller }) => withdrawTestReport(room, caller, input),
  appointSignatory: (_, { input }, { room, caller }) => appointSignatory(room, caller, input),
} satisfies MutationResolvers;

const requestOf = async (id: string, { room }: Context): Promise<TestRequestRow> =>
  present(await requestById(room, id), id);
const testRequest = ({ testRequestId }: { readonly testRequestId: string }, _: object, context: Context) =>
  requestOf(testRequestId, context);

/** Samples, drafts, reports and what they consist of. */
export const reportingEntities = {
  CustodyStep: { by: ({ by }) => accountOf(by), photos: ({ photos }) => [...(photos ?? [])] },
  StoredFile: { url: ({ id }, _, { room }) => room.kernel.files.link(id) },
  ReportDraft: {
    author: ({ authorId }) => accountOf(authorId),
    reviewer: ({ reviewerId }) => accountOf(reviewerId),
    results: ({ results }) => [...results],
    attachments: ({ attachments }) => [...attachments],
    preview: (draft, _, { room, caller }) => draftPreview(room, caller, draft),
    possible: ({ state }) => possibleReportSteps(state),
  },
  TestResult: {
    testItem: async ({ testItemId }, _, { room }) => present(await room.items.byId(testItemId), testItemId),
    sample: async ({ sampleId }, _, { room }) => present((await sampleById(room, sampleId))?.sample ?? null, sampleId),
  },
  ReportSignatory: { account: ({ accountId }) => ({ id: accountId }), unit: ({ unitId }) => ({ id: unitId }) },
  NotSignatory: { signatories: ({ signatories }) => [...signatories] },
  SubmitTestReportSuccess: { testRequest },
  DraftTestReportSuccess: { testRequest },
  ReviewTestReportSuccess: { testRequest },
  WithdrawTestReportSuccess: { testRequest },
} satisfies Resolvers;

/** Fields that this part adds to types of `entities.ts`. */
export const reportingFields = {
  Sample: {
    testRequest: ({ testRequestId }, _, context) => requestOf(testRequestId, context),
    possible: ({ state }) => possibleSampleSteps(state),
    retainedUntil: async ({ testRequestId }, _, context) => retainedUntil(await requestOf(testRequestId, context)),
  },
  TestRequest: {
    takenItems: ({ takenItemIds }, _, { room }) =>
      Promise.all(takenItemIds.map(async (id) => present(await room.items.byId(id), id))),
    possible: (request, _, { room }) =>
      request.home === room.kernel.platform.id ? stepsNow(request) : stepsElsewhere(request.state),
    draft: (request, _, { room, caller }) => draftFor(room, caller, request),
    retestOf: ({ retestOf }, _, { room }) => (retestOf ? requestById(room, retestOf) : null),
  },
  TestReport: {
    marks: ({ marks }) => [...(marks ?? [])],
    signature: ({ signature }) => signature ?? null,
    file: (report, _, { room, caller }) => releasedFile(room, caller, report),
    status: async (report, _, { room }) =>
      statusOf(report, (await reportById(room, report.id))?.request.report ?? null),
  },
} satisfies Resolvers;
