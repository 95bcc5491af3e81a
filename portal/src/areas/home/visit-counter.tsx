import { useEffect } from 'react';
import { useClient } from 'urql';
import { RecordVisitDocument } from './generated.ts';

const KEPT = 'mudan.visit';

/** Counts one visit for each session of the browser, by the page that was entered. What goes wrong is not the visitor's concern. */
export default function VisitCounter() {
  const client = useClient();
  useEffect(() => {
    if (sessionStorage.getItem(KEPT) !== null) return;
    const idempotencyKey = crypto.randomUUID();
    sessionStorage.setItem(KEPT, idempotencyKey);
    void client.mutation(RecordVisitDocument, { input: { idempotencyKey, entry: location.pathname } }).toPromise();
  }, [client]);
  return null;
}
