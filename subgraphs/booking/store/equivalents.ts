import type { Caller } from '../../../kernel/caller.ts';
import type { Interval } from '../domain/interval.ts';
import { contains } from '../domain/interval.ts';
import { inReach } from '../domain/sharing.ts';
import { freeIntervals } from '../domain/slots.ts';
import type { InstrumentRow } from '../models.ts';
import { calendarOf } from './calendar.ts';
import { instrumentById } from './instruments.ts';
import type { BookingRoom } from './room.ts';

const CANDIDATES = 100;
const OFFERED = 10;

/** Own instruments of the same category that the caller may book and that are free for the whole slot; at most ten. */
export async function equivalentInstruments(
  room: BookingRoom,
  caller: Caller,
  instrumentId: string,
  slot: Interval,
): Promise<InstrumentRow[]> {
  const wanted = await instrumentById(room, instrumentId);
  if (!wanted?.category) return [];
  const candidates = await room.models.instruments
    .find({ category: wanted.category, home: room.kernel.platform.id, withdrawn: false, status: 'AVAILABLE' })
    .limit(CANDIDATES)
    .lean<InstrumentRow[]>();
  const free: InstrumentRow[] = [];
  for (const candidate of candidates) {
    if (candidate._id === instrumentId || !bookableBy(caller, candidate)) continue;
    const state = await calendarOf(room, candidate, slot);
    if (freeIntervals(state, slot).some((time) => contains(time, slot))) free.push(candidate);
    if (free.length === OFFERED) break;
  }
  return free;
}

function bookableBy(caller: Caller, instrument: InstrumentRow): boolean {
  const sameUnit = caller.unitId !== null && caller.unitId === instrument.unitId;
  return inReach(instrument.sharing, sameUnit, caller.home === instrument.home);
}
