import { useState } from 'react';
import type { Failure } from '../../../graph/failure.ts';

/** What a form has to tell after it was sent. */
export interface Told {
  readonly saved: boolean;
  readonly refusal?:
    | { readonly message: string; readonly problems?: readonly { readonly field: string; readonly message: string }[] }
    | undefined;
  readonly failure?: Failure | undefined;
}

interface Outcome {
  readonly success?: object | undefined;
  readonly refusal?: Told['refusal'];
  readonly failure?: Failure | undefined;
}

/** Sends a form's command and keeps what came of it; `onSaved` reads the record again. */
export function useSaving(onSaved: () => void) {
  const [told, setTold] = useState<Told>({ saved: false });
  const save = async (asked: Promise<Outcome>): Promise<void> => {
    const { success, refusal, failure } = await asked;
    setTold({ saved: success !== undefined, refusal, failure });
    if (success) onSaved();
  };
  return { told, save };
}
