import type { Dayjs } from 'dayjs';
import { instantOf } from './zone.ts';

const HOUR = 60;

/** The instant that antd's picker shows, read on the clocks of a zone: the picker itself knows the browser's zone only. */
export function pickedInstant(picked: Dayjs, zone: string): string {
  return instantOf({ date: picked.format('YYYY-MM-DD'), minutes: picked.hour() * HOUR + picked.minute() }, zone);
}
