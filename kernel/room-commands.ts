import type { Caller } from './caller.ts';
import { type Kernel, type RefusalValue, Refused, type Tx } from './types.ts';

/** What a room's commands need of it. */
export interface CommandRoom {
  readonly kernel: Pick<Kernel, 'command' | 'queued'>;
  /** Commands of this process that wait or run, by caller, name and input. */
  readonly running: Map<string, Promise<object>>;
}

interface Keyed {
  readonly idempotencyKey: string;
}

/** A command of a room: the mutation's name is its idempotency scope. */
export function command<I extends Keyed, T extends object>(
  room: Pick<CommandRoom, 'kernel'>,
  caller: Caller,
  name: string,
  input: I,
  work: (tx: Tx) => Promise<T>,
): Promise<T | RefusalValue> {
  return room.kernel.command({ caller, name, idempotencyKey: input.idempotencyKey, input }, work);
}

/**
 * A command that waits for its turn by `keys` (design.md §5). A repeated request gets the first answer without waiting; one whose first sending
 * still waits joins it, so that impatient clients do not lengthen the queue.
 */
export function queuedCommand<I extends Keyed, T extends object>(
  room: CommandRoom,
  keys: readonly string[],
  caller: Caller,
  name: string,
  input: I,
  work: (tx: Tx) => Promise<T>,
): Promise<T | RefusalValue> {
  const same = JSON.stringify([caller.subject, name, input]);
  const running = room.running.get(same);
  if (running) return running as Promise<T | RefusalValue>;
  const answer = firstAnswer<I, T>(room, caller, name, input)
    .then((known) => known ?? room.kernel.queued(keys, () => command(room, caller, name, input, work)))
    .finally(() => room.running.delete(same));
  room.running.set(same, answer);
  return answer;
}

/** What the key was answered before, if it was; costs one read. */
async function firstAnswer<I extends Keyed, T extends object>(
  room: CommandRoom,
  caller: Caller,
  name: string,
  input: I,
): Promise<T | RefusalValue | null> {
  try {
    return await command<I, T>(room, caller, name, input, () => Promise.reject(notYet));
  } catch (error) {
    if (error === notYet) return null;
    throw error;
  }
}

const notYet = new Error('not answered yet');

export function isRefusal(value: object): value is RefusalValue {
  return '__typename' in value && 'message' in value;
}

/** A refusal in the caller's language. */
export function refusal(
  caller: Pick<Caller, 'locale'>,
  __typename: string,
  text: { readonly zh: string; readonly en: string },
  fields: Readonly<Record<string, unknown>> = {},
): Refused {
  return new Refused({ __typename, message: text[caller.locale], ...fields });
}
