import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { span as spanText } from '../../../parts/format.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { useSession } from '../../../session/use-session.ts';
import { EnrolInInstrumentTrainingDocument, type InstrumentForMeQuery } from '../generated.ts';

type Session = InstrumentForMeQuery['trainingSessions']['edges'][number]['node'];
type Told = Parameters<typeof Refusal>[0];

/** The trainings that end in the qualification, with a place in them one click away. */
export function Trainings({ sessions, zone }: { readonly sessions: readonly Session[]; readonly zone: string }) {
  const { t } = useTranslation('instruments');
  const { user } = useSession();
  const enrol = useCommand(EnrolInInstrumentTrainingDocument);
  const [told, setTold] = useState<Told>({});
  const [taken, setTaken] = useState<readonly string[]>([]);
  const coming = sessions.filter(({ state, slot }) => state === 'SCHEDULED' && Date.parse(slot.start) > Date.now());
  if (coming.length === 0) return <p>{t('training.none')}</p>;
  const take = async (sessionId: string): Promise<void> => {
    const { success, refusal, failure } = await enrol.run({ sessionId });
    if (success) setTaken([...taken, sessionId]);
    setTold({ refusal, failure });
  };
  return (
    <>
      <ul className="trainings" aria-label={t('training.title')}>
        {coming.map(({ id, title, slot, place, capacity, enrolled, participants }) => {
          const isIn = taken.includes(id) || participants.some(({ account }) => account.id === user?.id);
          return (
            <li key={id}>
              <strong>{title}</strong> {spanText(slot.start, slot.end, zone)} {place}
              <span> {t('training.places', { free: capacity - enrolled })}</span>
              <button
                type="button"
                className="button button-plain button-small"
                disabled={isIn || enrol.running || enrolled >= capacity}
                onClick={() => void take(id)}
              >
                {isIn ? t('training.enrolled') : t('training.enrol')}
              </button>
            </li>
          );
        })}
      </ul>
      <Refusal {...told} />
    </>
  );
}
