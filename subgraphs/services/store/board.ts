import { type Caller, holds } from '../../../kernel/caller.ts';
import { dayOf, monthOf } from '../domain/calendar.ts';
import type { SampleRow, TestRequestRow } from '../models.ts';
import { UNIT_STAFF } from './items.ts';
import type { ServicesRoom } from './room.ts';

const MOST = 100;
const IN_WORK = ['TAKEN', 'IN_PROGRESS', 'TESTED'] as const;

export interface Board {
  readonly toAnswer: TestRequestRow[];
  readonly inWork: TestRequestRow[];
  readonly late: TestRequestRow[];
  readonly samplesReceivedToday: number;
}

const NOTHING: Board = { toAnswer: [], inWork: [], late: [], samplesReceivedToday: 0 };

/** What a unit has to do today; empty for one who does not act for it. */
export async function operatorsBoard(room: ServicesRoom, caller: Caller, unitId: string): Promise<Board> {
  const { platform, clock } = room.kernel;
  if (!holds(caller, UNIT_STAFF, [platform.id, unitId])) return NOTHING;
  const find = (filter: object) =>
    room.models.requests.find(filter).sort({ requestedAt: 1 }).limit(MOST).lean<TestRequestRow[]>();
  const asked = await find({ askedUnitIds: unitId, state: 'DISPATCHED' });
  const inWork = await find({ takenBy: unitId, state: { $in: [...IN_WORK] } });
  const today = dayOf(clock.now(), platform.timeZone);
  const isOpen = ({ dispatches }: TestRequestRow): boolean =>
    dispatches.some((line) => line.unitId === unitId && line.answer === 'OPEN');
  return {
    toAnswer: asked.filter(isOpen),
    inWork,
    late: inWork.filter(({ wantedBy }) => wantedBy !== null && wantedBy < today),
    samplesReceivedToday: await receivedOn(room, inWork, today),
  };
}

async function receivedOn(room: ServicesRoom, requests: readonly TestRequestRow[], day: string): Promise<number> {
  const ids = requests.map((request) => request._id);
  const samples = await room.models.samples.find({ testRequestId: { $in: ids } }).lean<SampleRow[]>();
  const { timeZone } = room.kernel.platform;
  return samples.filter(({ receivedAt }) => receivedAt !== null && dayOf(receivedAt, timeZone) === day).length;
}

export interface StatisticsRow {
  readonly unitId: string;
  readonly testItemId: string;
  readonly month: string;
  readonly reports: number;
  readonly samples: number;
  readonly netFen: number;
}

/** Reports of a year by unit, item and local month. Cost: one index scan of the year's reports. */
export async function testStatistics(
  room: ServicesRoom,
  year: number,
  unitId: string | null,
): Promise<StatisticsRow[]> {
  const { timeZone, id: home } = room.kernel.platform;
  const around = { $gte: new Date(Date.UTC(year, 0, 0)), $lt: new Date(Date.UTC(year + 1, 0, 2)) };
  const where = { 'report.issuedAt': around, home, ...(unitId ? { takenBy: unitId } : {}) };
  const sums = new Map<string, StatisticsRow>();
  for await (const row of room.models.requests.find(where).lean<TestRequestRow[]>().cursor()) {
    const request = row as unknown as TestRequestRow;
    const first = request.history.find(({ step }) => step === 'issueTestReport');
    const month = monthOf(first?.at ?? request.report?.issuedAt ?? request.requestedAt, timeZone);
    if (month.startsWith(String(year))) addRequest(sums, request, month);
  }
  return [...sums.values()].sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
}

function addRequest(sums: Map<string, StatisticsRow>, request: TestRequestRow, month: string): void {
  for (const [index, testItemId] of request.takenItemIds.entries()) {
    const place = { unitId: request.takenBy ?? '', testItemId, month };
    const before = sums.get(keyOf(place)) ?? { ...place, reports: 0, samples: 0, netFen: 0 };
    sums.set(keyOf(place), {
      ...before,
      reports: before.reports + 1,
      samples: before.samples + (request.items[index]?.sampleCount ?? 0),
      netFen: before.netFen + (index === 0 ? (request.price?.netFen ?? 0) : 0),
    });
  }
}

function keyOf({ unitId, testItemId, month }: Pick<StatisticsRow, 'unitId' | 'testItemId' | 'month'>): string {
  return `${month}|${unitId}|${testItemId}`;
}
