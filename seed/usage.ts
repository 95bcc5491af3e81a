import { figures, firstDay } from './figures.ts';
import type { SeedInstrument } from './instruments.ts';
import { distribute, randomFrom, seedId } from './random.ts';
import type { SeedUnit } from './units.ts';

/** One past service: a booking with its work order and one usage record, closed. Instants in UTC; wall times are those of Asia/Shanghai. */
export interface SeedUse {
  readonly bookingId: string;
  readonly workOrderId: string;
  readonly usageRecordId: string;
  readonly instrument: SeedInstrument;
  readonly consumerUnit: SeedUnit;
  readonly start: Date;
  readonly bookedMinutes: number;
  readonly usedMinutes: number;
  readonly samples: number;
  /** Came in as a test request (sent samples) rather than as a booking by the one who uses the machine. */
  readonly viaTestRequest: boolean;
}

const DAY_MS = 86_400_000;
const DAYS = 731;
/** 09:00 and 13:30 of Asia/Shanghai in minutes UTC. */
const SLOT_STARTS = [60, 330] as const;
const LONGEST_MINUTES = 210;
/** On average two and a half hours. */
const AVERAGE_MINUTES = 150;

/** Uses from 2011-01-01 to 2012-12-31 that add up to the paper's machine-hours exactly; no two of one instrument overlap. */
export function seedUses(
  instruments: readonly SeedInstrument[],
  units: readonly SeedUnit[],
  scale: number,
): readonly SeedUse[] {
  const random = randomFrom('mdj/usage');
  const totalMinutes = Math.round(figures.mdj.machineMinutes * scale);
  const count = Math.round(totalMinutes / AVERAGE_MINUTES);
  const minutes = usedMinutes(totalMinutes, count, () => random.int(8, 20));
  const consumers = units.filter((unit) => unit.kind !== 'PLATFORM_CENTRE');
  const origin = Date.parse(`${firstDay}T00:00:00Z`);
  return minutes.map((used, i) => {
    const instrument = instruments[i % instruments.length] as SeedInstrument;
    const round = Math.floor(i / instruments.length);
    const rounds = Math.ceil(count / instruments.length);
    const day = workingDay(
      origin,
      Math.floor((round * DAYS) / rounds) + (i % Math.max(1, Math.floor(DAYS / rounds) - 2)),
    );
    const others = consumers.filter((unit) => unit.id !== instrument.unitId);
    const consumerUnit = random.chance(1, 4)
      ? (units.find((unit) => unit.id === instrument.unitId) as SeedUnit)
      : random.pick(others);
    const start = new Date(day + SLOT_STARTS[i % 2 === 0 ? 0 : 1] * 60_000);
    return {
      bookingId: seedId('mdj', 'booking', String(i)),
      workOrderId: seedId('mdj', 'workOrder', String(i)),
      usageRecordId: seedId('mdj', 'usageRecord', String(i)),
      instrument,
      consumerUnit,
      start,
      bookedMinutes: Math.ceil(used / 30) * 30,
      usedMinutes: used,
      samples: random.int(1, 6),
      viaTestRequest: consumerUnit.kind === 'FIRM' && random.chance(2, 3),
    };
  });
}

/** Minutes of each use, none longer than a half-day slot. */
function usedMinutes(total: number, count: number, weight: () => number): readonly number[] {
  const minutes = distribute(
    total,
    Array.from({ length: count }, () => weight()),
  );
  let carry = 0;
  const cut = minutes.map((value) => {
    const wanted = value + carry;
    const taken = Math.min(LONGEST_MINUTES, wanted);
    carry = wanted - taken;
    return taken;
  });
  for (let i = 0; carry > 0 && i < cut.length; i++) {
    const room = Math.min(carry, LONGEST_MINUTES - (cut[i] ?? 0));
    cut[i] = (cut[i] ?? 0) + room;
    carry -= room;
  }
  return cut;
}

function workingDay(origin: number, offset: number): number {
  const day = origin + Math.min(offset, DAYS - 1) * DAY_MS;
  const weekday = new Date(day).getUTCDay();
  if (weekday === 6) return day + 2 * DAY_MS;
  if (weekday === 0) return day + DAY_MS;
  return day;
}
