import { systemCaller } from '../../kernel/caller.ts';
import { type BookingRow, bookingModels, type InstrumentRow } from '../../subgraphs/booking/models.ts';
import { HOUR_FEN, PLATFORM, researcher, UNIVERSITY, type World } from '../../test/harness/booking-world.ts';

const BATCH = 2000;
const DAY_MS = 24 * 60 * 60_000;
const YEAR_STARTS = Date.UTC(2026, 0, 5);

/** Instruments as the projection keeps them, with a tariff each. */
export async function fillInstruments(world: World, count: number): Promise<string[]> {
  const { kernel, ledger } = world;
  const { instruments } = bookingModels(kernel.connection);
  const ids = Array.from(
    { length: count },
    (_, index) => `${PLATFORM}:instrument:bench${String(index).padStart(6, '0')}`,
  );
  for (let from = 0; from < count; from += BATCH) {
    await instruments.collection.insertMany(ids.slice(from, from + BATCH).map(instrument) as never[]);
  }
  const priced = ids.slice(0, 1000);
  for (let from = 0; from < priced.length; from += 100) {
    await kernel.transact(systemCaller(PLATFORM, 'bench'), async (tx) => {
      for (const subjectId of priced.slice(from, from + 100)) {
        await ledger.pricing.setTariff(tx, {
          _id: kernel.newId('tariff'),
          subjectId,
          component: 'HOUR',
          userClass: 'MEMBER_UNIT',
          amountFen: HOUR_FEN,
          costBaseFen: HOUR_FEN,
          validFrom: new Date('2020-01-01T00:00:00Z'),
          validTo: null,
        });
      }
    });
  }
  return ids;
}

function instrument(id: string): InstrumentRow {
  return {
    _id: id,
    title: id,
    path: [PLATFORM, UNIVERSITY, id],
    unitId: UNIVERSITY,
    managingUnitId: UNIVERSITY,
    home: PLATFORM,
    sharing: 'PROVINCE',
    status: 'AVAILABLE',
    category: null,
    district: null,
    ratedMinutesPerYear: 84_000,
    withdrawn: false,
    version: 1,
    policy: null,
  };
}

/** A year of confirmed bookings, evenly spread: `each` of every instrument. Written without the rules, as an import would. */
export async function fillYear(world: World, ids: readonly string[], each: number): Promise<number> {
  const { bookings } = bookingModels(world.kernel.connection);
  let batch: BookingRow[] = [];
  let written = 0;
  const flush = async (): Promise<void> => {
    await bookings.collection.insertMany(batch as never[]);
    written += batch.length;
    batch = [];
  };
  for (let nth = 0; nth < each; nth += 1) {
    for (const id of ids) {
      batch.push(bookingOf(id, nth, each));
      if (batch.length === BATCH) await flush();
    }
  }
  if (batch.length > 0) await flush();
  return written;
}

function bookingOf(instrumentId: string, nth: number, each: number): BookingRow {
  const start = new Date(YEAR_STARTS + Math.floor((nth * 364) / each) * DAY_MS + (nth % 4) * 2 * 60 * 60_000);
  const end = new Date(start.getTime() + 90 * 60_000);
  return {
    _id: `${instrumentId}:${nth}`,
    remoteId: null,
    home: PLATFORM,
    idempotencyKey: `${nth}`,
    instrumentId,
    instrumentTitle: instrumentId,
    path: [PLATFORM, UNIVERSITY, instrumentId],
    unitId: UNIVERSITY,
    state: 'CONFIRMED',
    openApprovals: [],
    occupies: true,
    start,
    end,
    busyUntil: end,
    timeZone: 'Asia/Shanghai',
    purpose: 'bench',
    channel: 'ONLINE',
    userId: researcher.subject,
    userName: 'bench',
    userHome: PLATFORM,
    userUnitId: researcher.unitId,
    userClass: 'MEMBER_UNIT',
    researchGroupId: null,
    fundCardId: null,
    enteredBy: researcher.subject,
    operator: false,
    forms: [],
    overrideReason: null,
    price: null,
    priceFinal: false,
    usedMinutes: 0,
    reason: null,
    groupId: null,
    history: [],
    refusal: null,
    requestedAt: start,
    dueAt: null,
    reminders: 0,
    syncedAt: null,
    version: 1,
  };
}
