import { type Caller, holds, systemCaller } from '../../../kernel/caller.ts';
import { contentHash } from '../../../kernel/canonical-json.ts';
import { dayIn } from '../../../kernel/counters/month.ts';
import { notPermitted } from '../../../kernel/refusals.ts';
import { type RefusalValue, Refused, type StoredFile, type Tx } from '../../../kernel/types.ts';
import { OPEN_COMPLAINT_STATES } from '../domain/complaint-steps.ts';
import { ARCHIVE_AFTER_DAYS, retainUntil } from '../domain/retention.ts';
import { IN_HOUSE } from '../domain/sample-steps.ts';
import type {
  ArchivedDocumentKind,
  ArchivedDocumentRow,
  ArchiveRow,
  ComplaintRow,
  ReportRow,
  SampleRow,
  TestRequestRow,
} from '../models.ts';
import { advance, ownRequest } from './advance.ts';
import { UNIT_STAFF } from './items.ts';
import { command, nextNumber, refusal, type ServicesRoom } from './room.ts';

const DAY_MS = 86_400_000;
const CLOSED = ['COMPLETED', 'REFUSED', 'WITHDRAWN'] as const;

export interface ArchiveSuccess {
  readonly __typename: string;
  readonly archive: ArchiveRow;
}

/** Seals a closed request. Throws `StillOpen` while a sample is in the house, a report is being written, or a complaint is open. */
export function archiveTestRequest(
  room: ServicesRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly testRequestId: string },
): Promise<ArchiveSuccess | RefusalValue> {
  return command(room, caller, 'archiveTestRequest', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    const path = [room.kernel.platform.id, ...(request.takenBy ? [request.takenBy] : [])];
    if (!holds(caller, UNIT_STAFF, path)) throw notPermitted(caller);
    return { __typename: 'ArchiveTestRequestSuccess', archive: await seal(room, tx, request) };
  });
}

/** Job: archives what was closed long enough ago and has nothing open; what has waits for the next run. */
export async function archiveClosed(room: ServicesRoom, now: Date): Promise<void> {
  const caller = systemCaller(room.kernel.platform.id, 'services.archive');
  const before = new Date(now.getTime() - ARCHIVE_AFTER_DAYS * DAY_MS);
  const home = room.kernel.platform.id;
  const where = { state: { $in: [...CLOSED] }, requestedAt: { $lt: before }, home };
  for await (const row of room.models.requests.find(where).lean<TestRequestRow[]>().cursor()) {
    const request = row as unknown as TestRequestRow;
    if ((request.history.at(-1)?.at ?? now) >= before) continue;
    try {
      await room.kernel.transact(caller, async (tx) => seal(room, tx, await ownRequest(room, tx, request._id)));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
}

async function seal(room: ServicesRoom, tx: Tx, request: TestRequestRow): Promise<ArchiveRow> {
  const parts = await partsOf(room, request._id, tx);
  const open = [
    ...parts.samples.filter(({ state }) => IN_HOUSE.includes(state)).map(({ code }) => code),
    ...parts.complaints.filter(({ state }) => OPEN_COMPLAINT_STATES.includes(state)).map(({ number }) => number),
    ...(request.draft ? ['draft'] : []),
  ];
  if (open.length > 0) throw stillOpen(tx.caller, open);
  const sealed = await advance(room, tx, request, 'archiveTestRequest');
  const year = Number(tx.now.toISOString().slice(0, 4));
  const number = String(await nextNumber(room, tx, `archive|${year}`)).padStart(6, '0');
  const documents = documentsOf(sealed, parts.samples, parts.complaints);
  const archive: ArchiveRow = {
    _id: sealed._id,
    number: `${room.kernel.platform.id.toUpperCase()}-DA-${year}-${number}`,
    unitId: sealed.takenBy,
    firmId: sealed.firmId,
    requesterId: sealed.requesterId,
    reportNumbers: reportsOf(sealed).map((report) => report.number),
    year,
    archivedAt: tx.now,
    retainUntil: retainUntil(dayIn(room.kernel.platform.timeZone, tx.now), sealed.report !== null),
    documents,
    seal: sealOf(sealed, parts, documents),
  };
  await room.models.archives.insertMany([archive], { session: tx.session });
  return archive;
}

function stillOpen(caller: Caller, open: readonly string[]) {
  const text = {
    zh: '尚有未处理完的样品、报告或投诉，不能归档。',
    en: 'Samples, a report or complaints are not finished yet: they come first.',
  };
  return refusal(caller, 'StillOpen', text, { open });
}

interface Parts {
  readonly samples: readonly SampleRow[];
  readonly complaints: readonly ComplaintRow[];
}

async function partsOf(room: ServicesRoom, testRequestId: string, tx?: Tx): Promise<Parts> {
  const session = tx?.session ?? null;
  const { samples, complaints } = room.models;
  return {
    samples: await samples.find({ testRequestId }).sort({ position: 1 }).session(session).lean<SampleRow[]>(),
    complaints: await complaints.find({ testRequestId }).sort({ _id: 1 }).session(session).lean<ComplaintRow[]>(),
  };
}

function reportsOf({ report, supersededReports }: TestRequestRow): ReportRow[] {
  return [...(report ? [report] : []), ...supersededReports];
}

function documentsOf(
  request: TestRequestRow,
  samples: readonly SampleRow[],
  complaints: readonly ComplaintRow[],
): ArchivedDocumentRow[] {
  const reports = reportsOf(request);
  const named = (kind: ArchivedDocumentKind, { id, name, sha256 }: StoredFile): ArchivedDocumentRow => ({
    kind,
    fileId: id,
    name,
    sha256,
  });
  const sent = [...(request.attachments ?? []), ...reports.flatMap((report) => report.attachments)];
  const attachments = new Map(sent.map((file) => [file.id, file]));
  return [
    ...reports.map(({ number, fileId, fileName: name, sha256 }) => {
      const kind: ArchivedDocumentKind = number === request.report?.number ? 'REPORT' : 'SUPERSEDED_REPORT';
      return { kind, fileId, name, sha256 };
    }),
    ...[...attachments.values()].map((file) => named('ATTACHMENT', file)),
    ...samples
      .flatMap(({ custody }) => custody.flatMap(({ photos }) => photos))
      .map((file) => named('SAMPLE_PHOTO', file)),
    ...complaints.flatMap(({ evidence }) => evidence).map((file) => named('COMPLAINT_EVIDENCE', file)),
  ];
}

/** Over what must not change. The requester's name is left out: a person may be erased from the archive too. */
function sealOf(request: TestRequestRow, parts: Parts, documents: readonly ArchivedDocumentRow[]): string {
  const { _id, title, purpose, items, takenBy, takenItemIds, price, agreement, requestedAt } = request;
  const { report, supersededReports, rating, history } = request;
  const words = { title, purpose, items, takenBy, takenItemIds, price, agreement, requestedAt };
  return contentHash({ _id, ...words, report, supersededReports, rating, history, ...parts, documents });
}

/** Is the request still what was sealed? Cost: reads the request with its samples and complaints. */
export async function isIntact(room: ServicesRoom, archive: ArchiveRow): Promise<boolean> {
  const request = await room.models.requests.findById(archive._id).lean<TestRequestRow | null>();
  if (!request) return false;
  return sealOf(request, await partsOf(room, archive._id), archive.documents) === archive.seal;
}
