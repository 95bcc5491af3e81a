import type { Tone } from '../../parts/state-tag.tsx';

const TONES: Readonly<Record<string, Tone>> = {
  PENDING: 'warn',
  REQUESTED: 'warn',
  ACCEPTED: 'warn',
  DISPATCHED: 'warn',
  TAKEN: 'good',
  IN_PROGRESS: 'good',
  TESTED: 'good',
  REPORTED: 'good',
  COMPLETED: 'calm',
  ARCHIVED: 'calm',
  REFUSED: 'bad',
  WITHDRAWN: 'bad',
  FILED: 'warn',
  ANSWERED: 'warn',
  IN_MEDIATION: 'warn',
  SETTLED: 'calm',
  UPHELD: 'good',
  REJECTED: 'bad',
};

/** How the state of a test request or complaint is coloured; the word says it as well. */
export function toneOf(state: string): Tone {
  return TONES[state] ?? 'calm';
}
