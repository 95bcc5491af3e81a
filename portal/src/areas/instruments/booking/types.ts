import type { RefusalOf } from '../../../graph/outcome.ts';
import type {
  BookInstrumentMutation,
  BookSeriesMutation,
  BookSetMutation,
  MoveBookedTimeMutation,
  PreviewSeriesQuery,
  UndoBookingMutation,
  WaitForSlotMutation,
} from '../generated.ts';

type Booked = BookInstrumentMutation['requestBooking'];

/** Whatever the graph may answer to a wish for a time of an instrument instead of doing it. */
export type BookingRefusal =
  | RefusalOf<Booked>
  | RefusalOf<BookSeriesMutation['requestBookingSeries']>
  | RefusalOf<BookSetMutation['requestBookingSet']>
  | RefusalOf<MoveBookedTimeMutation['moveBooking']>
  | RefusalOf<PreviewSeriesQuery['previewBookingSeries']>
  | RefusalOf<UndoBookingMutation['cancelBooking']>
  | RefusalOf<WaitForSlotMutation['joinWaitlist']>;

export type Violation = Extract<BookingRefusal, { __typename: 'RulesViolated' }>['violations'][number];
export type Conflict = Extract<BookingRefusal, { __typename: 'Conflicts' }>['conflicts'][number];

/** A booking as it was answered. */
export type Requested = Extract<Booked, { __typename: 'RequestBookingSuccess' }>['booking'];
