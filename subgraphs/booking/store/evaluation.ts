import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted, refuseProblems } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import firstSchemes from '../data/evaluation-schemes.json' with { type: 'json' };
import { type GivenScores, gradeOf, type Scheme, schemeProblems, totalHundredths } from '../domain/evaluation.ts';
import type { EvaluationScoresRow, InstrumentRow, SchemeRow } from '../models.ts';
import { indicatorsOf } from './indicators.ts';
import { instrumentById } from './instruments.ts';
import { isStaffOf } from './parties.ts';
import { type BookingRoom, command } from './room.ts';

/** The yearly evaluation of one instrument. */
export interface EvaluationFigures extends GivenScores {
  readonly instrumentId: string;
  readonly year: number;
  readonly scheme: SchemeRow;
  readonly effectiveMinutes: number;
  readonly ratedMinutes: number;
  readonly machineHoursHundredths: number;
  readonly totalHundredths: number;
  readonly grade: string | null;
}

/** Puts the published schemes into an empty collection: from then on they are the platform's data. */
export async function seedSchemes(room: BookingRoom): Promise<void> {
  if ((await room.models.schemes.countDocuments({})) === 0) await room.models.schemes.insertMany(firstSchemes);
}

export function evaluationSchemes(room: BookingRoom): Promise<SchemeRow[]> {
  return room.models.schemes.find({}).sort({ _id: -1 }).lean<SchemeRow[]>();
}

/** Evaluates a school year (September to August) by the scheme in force at its end; null when there was none. */
export async function evaluationOf(
  room: BookingRoom,
  instrumentId: string,
  year: number,
): Promise<EvaluationFigures | null> {
  const [scheme] = await room.models.schemes
    .find({ _id: { $lte: `${year + 1}-08-31` } })
    .sort({ _id: -1 })
    .limit(1)
    .lean<SchemeRow[]>();
  const instrument = await instrumentById(room, instrumentId);
  if (!scheme || !instrument) return null;
  const hours = await indicatorsOf(room, instrumentId, { kind: 'SCHOOL_YEAR', year });
  const given = await scoresOf(room, instrumentId, year);
  const machineHoursHundredths = hours.machineHourScoreHundredths ?? 0;
  const total = totalHundredths(scheme, machineHoursHundredths, given);
  return {
    instrumentId,
    year,
    scheme,
    effectiveMinutes: hours.effective,
    ratedMinutes: hours.ratedMinutes,
    machineHoursHundredths,
    ...given,
    totalHundredths: total,
    grade: gradeOf(scheme, total),
  };
}

async function scoresOf(room: BookingRoom, instrumentId: string, year: number): Promise<GivenScores> {
  const row = await room.models.scores.findById(`${instrumentId}|${year}`).lean<EvaluationScoresRow | null>();
  const { training = 0, research = 0, income = 0, functions = 0 } = row ?? {};
  return { training, research, income, functions };
}

/** Sets the scheme from a day on; one of the same day is replaced. */
export function setEvaluationScheme(
  room: BookingRoom,
  caller: Caller,
  input: Scheme & { readonly idempotencyKey: string; readonly validFrom: string },
): Promise<{ readonly __typename: string; readonly validFrom: string } | RefusalValue> {
  return command(room, caller, 'setEvaluationScheme', input, async (tx) => {
    const problems = schemeProblems(input).map(({ field, message }) => ({ field, text: { zh: message, en: message } }));
    if (problems.length > 0) throw invalidInput(caller, problems);
    const { machineHours, training, research, income, functions, validFrom } = input;
    const grades = input.grades.map(({ name, atLeast }) => ({ name, atLeast }));
    const row: SchemeRow = {
      _id: validFrom,
      source: caller.subject,
      machineHours,
      training,
      research,
      income,
      functions,
      grades,
    };
    await room.models.schemes.replaceOne({ _id: row._id }, row, { upsert: true, session: tx.session });
    tx.audit({
      action: 'setEvaluationScheme',
      recordId: `${room.kernel.platform.id}:evaluationScheme:${validFrom}`,
      after: row,
    });
    return { __typename: 'SetEvaluationSchemeSuccess', validFrom };
  });
}

export interface ScoresInput extends GivenScores {
  readonly idempotencyKey: string;
  readonly instrumentId: string;
  readonly year: number;
}

/** Records the scores that are not measured. */
export function recordEvaluationScores(
  room: BookingRoom,
  caller: Caller,
  input: ScoresInput,
): Promise<{ readonly __typename: string; readonly instrumentId: string; readonly year: number } | RefusalValue> {
  return command(room, caller, 'recordEvaluationScores', input, async (tx) => {
    const { instrumentId, year, training, research, income, functions } = input;
    const instrument = await instrumentById(room, instrumentId, tx.session);
    if (!instrument) throw notFound(caller, instrumentId);
    if (!isStaffOf(caller, instrument.path)) throw notPermitted(caller);
    const scores = { training, research, income, functions };
    refuseProblems(
      caller,
      Object.entries(scores).map(([field, score]) =>
        score >= 0 && score <= 100 ? null : { field, text: { zh: '须为 0 至 100。', en: 'Must be 0 to 100.' } },
      ),
    );
    const row: EvaluationScoresRow = { _id: `${instrumentId}|${year}`, ...scores };
    await room.models.scores.replaceOne({ _id: row._id }, row, { upsert: true, session: tx.session });
    tx.audit({ action: 'recordEvaluationScores', recordId: instrumentId, after: { year, ...scores } });
    return { __typename: 'RecordEvaluationScoresSuccess', instrumentId, year };
  });
}

/** A same-type instrument used so much a year on average counts as fully used (查重评议). */
const FULLY_USED_MINUTES = 1200 * 60;

/** How much the instruments of a category were used in a calendar year. */
export async function purchaseReview(room: BookingRoom, category: string, year: number) {
  const rows = await room.models.instruments
    .find({ category, withdrawn: false })
    .sort({ _id: 1 })
    .lean<InstrumentRow[]>();
  const own = rows.filter((row) => row.home === room.kernel.platform.id);
  const instruments = [];
  for (const { _id } of own) {
    const { effective, external } = await indicatorsOf(room, _id, { kind: 'CALENDAR_YEAR', year });
    instruments.push({ instrumentId: _id, effectiveMinutes: effective, externalMinutes: external });
  }
  const total = instruments.reduce((sum, row) => sum + row.effectiveMinutes, 0);
  const averageEffectiveMinutes = instruments.length === 0 ? 0 : Math.round(total / instruments.length);
  return { category, instruments, averageEffectiveMinutes, fullyUsed: averageEffectiveMinutes >= FULLY_USED_MINUTES };
}
