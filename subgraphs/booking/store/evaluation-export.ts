import writeXlsx from 'write-excel-file/node';
import type { Caller } from '../../../kernel/caller.ts';
import { notFound } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import type { InstrumentRow } from '../models.ts';
import { type EvaluationFigures, evaluationOf } from './evaluation.ts';
import { type IndicatorFigures, indicatorsOf, instrumentsUnder } from './indicators.ts';
import { type BookingRoom, command, isRefusal } from './room.ts';

const MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export interface ExportSuccess {
  readonly __typename: string;
  readonly fileId: string;
  readonly name: string;
  readonly instruments: number;
}

interface Row {
  readonly instrument: InstrumentRow;
  readonly hours: IndicatorFigures;
  readonly evaluation: EvaluationFigures | null;
}

/** Writes the yearly evaluation table and the SJ3-like report of a school year and keeps the workbook. */
export async function exportEvaluation(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly subjectId: string; readonly year: number },
): Promise<(ExportSuccess & { readonly base64: string }) | RefusalValue> {
  const answer = await command(room, caller, 'exportEvaluation', input, async (tx) => {
    const rows = await rowsOf(room, input.subjectId, input.year);
    if (rows.length === 0) throw notFound(caller, input.subjectId);
    const name = `evaluation-${input.year}-${input.year + 1}.xlsx`;
    const file = await room.kernel.files.save(name, MEDIA_TYPE, await workbook(rows, input.year), tx.session);
    tx.audit({ action: 'exportEvaluation', recordId: input.subjectId, after: { year: input.year, fileId: file.id } });
    return { __typename: 'ExportEvaluationSuccess', fileId: file.id, name, instruments: rows.length };
  });
  if (isRefusal(answer)) return answer;
  return { ...answer, base64: await contentOf(room, answer.fileId) };
}

async function contentOf(room: BookingRoom, fileId: string): Promise<string> {
  const opened = await room.kernel.files.open(fileId);
  if (!opened) throw new Error(`${fileId} was written but is not there`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('base64');
}

async function rowsOf(room: BookingRoom, subjectId: string, year: number): Promise<Row[]> {
  const instruments = await room.models.instruments
    .find({ ...instrumentsUnder(room, subjectId), home: room.kernel.platform.id, withdrawn: false })
    .sort({ _id: 1 })
    .lean<InstrumentRow[]>();
  const rows: Row[] = [];
  for (const instrument of instruments) {
    const hours = await indicatorsOf(room, instrument._id, { kind: 'SCHOOL_YEAR', year });
    rows.push({ instrument, hours, evaluation: await evaluationOf(room, instrument._id, year) });
  }
  return rows;
}

type Column = readonly [header: string, value: (row: Row) => string | number];

const hours = (minutes: number): number => Math.round(minutes / 6) / 10;
const points = (hundredths: number | undefined): number => (hundredths ?? 0) / 100;

/** 贵重仪器设备年度效益评价表. */
const evaluationColumns: readonly Column[] = [
  ['仪器名称', ({ instrument }) => instrument.title],
  ['仪器编号', ({ instrument }) => instrument._id],
  ['年定额机时', ({ hours: { ratedMinutes } }) => hours(ratedMinutes)],
  ['有效机时', ({ hours: { effective } }) => hours(effective)],
  ['机时得分', ({ evaluation }) => points(evaluation?.machineHoursHundredths)],
  ['人才培养', ({ evaluation }) => evaluation?.training ?? 0],
  ['科研成果', ({ evaluation }) => evaluation?.research ?? 0],
  ['服务收入', ({ evaluation }) => evaluation?.income ?? 0],
  ['功能利用与开发', ({ evaluation }) => evaluation?.functions ?? 0],
  ['总分', ({ evaluation }) => points(evaluation?.totalHundredths)],
  ['等级', ({ evaluation }) => evaluation?.grade ?? ''],
];

/** As table SJ3 asks for: hours by use and samples, external hours apart. */
const reportColumns: readonly Column[] = [
  ['仪器名称', ({ instrument }) => instrument.title],
  ['仪器编号', ({ instrument }) => instrument._id],
  ['分类', ({ instrument }) => instrument.category ?? ''],
  ['教学机时', ({ hours: { teaching } }) => hours(teaching)],
  ['科研机时', ({ hours: { research } }) => hours(research)],
  ['社会服务机时', ({ hours: { social } }) => hours(social)],
  ['有效机时', ({ hours: { effective } }) => hours(effective)],
  ['其中对外服务机时', ({ hours: { external } }) => hours(external)],
  ['测样数', ({ hours: { samples } }) => samples],
  ['机时记录数', ({ hours: { records } }) => records],
];

async function workbook(rows: readonly Row[], year: number): Promise<Uint8Array> {
  const sheet = (name: string, columns: readonly Column[]) => ({
    sheet: `${name} ${year}-${year + 1}`,
    data: [
      columns.map(([header]) => ({ value: header, fontWeight: 'bold' as const })),
      ...rows.map((row) => columns.map(([, value]) => ({ value: value(row) }))),
    ],
  });
  return writeXlsx([sheet('效益评价', evaluationColumns), sheet('SJ3', reportColumns)] as never).toBuffer();
}
