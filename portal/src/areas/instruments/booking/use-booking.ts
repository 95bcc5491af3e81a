import { useState } from 'react';
import { useClient } from 'urql';
import type { Failure } from '../../../graph/failure.ts';
import { failureOf } from '../../../graph/failure.ts';
import { isRefusal } from '../../../graph/outcome.ts';
import { useCommand } from '../../../graph/use-command.ts';
import type { Span } from '../calendar/week.ts';
import {
  BookInstrumentDocument,
  BookSeriesDocument,
  PreviewSeriesDocument,
  type PreviewSeriesQuery,
  WaitForSlotDocument,
} from '../generated.ts';
import type { BookingRefusal, Requested } from './types.ts';
import { commonInput, payerInput, ruleInput, type Wish } from './wish.ts';

export type Preview = Extract<
  PreviewSeriesQuery['previewBookingSeries'],
  { __typename: 'RequestBookingSeriesSuccess' }
>;

/** What the user is told after asking: nothing yet, why not, or that it waits on the waitlist. */
export interface Told {
  readonly refusal?: BookingRefusal;
  readonly failure?: Failure;
  readonly preview?: Preview;
  readonly waits?: boolean;
}

/** What was booked: one time, or many of a series. */
export type Booked = { readonly booking: Requested } | { readonly slots: readonly Span[]; readonly left: number };

interface Options {
  readonly instrumentId: string;
  readonly onBooked: (booked: Booked) => void;
}

/** The three things that one can do with a wish: book it, look what a series would meet, wait for it. */
export function useBooking({ instrumentId, onBooked }: Options) {
  const client = useClient();
  const single = useCommand(BookInstrumentDocument);
  const series = useCommand(BookSeriesDocument);
  const waiting = useCommand(WaitForSlotDocument);
  const [told, setTold] = useState<Told>({});

  const bookOnce = async (wish: Wish, slot: Span): Promise<void> => {
    const { success, ...rest } = await single.run({ ...commonInput(instrumentId, slot, wish), ...payerInput(wish) });
    if (success) onBooked({ booking: success.booking });
    else setTold(onlyTold(rest));
  };
  const bookSeries = async (wish: Wish, slot: Span): Promise<void> => {
    const { success, ...rest } = await series.run(seriesInput(instrumentId, slot, wish));
    if (success) onBooked({ slots: success.slots, left: success.conflicts.length });
    else setTold(onlyTold(rest));
  };
  const preview = async (wish: Wish, slot: Span): Promise<void> => {
    const input = { ...seriesInput(instrumentId, slot, wish), idempotencyKey: crypto.randomUUID() };
    const { data, error } = await client.query(PreviewSeriesDocument, { input }).toPromise();
    const answer = data?.previewBookingSeries;
    if (!answer) setTold({ failure: error ? failureOf(error) : { kind: 'unavailable' } });
    else setTold(isRefusal(answer) ? { refusal: answer as BookingRefusal } : { preview: answer as Preview });
  };
  const wait = async (window: Span, minutes: number, purpose: string): Promise<void> => {
    const input = { instrumentId, from: window.start, to: window.end, minutes, purpose };
    const { success, ...rest } = await waiting.run(input);
    setTold(success ? { waits: true } : onlyTold(rest));
  };
  return {
    told,
    forget: () => setTold({}),
    running: single.running || series.running || waiting.running,
    book: (wish: Wish, slot: Span) => (wish.repeats ? bookSeries(wish, slot) : bookOnce(wish, slot)),
    preview,
    wait,
  };
}

function seriesInput(instrumentId: string, slot: Span, wish: Wish) {
  const mode = wish.skips ? ('SKIP' as const) : ('ALL_OR_NOTHING' as const);
  return { ...commonInput(instrumentId, slot, wish), rule: ruleInput(wish), mode };
}

function onlyTold({ refusal, failure }: { refusal?: unknown; failure?: Failure | undefined }): Told {
  return {
    ...(refusal === undefined ? {} : { refusal: refusal as BookingRefusal }),
    ...(failure === undefined ? {} : { failure }),
  };
}
