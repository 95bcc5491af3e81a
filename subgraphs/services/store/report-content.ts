import { dayIn } from '../../../kernel/counters/month.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import type { ReportContent, ReportResult } from '../documents/report-content.ts';
import { isOutside, marksOfReport } from '../domain/marks.ts';
import type { DraftRow, ResultRow, SampleRow, TestRequestRow } from '../models.ts';
import type { TestItemRecord } from '../test-items.ts';
import { type ServicesRoom, unitById } from './room.ts';

const VERDICTS: Readonly<Record<ResultRow['verdict'], string>> = { PASS: '符合', FAIL: '不符合', NOT_JUDGED: '—' };

/** What the request and its draft say, in the words of the report. */
export async function contentOf(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  draft: DraftRow,
  items: readonly TestItemRecord[],
  print: { readonly number: string; readonly verification: string | null; readonly signatory: string },
): Promise<ReportContent> {
  const { platform } = room.kernel;
  const samples = await room.models.samples
    .find({ testRequestId: request._id })
    .sort({ position: 1 })
    .session(tx.session)
    .lean<SampleRow[]>();
  const day = dayIn(platform.timeZone, tx.now);
  const marks = draft.ownFile ? [] : marksOfReport(items, day);
  const received = samples.flatMap(({ receivedAt }) => receivedAt ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
  const replaces = request.report?.number ?? null;
  return {
    ...print,
    unitName: await nameOf(room, tx, request.takenBy),
    platformName: platform.name.zh,
    clientName: request.firmId ? await nameOf(room, tx, request.firmId) : request.requesterName,
    title: request.title,
    purpose: request.purpose,
    issuedOn: day,
    receivedOn: received ? dayIn(platform.timeZone, received) : '—',
    samples: samples.map(({ code, name, note }) => ({ code, name, note: note ?? '' })),
    items: items.map((item) => ({
      name: item.name,
      standards: item.standards.join('、'),
      outside: isOutside(item, marks, day),
    })),
    results: draft.results.map((row) => resultIn(row, samples, items)),
    conclusion: draft.conclusion ?? '',
    attachments: draft.attachments.map(({ name, sha256 }) => ({ name, sha256 })),
    marks,
    author: draft.authorName,
    reviewer: draft.reviewerName ?? '',
    correction: replaces && draft.correctionReason ? { replaces, reason: draft.correctionReason } : null,
    date: tx.now,
  };
}

async function nameOf(room: ServicesRoom, tx: Tx, unitId: string | null): Promise<string> {
  return (unitId && (await unitById(room, unitId, tx.session))?.name) || (unitId ?? '');
}

function resultIn(row: ResultRow, samples: readonly SampleRow[], items: readonly TestItemRecord[]): ReportResult {
  return {
    sampleCode: samples.find(({ _id }) => _id === row.sampleId)?.code ?? '',
    item: items.find(({ _id }) => _id === row.testItemId)?.name ?? '',
    quantity: row.quantity,
    unit: row.unit ?? '',
    requirement: row.requirement ?? '',
    value: row.value,
    verdict: VERDICTS[row.verdict],
  };
}

/** Where the QR code of a report leads: the portal's page, which asks `verifyReport`. */
export function verificationUrl({ platform }: Pick<Kernel, 'platform'>, number: string, code: string): string {
  return `${platform.origin ?? ''}/verify/${encodeURIComponent(number)}?code=${encodeURIComponent(code)}`;
}
