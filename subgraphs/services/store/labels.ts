import { GraphQLError } from 'graphql';
import type { Caller } from '../../../kernel/caller.ts';
import type { StoredFile } from '../../../kernel/types.ts';
import { LABELS_A_SHEET, type Label, labelSheet } from '../documents/label-sheet.ts';
import type { SampleRow, TestRequestRow } from '../models.ts';
import { maySeeRequest, requestById, samplesOf } from './reads.ts';
import { type ServicesRoom, unitById } from './room.ts';

/** The labels of a request's samples as a PDF, for whoever may see the request: the firm sticks them on, or the laboratory. Made anew each time, the caller's for a day. */
export async function sampleLabels(
  room: ServicesRoom,
  caller: Caller,
  testRequestId: string,
  skip: number,
): Promise<StoredFile | null> {
  if (!Number.isInteger(skip) || skip < 0 || skip >= LABELS_A_SHEET) {
    const message = `skip must be between 0 and ${LABELS_A_SHEET - 1}.`;
    throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
  }
  const request = await requestById(room, testRequestId);
  if (!request || !maySeeRequest(room, caller, request)) return null;
  const [samples = []] = await samplesOf(room, [request._id]);
  if (samples.length === 0) return null;
  const labels = await labelsOf(room, request, samples);
  const title = `样品标签 ${labels[0]?.request ?? ''}`;
  // Dated by the request: the same labels are the same bytes, kept once.
  const pdf = await labelSheet(labels, skip, title, request.requestedAt);
  return room.kernel.files.upload(caller, `${title}.pdf`, 'application/pdf', pdf);
}

async function labelsOf(
  room: ServicesRoom,
  { takenBy }: TestRequestRow,
  samples: readonly SampleRow[],
): Promise<Label[]> {
  const unit = (takenBy ? await unitById(room, takenBy) : null)?.name ?? room.kernel.platform.name.zh;
  return samples.map(({ code, name, custody }) => ({
    code,
    name,
    request: code.slice(0, code.lastIndexOf('-')),
    place: custody.at(-1)?.place ?? '',
    unit,
  }));
}
