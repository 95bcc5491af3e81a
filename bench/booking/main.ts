import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Caller } from '../../kernel/caller.ts';
import { bookingModels } from '../../subgraphs/booking/models.ts';
import { bookingWorld, researcher, type World } from '../../test/harness/booking-world.ts';
import { fillInstruments, fillYear } from './fill.ts';

const SLOT_MS = 30 * 60_000;
const MONDAY = Date.UTC(2026, 2, 9);

const { values } = parseArgs({
  options: {
    instruments: { type: 'string', default: '10000' },
    perInstrument: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
    clients: { type: 'string', default: '50' },
  },
});

/**
 * `npm run bench:booking`: bookings a second, each on an instrument of its own and all on one; availability of one and of 20 instruments over a
 * week, at a tenth of the size and at the full one. Everything through the subgraph's schema on the embedded store; prints, asserts nothing.
 */
async function main(): Promise<void> {
  const instruments = Number(values.instruments);
  await withWorld(async (world) => {
    const ids = await fillInstruments(world, Math.min(instruments, 1000));
    await booking(world, 'each on another instrument', (index) => ids[index % ids.length] ?? '');
    await booking(world, 'all on one hot instrument', () => ids[0] ?? '');
  });
  for (const size of [instruments / 10, instruments]) {
    await withWorld(async (world) => {
      const ids = await fillInstruments(world, size);
      const count = await fillYear(world, ids, Number(values.perInstrument));
      console.log(`${size} instruments, ${count} bookings of one year`);
      await availability(world, ids, 1);
      await availability(world, ids, 20);
    });
  }
}

async function withWorld(work: (world: World) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mudan-bench-'));
  const world = await bookingWorld({ dataDir });
  try {
    await work(world);
  } finally {
    await world.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Clients book the next free half hour of their instrument for some seconds. */
async function booking(world: World, label: string, instrumentOf: (index: number) => string): Promise<void> {
  const until = performance.now() + Number(values.seconds) * 1000;
  const next = new Map<string, number>();
  const times: number[] = [];
  let refused = 0;
  let index = 0;
  const client = async (caller: Caller): Promise<void> => {
    while (performance.now() < until) {
      const instrumentId = instrumentOf(index++);
      const nth = next.get(instrumentId) ?? 0;
      next.set(instrumentId, nth + 1);
      const started = performance.now();
      const answer = await world.send(
        caller,
        'requestBooking',
        { instrumentId, slot: slotOf(nth), purpose: 'bench' },
        '... on Refusal { message }',
      );
      times.push(performance.now() - started);
      if (answer.__typename !== 'RequestBookingSuccess') refused += 1;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: Number(values.clients) }, () => client(researcher)));
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `bookings, ${label}: ${Math.round((times.length - refused) / seconds)}/s, ${percentiles(times)}, ${refused} refused`,
  );
}

/** The nth half hour of opening hours, from a Monday on: 24 a day. */
function slotOf(nth: number): { start: string; end: string } {
  const start = MONDAY + Math.floor(nth / 24) * 24 * 60 * 60_000 + (nth % 24) * SLOT_MS;
  return { start: new Date(start).toISOString(), end: new Date(start + SLOT_MS).toISOString() };
}

/** One query after the other, so that its own time is measured. */
async function availability(world: World, ids: readonly string[], together: number): Promise<void> {
  const query =
    'query($ids: [ID!]!, $from: DateTime!, $to: DateTime!) { availabilities(instrumentIds: $ids, from: $from, to: $to) { free { start } } }';
  const times: number[] = [];
  const until = performance.now() + Number(values.seconds) * 1000;
  for (let index = 0; performance.now() < until; index += 1) {
    const chosen = Array.from(
      { length: together },
      (_, step) => ids[(index * 7919 + step * 104_729) % ids.length] ?? '',
    );
    const from = MONDAY + (index % 40) * 7 * 24 * 60 * 60_000;
    const started = performance.now();
    await world.ask(researcher, query, {
      ids: chosen,
      from: new Date(from).toISOString(),
      to: new Date(from + 7 * 24 * 60 * 60_000).toISOString(),
    });
    times.push(performance.now() - started);
  }
  const stored = await bookingModels(world.kernel.connection).bookings.estimatedDocumentCount();
  console.log(
    `  availability of ${together} over a week among ${stored}: ${percentiles(times)} (${times.length} queries)`,
  );
}

function percentiles(times: number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

await main();
