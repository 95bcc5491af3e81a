import { useCallback, useEffect, useRef, useState } from 'react';
import { useClient } from 'urql';
import { failureOf } from '../../graph/failure.ts';
import { isRefusal } from '../../graph/outcome.ts';
import { KioskScanDocument, type KioskScanMutation } from './generated.ts';
import { type Press, PressQueue } from './press-queue.ts';

type Scanned = Extract<KioskScanMutation['scanInstrument'], { __typename: 'ScanInstrumentSuccess' }>;

/** What the page says. */
export type Said =
  | { readonly kind: 'ready' | 'waiting' | 'sending' | 'full' | 'login' | 'trouble' }
  | { readonly kind: 'started' | 'stopped'; readonly order: Scanned['workOrder'] }
  | { readonly kind: 'refused'; readonly message: string };

const RETRY_MS = 15_000;
const queue = new PressQueue(localStorage);

/** Sends presses one after the other, oldest first; what can't be sent waits and is tried again by itself when the network is back. */
export function useKiosk(user: string | null, code: string | null) {
  const client = useClient();
  const [said, setSaid] = useState<Said>({ kind: 'ready' });
  const sending = useRef(false);

  const send = useCallback(
    async (press: Press): Promise<Said> => {
      const { idempotencyKey, code: pressed, at } = press;
      const { data, error } = await client
        .mutation(KioskScanDocument, { input: { idempotencyKey, code: pressed, at } })
        .toPromise();
      const answer = data?.scanInstrument;
      if (!answer) return unanswered(error ? failureOf(error).kind : 'unavailable');
      queue.remove(idempotencyKey);
      if (isRefusal(answer)) return { kind: 'refused', message: answer.message };
      const { started, workOrder } = answer as Scanned;
      return { kind: started ? 'started' : 'stopped', order: workOrder };
    },
    [client],
  );

  const drain = useCallback(async (): Promise<void> => {
    if (sending.current || user === null || queue.waiting(user).length === 0) return;
    sending.current = true;
    setSaid({ kind: 'sending' });
    try {
      for (const press of queue.waiting(user)) {
        const outcome = await send(press);
        setSaid(outcome);
        if (queue.waiting(user).some(({ idempotencyKey }) => idempotencyKey === press.idempotencyKey)) break;
      }
    } finally {
      sending.current = false;
    }
  }, [send, user]);

  useEffect(() => {
    const again = (): void => void drain();
    again();
    addEventListener('online', again);
    const timer = setInterval(again, RETRY_MS);
    return () => {
      removeEventListener('online', again);
      clearInterval(timer);
    };
  }, [drain]);

  const press = (): void => {
    if (user === null || code === null) return;
    const kept = queue.add({ idempotencyKey: crypto.randomUUID(), code, at: new Date().toISOString(), user });
    if (kept) void drain();
    else setSaid({ kind: 'full' });
  };
  return { said, press, waiting: user === null ? 0 : queue.waiting(user).length };
}

/** No answer: the press stays in the queue. Only a missing login needs the user. */
function unanswered(kind: ReturnType<typeof failureOf>['kind']): Said {
  if (kind === 'login') return { kind: 'login' };
  return { kind: kind === 'offline' ? 'waiting' : 'trouble' };
}
