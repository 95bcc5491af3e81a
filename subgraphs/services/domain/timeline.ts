import { awaitedOf, type Deadline, type DeadlineFacts, type Deadlines } from './deadlines.ts';
import { type Hold, reasonOf, type Text } from './holds.ts';
import type { TestRequestState } from './transitions.ts';

/** Who does a step. */
type Actor = 'FIRM' | 'PLATFORM' | 'UNIT';

interface StepLine {
  readonly label: Text;
  readonly actor: Actor;
  readonly deadline?: Deadline;
}

/** Every step that a firm is shown, and who does it. */
const STEPS: Readonly<Record<string, StepLine>> = {
  requestTest: { label: { zh: '提交检测申请', en: 'Test requested' }, actor: 'FIRM' },
  acceptTestRequest: {
    label: { zh: '平台受理', en: 'Accepted by the platform' },
    actor: 'PLATFORM',
    deadline: 'acceptBy',
  },
  dispatchTestRequest: { label: { zh: '平台派单', en: 'Dispatched to units' }, actor: 'PLATFORM' },
  takeTestRequest: { label: { zh: '单位接单', en: 'Taken by a unit' }, actor: 'UNIT', deadline: 'answerBy' },
  quoteTestRequest: { label: { zh: '单位报价', en: 'Quoted by a unit' }, actor: 'UNIT', deadline: 'quoteBy' },
  acceptQuote: { label: { zh: '确认报价', en: 'Quote accepted' }, actor: 'FIRM' },
  declineTestRequest: { label: { zh: '单位拒单', en: 'Declined by a unit' }, actor: 'UNIT' },
  returnTestRequest: { label: { zh: '退回平台', en: 'Back to the platform' }, actor: 'PLATFORM' },
  refuseTestRequest: { label: { zh: '未受理', en: 'Refused' }, actor: 'PLATFORM' },
  withdrawTestRequest: { label: { zh: '撤回申请', en: 'Withdrawn' }, actor: 'FIRM' },
  planWork: { label: { zh: '安排检测工序', en: 'Work planned' }, actor: 'UNIT' },
  receiveSamples: { label: { zh: '接收样品', en: 'Samples received' }, actor: 'UNIT', deadline: 'samplesBy' },
  closeWorkOrder: { label: { zh: '检测完成', en: 'Test done' }, actor: 'UNIT', deadline: 'reportBy' },
  issueTestReport: { label: { zh: '出具报告', en: 'Report issued' }, actor: 'UNIT', deadline: 'reportBy' },
  correctTestReport: { label: { zh: '更正报告', en: 'Report corrected' }, actor: 'UNIT' },
  withdrawTestReport: { label: { zh: '撤回报告', en: 'Report withdrawn' }, actor: 'UNIT' },
  rateTestRequest: { label: { zh: '验收评价', en: 'Accepted and rated' }, actor: 'FIRM' },
  archiveTestRequest: { label: { zh: '归档', en: 'Archived' }, actor: 'PLATFORM' },
  holdTestRequest: { label: { zh: '暂停', en: 'Work stands still' }, actor: 'UNIT' },
  resumeTestRequest: { label: { zh: '恢复', en: 'Work goes on' }, actor: 'UNIT' },
};

/** Steps of units that were asked, whoever is chosen in the end. */
export const BY_ANY_UNIT: ReadonlySet<string> = new Set(['quoteTestRequest', 'declineTestRequest']);

/** The way that is still ahead, from the first step to the last. */
const WAY: Readonly<Record<DeadlineFacts['mode'], readonly string[]>> = {
  FIRST_COME: way('takeTestRequest'),
  CHOSEN_BY_FIRM: way('acceptQuote'),
};

function way(taking: string): readonly string[] {
  const before = ['requestTest', 'acceptTestRequest', 'dispatchTestRequest'];
  return [...before, taking, 'receiveSamples', 'closeWorkOrder', 'issueTestReport', 'rateTestRequest'];
}

/** The step in both languages; one that is not known by its name. */
export function labelOf(step: string): Text {
  return STEPS[step]?.label ?? { zh: step, en: step };
}

/** One line of a request's way, in no language yet: also what partners get. */
export interface TimelineLine {
  readonly step: string;
  readonly phase: 'DONE' | 'AWAITED' | 'EXPECTED';
  readonly at: Date | null;
  readonly unitId: string | null;
  readonly reason: Text | null;
  readonly deadline: Date | null;
}

/** A request as far as its way goes. */
export interface Tracked {
  readonly state: TestRequestState;
  readonly mode: DeadlineFacts['mode'];
  readonly firmId: string | null;
  readonly takenBy: string | null;
  readonly deadlines: Deadlines;
  readonly holds: readonly Hold[];
  readonly history: readonly {
    readonly step: string;
    readonly at: Date;
    readonly unitId?: string | null;
    readonly reason: string | null;
  }[];
}

/** What happened, what is awaited, and what is expected after it. Pure. */
export function timelineOf(request: Tracked): TimelineLine[] {
  const happened = request.history
    .filter(({ step }) => STEPS[step] && step !== 'holdTestRequest' && step !== 'resumeTestRequest')
    .map(({ step, at, unitId, reason }) => {
      const told = line(request, step, 'DONE', at, reason === null ? null : { zh: reason, en: reason });
      // Others than the taking unit quote and decline.
      return BY_ANY_UNIT.has(step) ? { ...told, unitId: unitId ?? null } : told;
    });
  const held = request.holds.flatMap((hold) => [
    { ...line(request, 'holdTestRequest', 'DONE', hold.since, reasonOf(hold)), unitId: hold.by },
    ...(hold.endedAt ? [line(request, 'resumeTestRequest', 'DONE', hold.endedAt, null)] : []),
  ]);
  const done = [...happened, ...held].sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
  return [...done, ...ahead(request)];
}

function ahead(request: Tracked): TimelineLine[] {
  const awaited = awaitedOf(request.state, request.mode);
  if (!awaited) return [];
  const steps = WAY[request.mode];
  const rest = steps.slice(steps.indexOf(awaited.step) + 1);
  return [
    line(request, awaited.step, 'AWAITED', null, null),
    ...rest.map((step) => line(request, step, 'EXPECTED', null, null)),
  ];
}

function line(
  request: Tracked,
  step: string,
  phase: TimelineLine['phase'],
  at: Date | null,
  reason: Text | null,
): TimelineLine {
  const { actor, deadline } = STEPS[step] ?? {};
  const who = { FIRM: request.firmId, PLATFORM: null, UNIT: request.takenBy } as const;
  const due = deadline ?? (step === 'acceptQuote' ? 'quoteBy' : null);
  return { step, phase, at, unitId: actor ? who[actor] : null, reason, deadline: due ? request.deadlines[due] : null };
}

/** Done after its deadline, or awaited past it; work that stands still is not late. */
export function isLineLate({ phase, at, deadline }: TimelineLine, onHold: boolean, now: Date): boolean {
  if (deadline === null || phase === 'EXPECTED') return false;
  return phase === 'DONE' ? at !== null && at > deadline : !onHold && now > deadline;
}
