import type { Tone } from '../../parts/state-tag.tsx';

const TONES: Readonly<Record<string, Tone>> = {
  REQUESTED: 'warn',
  PLATFORM_ACCEPTED: 'warn',
  CONFIRMED: 'good',
  IN_USE: 'good',
  RUNNING: 'good',
  STOPPED: 'warn',
  OPEN: 'warn',
  PROPOSED: 'warn',
  APPROVED: 'good',
  REFUSED: 'bad',
  CANCELLED: 'bad',
  NO_SHOW: 'bad',
};

/** How a booking's or work order's state is coloured; the word says it as well. */
export function toneOf(state: string): Tone {
  return TONES[state] ?? 'calm';
}
