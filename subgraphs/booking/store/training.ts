import type { Caller } from '../../../kernel/caller.ts';
import {
  invalidInput,
  notFound,
  notPermitted,
  type Problem,
  refuseProblems,
  required,
  wrongState,
} from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { TrainingRow } from '../models.ts';
import { instrumentById } from './instruments.ts';
import { isStaffOf, unitById } from './parties.ts';
import { type BookingRoom, command, queuedCommand, refusal } from './room.ts';

const MOST_PLACES = 500;

export interface TrainingSuccess {
  readonly __typename: string;
  readonly sessionId: string;
}

export interface ScheduleTrainingInput {
  readonly idempotencyKey: string;
  readonly instrumentId?: string | null | undefined;
  readonly unitId?: string | null | undefined;
  readonly title: string;
  readonly code: string;
  readonly level?: number | undefined;
  readonly validDays?: number | null | undefined;
  readonly trainer: string;
  readonly examinerId: string;
  readonly slot: { readonly start: Date; readonly end: Date };
  readonly place?: string | null | undefined;
  readonly capacity: number;
}

/** Staff of an instrument or unit announces a session there. */
export function scheduleTraining(
  room: BookingRoom,
  caller: Caller,
  input: ScheduleTrainingInput,
): Promise<TrainingSuccess | RefusalValue> {
  return command(room, caller, 'scheduleTraining', input, async (tx) => {
    const where = await whereabouts(room, tx, input);
    if (!isStaffOf(caller, where.path)) throw notPermitted(caller);
    refuseProblems(caller, problemsOf(input, tx.now));
    const { title, code, level = 1, validDays = null, trainer, examinerId, slot, place, capacity } = input;
    const row: TrainingRow = {
      _id: room.kernel.newId('training'),
      state: 'SCHEDULED',
      title: title.trim(),
      ...where,
      code: code.trim(),
      level,
      validDays,
      trainer: trainer.trim(),
      examinerId,
      start: slot.start,
      end: slot.end,
      place: place ?? null,
      capacity,
      participants: [],
      version: 1,
    };
    await room.models.trainings.insertMany([row], { session: tx.session });
    tx.audit({ action: 'scheduleTraining', recordId: row._id, after: { code: row.code, level, examinerId } });
    tx.notify({ template: 'training.scheduled', to: [examinerId], about: row._id, values: told(row) });
    return { __typename: 'ScheduleTrainingSuccess', sessionId: row._id };
  });
}

/** Where a session is held. Throws `NotFound`, or `InvalidInput` when no place is named. */
async function whereabouts(room: BookingRoom, tx: Tx, { instrumentId, unitId }: ScheduleTrainingInput) {
  const here = room.kernel.platform.id;
  if (instrumentId) {
    const instrument = await instrumentById(room, instrumentId, tx.session);
    if (!instrument || instrument.home !== here) throw notFound(tx.caller, instrumentId);
    return { instrumentId, unitId: instrument.unitId, path: instrument.path };
  }
  const missing = required('unitId', unitId);
  if (missing || !unitId) throw invalidInput(tx.caller, missing ? [missing] : []);
  if (!(await unitById(room, unitId, tx.session))) throw notFound(tx.caller, unitId);
  return { instrumentId: null, unitId, path: [here, unitId] };
}

const atLeastOne = (field: string, value: number, most: number): Problem | null =>
  value >= 1 && value <= most ? null : { field, text: { zh: `须为 1 至 ${most}。`, en: `Must be from 1 to ${most}.` } };

function problemsOf(input: ScheduleTrainingInput, now: Date): (Problem | null)[] {
  const { slot, capacity, level = 1, validDays } = input;
  const ends = { field: 'slot.end', text: { zh: '须晚于开始时间。', en: 'Must be after the start.' } };
  const future = { field: 'slot.start', text: { zh: '须在将来。', en: 'Must be in the future.' } };
  return [
    required('title', input.title),
    required('code', input.code),
    required('trainer', input.trainer),
    atLeastOne('capacity', capacity, MOST_PLACES),
    atLeastOne('level', level, 99),
    validDays == null ? null : atLeastOne('validDays', validDays, 36_500),
    slot.end > slot.start ? null : ends,
    slot.start > now ? null : future,
  ];
}

