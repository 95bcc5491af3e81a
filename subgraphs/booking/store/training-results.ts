import type { Caller } from '../../../kernel/caller.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import { notPermitted, type Problem, refuseProblems, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { addMinutes } from '../domain/interval.ts';
import type { TrainingParticipant, TrainingRow } from '../models.ts';
import { insertQualification } from './examiners.ts';
import { isStaffOf } from './parties.ts';
import { type BookingRoom, queuedCommand } from './room.ts';
import { saveTraining, sessionFor, type TrainingSuccess } from './training.ts';

const DAY_MINUTES = 24 * 60;

interface Result {
  readonly accountId: string;
  readonly attended: boolean;
  readonly result?: 'PASSED' | 'FAILED' | null | undefined;
}

interface RecordTrainingResultsInput {
  readonly idempotencyKey: string;
  readonly sessionId: string;
  readonly results: readonly Result[];
}

/** The examiner, or staff of the place, records attendance and results once a session has begun. Who passed is qualified; a pass is final. */
export function recordTrainingResults(
  room: BookingRoom,
  caller: Caller,
  input: RecordTrainingResultsInput,
): Promise<TrainingSuccess | RefusalValue> {
  return queuedCommand(room, [input.sessionId], caller, 'recordTrainingResults', input, async (tx) => {
    const row = await sessionFor(room, tx, input.sessionId);
    if (!isExaminer(caller, row)) throw notPermitted(caller);
    if (row.state === 'CANCELLED') throw wrongState(caller, 'CANCELLED', []);
    if (row.start > tx.now) throw wrongState(caller, 'SCHEDULED', ['cancelTraining']);
    refuseProblems(
      caller,
      input.results.map((result, index) => problemOf(caller, row, result, index)),
    );
    const results = new Map(input.results.map((result) => [result.accountId, result]));
    const participants: TrainingParticipant[] = [];
    for (const one of row.participants) participants.push(await graded(room, tx, row, one, results.get(one.accountId)));
    await saveTraining(room, tx, row, { participants });
    tx.audit({ action: 'recordTrainingResults', recordId: row._id, after: input.results });
    return { __typename: 'RecordTrainingResultsSuccess', sessionId: row._id };
  });
}

function problemOf(caller: Caller, row: TrainingRow, { accountId, attended, result }: Result, index: number) {
  const at = (field: string, zh: string, en: string): Problem => ({
    field: `results.${index}.${field}`,
    text: { zh, en },
  });
  const one = row.participants.find((participant) => participant.accountId === accountId);
  if (!one) return at('accountId', '未报名该培训。', 'Is not enrolled.');
  if (accountId === caller.subject) return at('accountId', '不能考核本人。', 'Nobody examines himself.');
  if (result && !attended) return at('result', '缺席者没有考核结果。', 'An absent one has no result.');
  const isFinal = one.result === 'PASSED' && result !== 'PASSED';
  return isFinal ? at('result', '已合格，请撤销其资格。', 'Has passed: revoke the qualification instead.') : null;
}

/** A participant with the result; the qualification is granted once. */
async function graded(
  room: BookingRoom,
  tx: Tx,
  row: TrainingRow,
  one: TrainingParticipant,
  given: Result | undefined,
): Promise<TrainingParticipant> {
  if (!given || one.result === 'PASSED') return one;
  const { attended, result = null } = given;
  if (result !== 'PASSED') return { ...one, attended, result };
  const { code, level, path, validDays, end } = row;
  const validTo = validDays === null ? null : addMinutes(end, validDays * DAY_MINUTES);
  const holder = { userId: one.accountId, userName: one.name };
  const { _id } = await insertQualification(room, tx, { ...holder, code, level, validTo, path });
  return { ...one, attended, result, qualificationId: _id };
}

function isExaminer(caller: Caller, row: TrainingRow): boolean {
  return row.examinerId === caller.subject || isStaffOf(caller, row.path);
}

/** Who enrolled, as far as the caller may know. */
export function visibleParticipants(caller: Caller, row: TrainingRow): readonly TrainingParticipant[] {
  if (isExaminer(caller, row)) return row.participants;
  return row.participants.filter(({ accountId }) => accountId === caller.subject);
}

interface TrainingFilter {
  readonly instrumentId?: string | null | undefined;
  readonly unitId?: string | null | undefined;
  readonly mine?: boolean | null | undefined;
}

/** Sessions of this platform, latest first. */
export function trainingSessions(
  room: BookingRoom,
  caller: Caller,
  { instrumentId, unitId, mine }: TrainingFilter,
  page: PageRequest,
): Promise<Page<TrainingRow>> {
  const where = {
    ...(instrumentId ? { instrumentId } : {}),
    ...(unitId ? { unitId } : {}),
    ...(mine ? { 'participants.accountId': caller.subject } : {}),
  };
  return pageOf(room.models.trainings, where, { field: 'start', direction: -1 }, page);
}

export async function trainingById(room: BookingRoom, id: string): Promise<TrainingRow | null> {
  return room.models.trainings.findById(id).lean<TrainingRow | null>();
}
