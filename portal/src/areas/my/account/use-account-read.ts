import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '../../../graph/failure.ts';
import type { AccountAnswer } from './account-requests.ts';

/** Reads something about one's own account when the page opens, and again on `refresh`. */
export function useAccountRead<Data>(ask: () => Promise<AccountAnswer<Data>>) {
  const [data, setData] = useState<Data>();
  const [failure, setFailure] = useState<Failure>();
  const refresh = useCallback(() => {
    void ask().then((answer) => {
      if (answer.data !== undefined) setData(answer.data);
      setFailure(answer.failure ?? (answer.refusal && { kind: 'unavailable', message: answer.refusal.message }));
    });
  }, [ask]);
  useEffect(refresh, [refresh]);
  return { data, failure, refresh };
}
