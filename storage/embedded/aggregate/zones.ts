import { MongoServerFault } from '../errors.ts';

/** A time zone: how far its clocks are ahead of UTC at an instant, in milliseconds. */
export interface Zone {
  readonly offsetAt: (instant: number) => number;
}

const fixed = (milliseconds: number): Zone => ({ offsetAt: () => milliseconds });
export const UTC = fixed(0);
const zones = new Map<string, Zone>();

/** `+08:00`, `+0800`, `+08`, `UTC` or an Olson name, from Node's own table. Error 40485 for anything else. */
export function readZone(name: string): Zone {
  if (name === 'UTC' || name === 'GMT' || name === 'Z') return UTC;
  const offset = /^([+-])(\d{2}):?(\d{2})?$/.exec(name);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
    return fixed((offset[1] === '-' ? -minutes : minutes) * 60_000);
  }
  const known = zones.get(name) ?? olson(name);
  zones.set(name, known);
  return known;
}

function olson(name: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  } catch {
    throw new MongoServerFault(40485, `unrecognized time zone identifier: "${name}"`);
  }
  return { offsetAt: (instant) => parseOffset(format.formatToParts(instant)) };
}

function parseOffset(parts: readonly Intl.DateTimeFormatPart[]): number {
  const text = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /^GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return (match[1] === '-' ? -seconds : seconds) * 1000;
}

/** The wall clock at an instant, as a Date whose UTC fields are the local ones. */
export function toLocal(date: Date, zone: Zone): Date {
  return new Date(date.getTime() + zone.offsetAt(date.getTime()));
}

/** The instant of a wall clock time; in a gap or overlap the offset before it counts. */
export function fromLocal(local: Date, zone: Zone): Date {
  const guess = local.getTime() - zone.offsetAt(local.getTime());
  return new Date(local.getTime() - zone.offsetAt(guess));
}
