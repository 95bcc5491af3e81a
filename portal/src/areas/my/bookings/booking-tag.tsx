import { useTranslation } from 'react-i18next';
import { StateTag, type Tone } from '../../../parts/state-tag.tsx';
import type { BookingState } from '../generated.ts';

const TONES: Readonly<Record<BookingState, Tone>> = {
  PENDING: 'warn',
  TENTATIVE: 'warn',
  REQUESTED: 'warn',
  PLATFORM_ACCEPTED: 'warn',
  CONFIRMED: 'good',
  IN_USE: 'good',
  COMPLETED: 'calm',
  REFUSED: 'bad',
  CANCELLED: 'calm',
  NO_SHOW: 'bad',
  EXPIRED: 'calm',
};

/** Where a booking stands, in words. */
export function BookingTag({ state }: { readonly state: BookingState }) {
  const { t } = useTranslation('my');
  return <StateTag tone={TONES[state]}>{t(`state.${state}`)}</StateTag>;
}
