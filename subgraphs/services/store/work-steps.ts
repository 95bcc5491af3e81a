import type { Caller } from '../../../kernel/caller.ts';
import { type Problem, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { PLANNABLE } from '../domain/possible-steps.ts';
import { possibleSteps } from '../domain/transitions.ts';
import { MOST_STEPS, type PlannedStep, replanned, type WorkStepRow } from '../domain/work-steps.ts';
import type { TestRequestRow } from '../models.ts';
import { ownRequest, saveRequest } from './advance.ts';
import { command, type ServicesRoom } from './room.ts';
import type { RequestSuccess } from './wish.ts';
import { refuseUnlessTaker, takenItems } from './work.ts';

interface StepInput {
  readonly id?: string | null | undefined;
  readonly title: string;
  readonly instrumentId?: string | null | undefined;
  readonly operatorName: string;
  readonly plannedStart?: Date | null | undefined;
  readonly plannedEnd?: Date | null | undefined;
  readonly book?: boolean | null | undefined;
}

export interface PlanWorkInput {
  readonly idempotencyKey: string;
  readonly testRequestId: string;
  readonly steps: readonly StepInput[];
}

/** The unit plans the work in steps; `booking` is asked for a work order of each, and for the instrument where the laboratory wants it booked. */
export function planWork(
  room: ServicesRoom,
  caller: Caller,
  input: PlanWorkInput,
): Promise<RequestSuccess | RefusalValue> {
  return command(room, caller, 'planWork', input, async (tx) => {
    const request = await ownRequest(room, tx, input.testRequestId);
    const unitId = refuseUnlessTaker(room, caller, request);
    if (!PLANNABLE.includes(request.state)) throw wrongState(caller, request.state, possibleSteps(request.state));
    const before = request.steps ?? [];
    refuseProblems(caller, problemsOf(input.steps, before));
    const steps = replanned(before, input.steps.map(plannedOf), () => room.kernel.newId('workStep'));
    const saved = await saveRequest(room, tx, request, { ...request, steps }, 'planWork');
    await tellPlan(room, tx, saved, unitId);
    return { __typename: 'PlanWorkSuccess', testRequestId: saved._id };
  });
}

function plannedOf(step: StepInput): PlannedStep {
  return {
    id: step.id ?? null,
    title: step.title.trim(),
    instrumentId: step.instrumentId ?? null,
    operatorName: step.operatorName.trim(),
    plannedStart: step.plannedStart ?? null,
    plannedEnd: step.plannedEnd ?? null,
    book: step.book ?? false,
  };
}

function problemsOf(steps: readonly StepInput[], before: readonly WorkStepRow[]): (Problem | null)[] {
  const kept = new Set(steps.flatMap(({ id }) => id ?? []));
  const unknown = [...kept].some((id) => before.every((step) => step.id !== id));
  const leftOut = before.some(({ id }) => !kept.has(id));
  const twice = kept.size !== steps.filter(({ id }) => id).length;
  const whole: Problem | null =
    steps.length === 0 || steps.length > MOST_STEPS
      ? { field: 'steps', text: { zh: `工序数须为 1 至 ${MOST_STEPS}。`, en: `Plan 1 to ${MOST_STEPS} steps.` } }
      : null;
  const ids: Problem | null =
    unknown || leftOut || twice
      ? {
          field: 'steps',
          text: { zh: '已计划的工序须各保留一次。', en: 'Every step that was planned before stays, once.' },
        }
      : null;
  return [whole, ids, ...steps.flatMap(problemsOfStep)];
}

function problemsOfStep(step: StepInput, index: number): (Problem | null)[] {
  const { plannedStart: start, plannedEnd: end } = step;
  const backwards = start && end && start >= end;
  const unbookable = step.book && !(step.instrumentId && start && end);
  return [
    required(`steps.${index}.title`, step.title),
    required(`steps.${index}.operatorName`, step.operatorName),
    backwards
      ? { field: `steps.${index}.plannedEnd`, text: { zh: '须晚于开始时间。', en: 'Must be after the start.' } }
      : null,
    unbookable
      ? {
          field: `steps.${index}.book`,
          text: { zh: '预约须有仪器和起止时间。', en: 'A booking needs the instrument, a start and an end.' },
        }
      : null,
  ];
}

/** What `booking` needs to open the orders: as when the request was taken, and the steps. */
async function tellPlan(room: ServicesRoom, tx: Tx, request: TestRequestRow, unitId: string): Promise<void> {
  const items = await takenItems(room, tx, request);
  const samples = await room.models.samples.countDocuments({ testRequestId: request._id }).session(tx.session);
  const payload = {
    path: items[0]?.path.slice(0, -1) ?? [room.kernel.platform.id, unitId],
    takenBy: unitId,
    requesterId: request.requesterId,
    firmId: request.firmId,
    userClass: request.userClass,
    samples,
    plannedBy: tx.caller.subject,
    steps: request.steps.map(({ id, title, instrumentId, operatorName, plannedStart, plannedEnd, book }) => ({
      stepId: id,
      title,
      instrumentId,
      operatorName,
      start: plannedStart,
      end: plannedEnd,
      book,
    })),
  };
  tx.emit({ type: 'testRequest.planned', recordId: request._id, version: request.version, payload });
}
