import { type Caller, holds } from '../../../kernel/caller.ts';
import { dayOf } from '../domain/calendar.ts';
import type { ComplaintRow, SampleRow, TestRequestRow } from '../models.ts';
import { isRequestLate } from './deadlines.ts';
import { UNIT_STAFF } from './items.ts';
import type { ServicesRoom } from './room.ts';

const MOST = 100;
const DAY_MS = 86_400_000;
const IN_WORK = ['TAKEN', 'IN_PROGRESS', 'TESTED'] as const;

export interface Board {
  readonly toAnswer: TestRequestRow[];
  readonly inWork: TestRequestRow[];
  readonly late: TestRequestRow[];
  readonly toReview: TestRequestRow[];
  readonly toIssue: TestRequestRow[];
  readonly samplesReceivedToday: number;
  readonly samplesToday: SampleRow[];
  readonly complaintsToAnswer: ComplaintRow[];
}

const NOTHING: Board = {
  toAnswer: [],
  inWork: [],
  late: [],
  toReview: [],
  toIssue: [],
  samplesReceivedToday: 0,
  samplesToday: [],
  complaintsToAnswer: [],
};

/** What a unit has to do today; empty for one who does not act for it. Cost: six indexed reads. */
export async function operatorsBoard(room: ServicesRoom, caller: Caller, unitId: string): Promise<Board> {
  const { platform, clock } = room.kernel;
  if (!holds(caller, UNIT_STAFF, [platform.id, unitId])) return NOTHING;
  const find = (filter: object) =>
    room.models.requests.find(filter).sort({ requestedAt: 1 }).limit(MOST).lean<TestRequestRow[]>();
  const asked = await find({ askedUnitIds: unitId, state: 'DISPATCHED' });
  const inWork = await find({ takenBy: unitId, state: { $in: [...IN_WORK] } });
  const today = dayOf(clock.now(), platform.timeZone);
  const samplesToday = await samplesOn(room, unitId, today, clock.now());
  const isOpen = ({ dispatches }: TestRequestRow): boolean =>
    dispatches.some((line) => line.unitId === unitId && line.answer === 'OPEN');
  return {
    toAnswer: asked.filter(isOpen),
    inWork,
    late: inWork.filter((request) => isRequestLate(room, request) || isOverdue(request, today)),
    toReview: await find({ takenBy: unitId, 'draft.state': 'IN_REVIEW' }),
    toIssue: await find({ takenBy: unitId, 'draft.state': 'REVIEWED' }),
    samplesReceivedToday: samplesToday.length,
    samplesToday: samplesToday.slice(0, MOST),
    complaintsToAnswer: await complaintsOf(room, unitId),
  };
}

/** Is the day over by which the firm wanted the report? */
function isOverdue({ wantedBy }: TestRequestRow, today: string): boolean {
  return wantedBy !== null && wantedBy < today;
}

/** Samples that the unit received on the local day, the latest first. */
async function samplesOn(room: ServicesRoom, unitId: string, day: string, now: Date): Promise<SampleRow[]> {
  const rows = await room.models.samples
    .find({ unitId, receivedAt: { $gt: new Date(now.getTime() - DAY_MS), $lte: now } })
    .sort({ receivedAt: -1 })
    .lean<SampleRow[]>();
  const { timeZone } = room.kernel.platform;
  return rows.filter(({ receivedAt }) => receivedAt !== null && dayOf(receivedAt, timeZone) === day);
}

function complaintsOf(room: ServicesRoom, unitId: string): Promise<ComplaintRow[]> {
  return room.models.complaints
    .find({ unitId, state: 'FILED' })
    .sort({ answerBy: 1 })
    .limit(MOST)
    .lean<ComplaintRow[]>()
    .exec();
}