/** The session does not take place: it keeps its participants, who are told. */
export function cancelTraining(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly sessionId: string; readonly reason: string },
): Promise<TrainingSuccess | RefusalValue> {
  return queuedCommand(room, [input.sessionId], caller, 'cancelTraining', input, async (tx) => {
    const row = await sessionFor(room, tx, input.sessionId);
    if (!isStaffOf(caller, row.path)) throw notPermitted(caller);
    refuseProblems(caller, [required('reason', input.reason)]);
    refuseUnlessAhead(tx, row);
    await saveTraining(room, tx, row, { state: 'CANCELLED' });
    tx.audit({ action: 'cancelTraining', recordId: row._id, reason: input.reason });
    const to = row.participants.map(({ accountId }) => accountId);
    const values = { ...told(row), reason: input.reason };
    if (to.length > 0) tx.notify({ template: 'training.cancelled', to, about: row._id, values });
    return { __typename: 'CancelTrainingSuccess', sessionId: row._id };
  });
}

interface EnrolInput {
  readonly idempotencyKey: string;
  readonly sessionId: string;
}

/** The caller takes a place; one who has a place keeps it. Nobody is examined by himself. Throws `TrainingFull`. */
export function enrolInTraining(room: BookingRoom, caller: Caller, input: EnrolInput) {
  return queuedCommand(room, [input.sessionId], caller, 'enrolInTraining', input, async (tx) => {
    const row = await sessionFor(room, tx, input.sessionId);
    refuseUnlessAhead(tx, row);
    if (row.examinerId === caller.subject) throw notPermitted(caller);
    if (!row.participants.some(({ accountId }) => accountId === caller.subject)) {
      if (row.participants.length >= row.capacity) throw full(caller, row.capacity);
      const unknown = { attended: null, result: null, qualificationId: null };
      const own = { accountId: caller.subject, name: caller.name, enrolledAt: tx.now, ...unknown };
      await saveTraining(room, tx, row, { participants: [...row.participants, own] });
      tx.audit({ action: 'enrolInTraining', recordId: row._id });
      tx.notify({ template: 'training.enrolled', to: [caller.subject], about: row._id, values: told(row) });
    }
    return { __typename: 'EnrolInTrainingSuccess', sessionId: row._id };
  });
}

/** The caller gives the place back. Throws `NotFound` without a place. */
export function withdrawFromTraining(room: BookingRoom, caller: Caller, input: EnrolInput) {
  return queuedCommand(room, [input.sessionId], caller, 'withdrawFromTraining', input, async (tx) => {
    const row = await sessionFor(room, tx, input.sessionId);
    refuseUnlessAhead(tx, row);
    const participants = row.participants.filter(({ accountId }) => accountId !== caller.subject);
    if (participants.length === row.participants.length) throw notFound(caller, row._id);
    await saveTraining(room, tx, row, { participants });
    tx.audit({ action: 'withdrawFromTraining', recordId: row._id });
    return { __typename: 'EnrolInTrainingSuccess', sessionId: row._id };
  });
}

function full(caller: Caller, capacity: number) {
  const text = { zh: '名额已满，请选择其他场次。', en: 'All places are taken. Choose another session.' };
  return refusal(caller, 'TrainingFull', text, { capacity });
}

/** Throws `WrongState` for a session that was cancelled or has begun. */
function refuseUnlessAhead(tx: Tx, row: TrainingRow): void {
  if (row.state === 'CANCELLED') throw wrongState(tx.caller, 'CANCELLED', []);
  if (row.start <= tx.now) throw wrongState(tx.caller, 'BEGUN', ['recordTrainingResults']);
}

const told = ({ title, start, end }: TrainingRow) => ({
  title,
  start: start.toISOString(),
  end: end.toISOString(),
});

/** A session, in the transaction. Throws `NotFound`. */
export async function sessionFor(room: BookingRoom, tx: Tx, id: string): Promise<TrainingRow> {
  const row = await room.models.trainings.findById(id).session(tx.session).lean<TrainingRow | null>();
  if (!row) throw notFound(tx.caller, id);
  return row;
}

/** Writes changed fields in a new version; a session that changed meanwhile is a defect, since its commands wait for each other. */
export async function saveTraining(
  room: BookingRoom,
  tx: Tx,
  { _id, version }: TrainingRow,
  fields: Partial<Pick<TrainingRow, 'state' | 'participants'>>,
): Promise<void> {
  const { matchedCount } = await room.models.trainings.updateOne(
    { _id, version },
    { $set: { ...fields, version: version + 1 } },
    { session: tx.session },
  );
  if (matchedCount !== 1) throw new Error(`${_id} is no longer at version ${version}`);
}
