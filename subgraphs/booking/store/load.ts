import type { CountedAt } from '../../../kernel/counters/types.ts';
import type { Tx } from '../../../kernel/types.ts';
import { type HourSums, hoursOf, NO_HOURS, plus } from '../domain/indicators.ts';
import { addMinutes } from '../domain/interval.ts';
import { minutesByMonth } from '../domain/local-time.ts';
import type { UserClass } from '../domain/policy.ts';
import { isExternal, purposeOf } from '../domain/usage.ts';
import type { BookingRow, InstrumentRow, UsageRow, WorkOrderRow } from '../models.ts';
import type { BookingRoom } from './room.ts';

/** One service of past years: a booking that was used and closed. Nobody's account: those who used the machine then are not known here. */
export interface PastUse {
  readonly bookingId: string;
  readonly workOrderId: string;
  readonly usageRecordId: string;
  readonly instrumentId: string;
  readonly userUnitId: string;
  readonly userName: string;
  readonly userClass: UserClass;
  readonly channel: string;
  readonly purpose: string;
  readonly start: Date;
  readonly bookedMinutes: number;
  readonly usedMinutes: number;
  readonly samples: number;
}

/**
 * Writes past services with their bookings, work orders and usage records, and adds their hours to counters and indicators. Instruments that the
 * calendar does not know are an error. Cost: three inserts and one bulk write a call, however many rows.
 */
export function loadPastUse(room: BookingRoom): (rows: readonly PastUse[], tx: Tx) => Promise<void> {
  return async (rows, tx) => {
    const known = await instrumentsOf(room, rows, tx);
    const written = rows.map((row) => {
      const instrument = known.get(row.instrumentId);
      if (!instrument) throw new Error(`${row.instrumentId} is not known to the calendar`);
      return { instrument, ...recordsOf(room, row, instrument, tx) };
    });
    const { bookings, workOrders, usage } = room.models;
    await bookings.insertMany(
      written.map((one) => one.booking),
      { session: tx.session },
    );
    await workOrders.insertMany(
      written.map((one) => one.order),
      { session: tx.session },
    );
    await usage.insertMany(
      written.map((one) => one.usage),
      { session: tx.session },
    );
    await countHours(room, written, tx);
  };
}

async function instrumentsOf(
  room: BookingRoom,
  rows: readonly PastUse[],
  tx: Tx,
): Promise<ReadonlyMap<string, InstrumentRow>> {
  const ids = [...new Set(rows.map((row) => row.instrumentId))];
  const found = await room.models.instruments
    .find({ _id: { $in: ids } })
    .session(tx.session)
    .lean<InstrumentRow[]>();
  return new Map(found.map((row) => [row._id, row]));
}

function recordsOf(
  room: BookingRoom,
  row: PastUse,
  instrument: InstrumentRow,
  tx: Tx,
): { booking: BookingRow; order: WorkOrderRow; usage: UsageRow } {
  const by = tx.caller.subject;
  const usedUntil = addMinutes(row.start, row.usedMinutes);
  const place = { instrumentId: instrument._id, path: instrument.path, unitId: instrument.unitId };
  const who = { userId: by, userUnitId: row.userUnitId, userClass: row.userClass };
  const booking: BookingRow = {
    ...place,
    ...who,
    _id: row.bookingId,
    remoteId: null,
    home: room.kernel.platform.id,
    idempotencyKey: row.bookingId,
    instrumentTitle: instrument.title,
    state: 'COMPLETED',
    openApprovals: [],
    occupies: true,
    start: row.start,
    end: addMinutes(row.start, row.bookedMinutes),
    busyUntil: usedUntil,
    timeZone: room.kernel.platform.timeZone,
    purpose: row.purpose,
    channel: row.channel,
    userName: row.userName,
    userHome: room.kernel.platform.id,
    researchGroupId: null,
    fundCardId: null,
    enteredBy: by,
    operator: true,
    forms: [],
    overrideReason: null,
    price: null,
    priceFinal: false,
    usedMinutes: row.usedMinutes,
    reason: null,
    groupId: null,
    history: [],
    refusal: null,
    requestedAt: row.start,
    dueAt: null,
    reminders: 0,
    syncedAt: null,
    version: 1,
  };
  const order: WorkOrderRow = {
    ...place,
    ...who,
    _id: row.workOrderId,
    bookingId: row.bookingId,
    testRequestId: null,
    state: 'CLOSED',
    operatorName: '',
    procedure: null,
    samples: row.samples,
    usedMinutes: row.usedMinutes,
    resultText: null,
    consumables: [],
    resultFiles: [],
    price: null,
    openedAt: row.start,
    closedAt: usedUntil,
    acceptedAt: null,
    acceptanceRemark: null,
    version: 1,
  };
  const usage: UsageRow = {
    _id: row.usageRecordId,
    instrumentId: instrument._id,
    path: instrument.path,
    workOrderId: row.workOrderId,
    bookingId: row.bookingId,
    start: row.start,
    end: usedUntil,
    minutes: row.usedMinutes,
    usageClass: 'TEST',
    source: 'IMPORTED',
    external: isExternal(row.userUnitId, instrument.managingUnitId),
    purpose: purposeOf('TEST', row.userClass),
    samples: row.samples,
    recordedBy: by,
    recordedAt: tx.now,
    reverses: null,
    reversedBy: null,
  };
  return { booking, order, usage };
}

