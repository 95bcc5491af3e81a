import { setTimeout as sleep } from 'node:timers/promises';
import type { Person } from '../../platform/walkthrough/client.ts';

/** One mutation that was answered: the key under which it must be answered the same for ever. */
export interface Acknowledged {
  readonly person: Person;
  readonly mutation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** `__typename` and the ids that the answer named. */
  readonly answer: string;
}

const RETRY_MS = 200;
/** A platform that was killed is back long before; what still fails then fails for ever. */
const PATIENCE_MS = 60_000;
const SELECTIONS: Readonly<Record<string, string>> = {
  requestBooking: '... on RequestBookingSuccess { booking { id } }',
  moveBooking: '... on MoveBookingSuccess { booking { id } }',
  acceptBooking: '... on AcceptBookingSuccess { booking { id } }',
  confirmBooking: '... on ConfirmBookingSuccess { booking { id } }',
  cancelBooking: '... on CancelBookingSuccess { booking { id } }',
  requestBookingSeries: '... on RequestBookingSeriesSuccess { bookings { id } }',
  requestBookingSet: '... on RequestBookingSetSuccess { bookings { id } }',
};

export interface Answer {
  readonly __typename: string;
  readonly booking?: { readonly id: string };
  readonly bookings?: readonly { readonly id: string }[];
}

/**
 * Sends a mutation until it is answered: a lost connection, a gateway that starts, or an overload is repeated under the same key. Errors that
 * are none of these end the torture.
 */
export async function sendUntilAnswered(
  person: Person,
  mutation: string,
  input: Readonly<Record<string, unknown>>,
  retried: () => void,
): Promise<Answer> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
  const query = `mutation($input: ${type}!) { ${mutation}(input: $input) { __typename ${SELECTIONS[mutation]} } }`;
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const reply = await person.send(query, { input }).catch(() => null);
    const payload = reply?.data?.[mutation] as Answer | undefined;
    if (payload) return payload;
    const codes = reply?.errors?.map((error) => error.extensions?.code ?? error.message).join(', ');
    if (
      codes &&
      !/UNAVAILABLE|TIMEOUT|OVERLOAD|SHUTTING|BUSY|CONTENTION|BULKHEAD|BREAKER|SUBGRAPH|UNAUTHENTICATED/.test(codes)
    ) {
      throw new Error(`${mutation}: ${codes}`);
    }
    if (Date.now() > until) throw new Error(`${mutation} was not answered: ${codes ?? 'no connection'}`);
    retried();
    await sleep(RETRY_MS + Math.random() * RETRY_MS);
  }
}

/** An answer in one line, to compare with the one that a replay gives. */
export function summary(answer: Answer): string {
  const ids = [answer.booking, ...(answer.bookings ?? [])].flatMap((booking) => booking?.id ?? []);
  return [answer.__typename, ...ids].join(' ');
}
