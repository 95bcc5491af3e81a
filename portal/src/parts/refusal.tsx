import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../graph/failure.ts';
import './refusal.css';

interface Refused {
  readonly message: string;
  /** Of `InvalidInput`: what is wrong with which field. */
  readonly problems?: readonly { readonly field: string; readonly message: string }[];
}

/** Why a command was not done: what the platform says to change, or that it could not be asked. Takes the focus, so that it is read out. */
export function Refusal(props: { readonly refusal?: Refused | undefined; readonly failure?: Failure | undefined }) {
  const { t } = useTranslation('frame');
  const box = useRef<HTMLDivElement>(null);
  const { refusal, failure } = props;
  const isShown = refusal !== undefined || failure !== undefined;
  useEffect(() => {
    if (refusal !== undefined || failure !== undefined) box.current?.focus();
  }, [refusal, failure]);
  if (!isShown) return null;
  const message = refusal?.message ?? failure?.message ?? t(`failure.${failure?.kind ?? 'unavailable'}Text`);
  return (
    <div ref={box} className="refusal" role="alert" tabIndex={-1}>
      <strong>{refusal ? t('refusal.title') : t(`failure.${failure?.kind ?? 'unavailable'}`)}</strong>
      <p>{message}</p>
      {refusal?.problems && refusal.problems.length > 0 ? (
        <ul>
          {refusal.problems.map((problem) => (
            <li key={`${problem.field} ${problem.message}`}>{problem.message}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
