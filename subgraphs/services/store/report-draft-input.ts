import { unprintable } from '../../../kernel/pdf/text.ts';
import { invalidInput, type Problem, required } from '../../../kernel/refusals.ts';
import type { StoredFile, Tx } from '../../../kernel/types.ts';
import { isUsablePdf } from '../documents/own-report.ts';
import type { ResultRow, SampleRow, TestRequestRow } from '../models.ts';
import { bytesOf, filesOf } from './files.ts';
import type { ServicesRoom } from './room.ts';

/** Input of `draftTestReport`. */
export interface DraftInput {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
  readonly results?: readonly ResultInput[] | null | undefined;
  readonly conclusion?: string | null | undefined;
  readonly attachmentIds?: readonly string[] | null | undefined;
  readonly ownFileId?: string | null | undefined;
}

interface ResultInput {
  readonly testItemId: string;
  readonly sampleId: string;
  readonly quantity: string;
  readonly value: string;
  readonly unit?: string | null | undefined;
  readonly requirement?: string | null | undefined;
  readonly verdict?: ResultRow['verdict'] | null | undefined;
}

/** The uploaded file, if it is a PDF that a cover can go in front of. Throws `InvalidInput`, `NotFound`. */
export async function ownPdf(room: ServicesRoom, tx: Tx, id: string | null | undefined): Promise<StoredFile | null> {
  const [file = null] = await filesOf(room.kernel, tx, id ? [id] : []);
  if (!file || (await isUsablePdf(await bytesOf(room.kernel, file.id)))) return file;
  const text = { zh: '须为未加密的 PDF 文件。', en: 'Must be a PDF without encryption.' };
  throw invalidInput(tx.caller, [{ field: 'ownFileId', text }]);
}

/** What is wrong with the draft. */
export async function problemsOf(
  room: ServicesRoom,
  tx: Tx,
  request: TestRequestRow,
  input: DraftInput,
  ownFile: StoredFile | null,
): Promise<(Problem | null)[]> {
  const samples = await room.models.samples
    .find({ testRequestId: request._id })
    .session(tx.session)
    .lean<SampleRow[]>();
  const sampleIds = samples.map(({ _id }) => _id);
  const results = input.results ?? [];
  const nothing = results.length === 0 && !ownFile;
  const text = { zh: '填写检测结果，或上传本单位的报告。', en: 'Enter results, or upload your own report.' };
  return [
    nothing ? { field: 'results', text } : null,
    printable('conclusion', input.conclusion),
    ...results.flatMap((result, index) => problemsOfResult(request, sampleIds, result, `results.${index}`)),
  ];
}

function problemsOfResult(
  request: TestRequestRow,
  sampleIds: readonly string[],
  result: ResultInput,
  field: string,
): (Problem | null)[] {
  return [
    request.takenItemIds.includes(result.testItemId)
      ? null
      : { field: `${field}.testItemId`, text: { zh: '不是本申请的检测项目。', en: 'Not a test of this request.' } },
    sampleIds.includes(result.sampleId)
      ? null
      : { field: `${field}.sampleId`, text: { zh: '不是本申请的样品。', en: 'Not a sample of this request.' } },
    required(`${field}.quantity`, result.quantity),
    required(`${field}.value`, result.value),
    ...(['quantity', 'value', 'unit', 'requirement'] as const).map((name) =>
      printable(`${field}.${name}`, result[name]),
    ),
  ];
}

/** A character without a glyph would be an empty box on the report. */
function printable(field: string, text: string | null | undefined): Problem | null {
  const missing = unprintable(text ?? '').join(' ');
  return missing ? { field, text: { zh: `无法打印的字符：${missing}`, en: `Cannot be printed: ${missing}` } } : null;
}

export function resultOf(result: ResultInput): ResultRow {
  const { testItemId, sampleId, quantity, value, verdict } = result;
  const trimmed = (text: string | null | undefined): string | null => text?.trim() || null;
  return {
    testItemId,
    sampleId,
    quantity: quantity.trim(),
    value: value.trim(),
    unit: trimmed(result.unit),
    requirement: trimmed(result.requirement),
    verdict: verdict ?? 'NOT_JUDGED',
  };
}
