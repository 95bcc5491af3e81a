import { addDays } from '../../../parts/zone.ts';
import { type TimeValue, typed } from '../calendar/time-fields.tsx';
import type { Span } from '../calendar/week.ts';
import type { BookingForm, RequestBookingInput, SeriesFrequency } from '../generated.ts';

/** What stands in the booking form. */
export interface Wish {
  readonly time: TimeValue;
  readonly purpose: string;
  readonly operator: boolean;
  readonly groupId: string;
  readonly cardId: string;
  readonly forms: Readonly<Partial<Record<BookingForm, string>>>;
  readonly repeats: boolean;
  readonly frequency: SeriesFrequency;
  /** Last local day of the repetition. */
  readonly until: string;
  /** Leaves out the times that can't be had, instead of booking none. */
  readonly skips: boolean;
}

const FOUR_WEEKS = 28;

/** A form for a time, as it is opened. */
export function wishFor(span: Span, zone: string, operatorNeeded: boolean): Wish {
  const time = typed(span, zone);
  return {
    time,
    purpose: '',
    operator: operatorNeeded,
    groupId: '',
    cardId: '',
    forms: {},
    repeats: false,
    frequency: 'WEEKLY',
    until: addDays(time.date, FOUR_WEEKS),
    skips: false,
  };
}

/** What a single booking and a series have in common. */
export function commonInput(instrumentId: string, slot: Span, wish: Wish) {
  const forms = Object.entries(wish.forms).map(([form, content]) => ({ form: form as BookingForm, content }));
  return {
    instrumentId,
    slot: { start: slot.start, end: slot.end },
    purpose: wish.purpose.trim(),
    operator: wish.operator,
    forms: forms.filter(({ content }) => content.trim() !== ''),
  };
}

/** Who pays, where a research group does. */
export function payerInput(wish: Wish): Pick<RequestBookingInput, 'researchGroupId' | 'fundCardId'> {
  return {
    ...(wish.groupId === '' ? {} : { researchGroupId: wish.groupId }),
    ...(wish.cardId === '' ? {} : { fundCardId: wish.cardId }),
  };
}

/** The rule of a repetition in local wall time. */
export function ruleInput({ frequency, until }: Wish) {
  return { frequency, until };
}