/** Sums by subject and month first: a past year has thousands of records but few months. */
async function countHours(
  room: BookingRoom,
  written: readonly { instrument: InstrumentRow; usage: UsageRow }[],
  tx: Tx,
): Promise<void> {
  const sums = new Map<string, { subjectId: string; month: string; hours: HourSums }>();
  const counted = new Map<string, { where: CountedAt; minutes: number; external: number; services: number }>();
  for (const { instrument, usage } of written) {
    for (const [index, { month, minutes }] of minutesByMonth(
      { start: usage.start, end: usage.end ?? usage.start },
      room.kernel.platform.timeZone,
    ).entries()) {
      const first = index === 0;
      const hours = hoursOf({
        usageClass: usage.usageClass,
        external: usage.external,
        purpose: usage.purpose,
        minutes,
        samples: first ? usage.samples : 0,
        records: first ? 1 : 0,
      });
      for (const subjectId of subjectsOf(instrument)) {
        const key = `${subjectId}|${month}`;
        sums.set(key, { subjectId, month, hours: plus(sums.get(key)?.hours ?? NO_HOURS, hours) });
      }
      const key = `${instrument.unitId}|${instrument.category ?? ''}|${month}`;
      const none = { where: hoursCountedAt(instrument, month), minutes: 0, external: 0, services: 0 };
      const count = counted.get(key) ?? none;
      count.minutes += minutes;
      count.external += usage.external ? minutes : 0;
      count.services += first ? 1 : 0;
      counted.set(key, count);
    }
  }
  await room.models.indicators.bulkWrite(
    [...sums].map(([key, { subjectId, month, hours }]) => ({
      updateOne: {
        filter: { _id: key },
        update: { $inc: { ...hours }, $setOnInsert: { subjectId, month } },
        upsert: true,
      },
    })),
    { session: tx.session },
  );
  for (const { where, minutes, external, services } of counted.values()) {
    const { category: _, ...unitAndMonth } = where;
    tx.count('machineMinutes', minutes, where);
    if (external > 0) tx.count('externalMachineMinutes', external, where);
    tx.count('servicesProvided', services, unitAndMonth);
  }
}

/** Where an instrument's hours of a local month are counted: its unit, its category, the middle of the month. */
export function hoursCountedAt(
  { unitId, category }: Pick<InstrumentRow, 'unitId' | 'category'>,
  month: string,
): CountedAt {
  return { unitId, ...(category ? { category } : {}), at: new Date(`${month}-15T00:00:00Z`) };
}

/** What an instrument's hours count for: itself and everything it lies in, its category, its district. */
export function subjectsOf(instrument: Pick<InstrumentRow, 'path' | 'category' | 'district'>): readonly string[] {
  return [
    ...instrument.path,
    ...(instrument.category ? [`category:${instrument.category}`] : []),
    ...(instrument.district ? [`district:${instrument.district}`] : []),
  ];
}
