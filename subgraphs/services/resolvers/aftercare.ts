import type { Context } from '../context.ts';
import { possibleComplaintSteps } from '../domain/complaint-steps.ts';
import type { MutationResolvers, QueryResolvers, Resolvers } from '../generated/types.ts';
import type { ComplaintRow } from '../models.ts';
import { archiveTestRequest, isIntact } from '../store/archive.ts';
import { archivedTestRequests, archiveOf, documentsFor } from '../store/archive-reads.ts';
import { decideComplaint } from '../store/complaint-decision.ts';
import {
  complaintById,
  complaintsAbout,
  complaintsAgainst,
  complaintsOf,
  visibleComplaint,
} from '../store/complaint-reads.ts';
import {
  acceptComplaintAnswer,
  answerComplaint,
  escalateComplaint,
  fileComplaint,
  mayTake,
  withdrawComplaint,
} from '../store/complaints.ts';
import { accountOf } from '../store/draft-reads.ts';
import { fileOf } from '../store/files.ts';
import { requestById } from '../store/reads.ts';
import { present } from './payloads.ts';

export const aftercareQueries = {
  complaint: (_, { id }, { room, caller }) => visibleComplaint(room, caller, id),
  myComplaints: (_, { filter, first, after }, { room, caller }) =>
    complaintsOf(room, caller, filter ?? {}, { first, after }),
  complaints: (_, { filter, first, after }, { room, caller }) =>
    complaintsAgainst(room, caller, filter ?? {}, { first, after }),
  archivedTestRequests: (_, { filter, first, after }, { room, caller }) =>
    archivedTestRequests(room, caller, filter ?? {}, { first, after }),
} satisfies QueryResolvers;

export const aftercareMutations = {
  archiveTestRequest: (_, { input }, { room, caller }) => archiveTestRequest(room, caller, input),
  fileComplaint: (_, { input }, { room, caller }) => fileComplaint(room, caller, input),
  answerComplaint: (_, { input }, { room, caller }) => answerComplaint(room, caller, input),
  acceptComplaintAnswer: (_, { input }, { room, caller }) => acceptComplaintAnswer(room, caller, input),
  escalateComplaint: (_, { input }, { room, caller }) => escalateComplaint(room, caller, input),
  withdrawComplaint: (_, { input }, { room, caller }) => withdrawComplaint(room, caller, input),
  decideComplaint: (_, { input }, { room, caller }) => decideComplaint(room, caller, input),
} satisfies MutationResolvers;

type ComplaintOf = (parent: { readonly complaintId: string }, args: object, context: Context) => Promise<ComplaintRow>;
const complaint: ComplaintOf = async ({ complaintId }, _, { room }) =>
  present(await complaintById(room, complaintId), complaintId);

/** Complaints and the archive. */
export const aftercareEntities = {
  Complaint: {
    __resolveReference: ({ id }, { room, caller }) => visibleComplaint(room, caller, id),
    id: ({ _id }) => _id,
    evidence: ({ evidence }) => [...evidence],
    testRequest: async ({ testRequestId }, _, { room }) =>
      present(await requestById(room, testRequestId), testRequestId),
    filedBy: ({ filedBy }) => accountOf(filedBy),
    firm: ({ firmId }) => (firmId ? { id: firmId } : null),
    unit: ({ unitId }) => ({ id: unitId }),
    statement: ({ statementId }) => (statementId ? { id: statementId } : null),
    possible: (row, _, { room, caller }) => possibleComplaintSteps(row.state, (by) => mayTake(room, caller, row, by)),
    history: ({ history }) => [...history],
  },
  ComplaintOutcome: { retest: ({ retestId }, _, { room }) => (retestId ? requestById(room, retestId) : null) },
  TestArchive: {
    testRequest: async ({ _id }, _, { room }) => present(await requestById(room, _id), _id),
    documents: (archive, _, { room, caller }) => documentsFor(room, caller, archive),
    intact: (archive, _, { room }) => isIntact(room, archive),
  },
  ArchivedDocument: { file: ({ fileId }, _, { room }) => fileOf(room.kernel, fileId) },
  StillOpen: { open: ({ open }) => [...open] },
  FileComplaintSuccess: { complaint },
  AnswerComplaintSuccess: { complaint },
  AcceptComplaintAnswerSuccess: { complaint },
  EscalateComplaintSuccess: { complaint },
  WithdrawComplaintSuccess: { complaint },
  DecideComplaintSuccess: { complaint },
} satisfies Resolvers;

/** Fields that this part adds to types of `entities.ts`. */
export const aftercareFields = {
  TestRequest: {
    complaints: ({ _id }, _, { room, caller }) => complaintsAbout(room, caller, _id),
    archive: (request, _, { room, caller }) => archiveOf(room, caller, request),
  },
} satisfies Resolvers;
