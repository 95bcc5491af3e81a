import type { Kernel } from '../../kernel/types.ts';
import type { Ledger } from '../../ledger/types.ts';
import { type HourSums, hoursOf, NO_HOURS, plus } from '../../subgraphs/booking/domain/indicators.ts';
import { atLeast, type Interval, lengthened } from '../../subgraphs/booking/domain/interval.ts';
import { minutesByMonth } from '../../subgraphs/booking/domain/local-time.ts';
import { defaultPolicy } from '../../subgraphs/booking/domain/policy.ts';
import { OCCUPYING } from '../../subgraphs/booking/domain/transitions.ts';
import {
  type BookingModels,
  type BookingRow,
  bookingModels,
  type IndicatorRow,
  type InstrumentRow,
  type UsageRow,
  type WorkOrderRow,
} from '../../subgraphs/booking/models.ts';
import { brokenAfterwards } from './check-ratings.ts';

interface Checked {
  readonly kernel: Pick<Kernel, 'connection' | 'platform'>;
  readonly ledger: Pick<Ledger, 'trialBalance'>;
}

interface Everything {
  readonly instruments: readonly InstrumentRow[];
  readonly bookings: readonly BookingRow[];
  readonly orders: readonly WorkOrderRow[];
  readonly usage: readonly UsageRow[];
  readonly indicators: readonly IndicatorRow[];
}

/** Everything that must hold of a platform's bookings, whatever happened: what is broken, in words; empty when all is well. */
export async function checkBookings({ kernel, ledger }: Checked): Promise<string[]> {
  const models = bookingModels(kernel.connection);
  const all = await everything(models);
  const { minutes, fen } = await ledger.trialBalance();
  const balance = minutes === 0 && fen === 0 ? [] : [`the journal is out of balance: ${minutes} minutes, ${fen} fen`];
  return [
    ...balance,
    ...overlappingBookings(all, kernel.platform.timeZone),
    ...overlappingUsage(all),
    ...wrongSums(all),
    ...orphans(all),
    ...wrongIndicators(all, kernel.platform.timeZone),
    ...(await brokenAfterwards(models, all.bookings, kernel.platform.id)),
  ];
}

async function everything(models: BookingModels): Promise<Everything> {
  return {
    instruments: await models.instruments.find({}).lean<InstrumentRow[]>(),
    bookings: await models.bookings.find({}).lean<BookingRow[]>(),
    orders: await models.workOrders.find({}).lean<WorkOrderRow[]>(),
    usage: await models.usage.find({}).lean<UsageRow[]>(),
    indicators: await models.indicators.find({}).lean<IndicatorRow[]>(),
  };
}

function overlappingBookings({ instruments, bookings }: Everything, timeZone: string): string[] {
  const problems = bookings
    .filter((row) => row.occupies !== OCCUPYING.includes(row.state))
    .map((row) => `${row._id} is ${row.state} and occupies: ${row.occupies}`);
  const byInstrument = Map.groupBy(
    bookings.filter((row) => row.occupies),
    (row) => row.instrumentId,
  );
  for (const instrument of instruments) {
    const { capacity, turnaroundMinutes } = { ...defaultPolicy(timeZone), ...instrument.policy };
    const times = (byInstrument.get(instrument._id) ?? []).map(({ start, busyUntil }) =>
      lengthened({ start, end: busyUntil }, turnaroundMinutes),
    );
    for (const { start } of atLeast(capacity + 1, times))
      problems.push(`${instrument._id} is overbooked at ${start.toISOString()}`);
  }
  return problems;
}

function overlappingUsage({ usage, instruments }: Everything): string[] {
  const capacity = new Map(instruments.map((row) => [row._id, row.policy?.capacity ?? 1]));
  const standing = usage.filter((row) => row.end && !row.reverses && !row.reversedBy);
  return [...Map.groupBy(standing, (row) => row.instrumentId)].flatMap(([id, rows]) => {
    const times = rows.map((row): Interval => ({ start: row.start, end: row.end ?? row.start }));
    return atLeast((capacity.get(id) ?? 1) + 1, times).map(
      ({ start }) => `${id} was used twice at ${start.toISOString()}`,
    );
  });
}

function wrongSums({ bookings, orders, usage }: Everything): string[] {
  const problems: string[] = [];
  const sum = (rows: readonly UsageRow[]): number => rows.reduce((minutes, row) => minutes + row.minutes, 0);
  const byOrder = Map.groupBy(usage, (row) => row.workOrderId);
  for (const order of orders) {
    const used = sum(byOrder.get(order._id) ?? []);
    if (used !== order.usedMinutes)
      problems.push(`${order._id} says ${order.usedMinutes} minutes, its records ${used}`);
  }
  const byBooking = Map.groupBy(usage, (row) => row.bookingId);
  for (const booking of bookings.filter((row) => row.state === 'COMPLETED')) {
    const used = sum(byBooking.get(booking._id) ?? []);
    if (used !== booking.usedMinutes)
      problems.push(`${booking._id} says ${booking.usedMinutes} minutes, its records ${used}`);
  }
  return problems;
}

function orphans({ bookings, orders, usage, instruments }: Everything): string[] {
  const known = new Set([...bookings, ...orders, ...instruments].map((row) => row._id));
  const missing = (id: string | null): boolean => id !== null && !known.has(id);
  return [
    ...orders.filter((row) => missing(row.bookingId)).map((row) => `${row._id} is of the missing ${row.bookingId}`),
    ...usage.filter((row) => missing(row.workOrderId)).map((row) => `${row._id} is of the missing ${row.workOrderId}`),
    ...usage.filter((row) => missing(row.bookingId)).map((row) => `${row._id} is of the missing ${row.bookingId}`),
  ];
}

/** The precomputed sums must equal a recomputation from the usage records. */
function wrongIndicators({ usage, instruments, indicators }: Everything, timeZone: string): string[] {
  const places = new Map(instruments.map((row) => [row._id, row]));
  const wanted = new Map<string, HourSums>();
  for (const row of usage) {
    if (!row.end) continue;
    const instrument = places.get(row.instrumentId);
    const subjects = [
      ...row.path,
      ...(instrument?.category ? [`category:${instrument.category}`] : []),
      ...(instrument?.district ? [`district:${instrument.district}`] : []),
    ];
    const sign = row.reverses ? -1 : 1;
    for (const [index, part] of minutesByMonth({ start: row.start, end: row.end }, timeZone).entries()) {
      const once = index === 0 ? sign : 0;
      const hours = hoursOf({
        ...row,
        minutes: sign * part.minutes,
        samples: once * Math.abs(row.samples),
        records: once,
      });
      for (const subject of subjects) {
        const key = `${subject}|${part.month}`;
        wanted.set(key, plus(wanted.get(key) ?? NO_HOURS, hours));
      }
    }
  }
  const kept = new Map(indicators.map((row) => [row._id, row]));
  return [...wanted].flatMap(([key, sums]) => differences(key, sums, kept.get(key)));
}

function differences(key: string, wanted: HourSums, kept: IndicatorRow | undefined): string[] {
  const names = Object.keys(wanted) as (keyof HourSums)[];
  return names
    .filter((name) => (kept?.[name] ?? 0) !== wanted[name])
    .map((name) => `${key}: ${name} is ${kept?.[name] ?? 0}, recomputed ${wanted[name]}`);
}
