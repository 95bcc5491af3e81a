import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../../graph/use-read.ts';
import { instant, span as spanText } from '../../../parts/format.ts';
import { useFace } from '../../../shell/face.ts';
import { MyQualificationsDocument, type MyQualificationsQuery } from '../generated.ts';

/** What one may run, and the trainings in which one is enrolled. */
export function Qualifications({ accountId }: { readonly accountId: string }) {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  const { data } = useRead(MyQualificationsDocument, { accountId });
  const held = data?.qualifications ?? [];
  return (
    <section className="sheet" aria-labelledby="qualifications-title">
      <h2 id="qualifications-title">{t('qualifications.title')}</h2>
      {data && held.length === 0 ? <p>{t('qualifications.none')}</p> : null}
      <ul>
        {held.map(({ id, code, level, validTo }) => (
          <li key={id}>
            {t('qualifications.one', { code, level })}{' '}
            {validTo ? t('qualifications.until', { time: instant(validTo, timeZone) }) : t('qualifications.forGood')}
          </li>
        ))}
      </ul>
      <Trainings sessions={data?.trainingSessions.edges.map(({ node }) => node) ?? []} accountId={accountId} />
    </section>
  );
}

type Session = MyQualificationsQuery['trainingSessions']['edges'][number]['node'];

function Trainings({ sessions, accountId }: { readonly sessions: readonly Session[]; readonly accountId: string }) {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  if (sessions.length === 0) return null;
  const outcome = ({ state, participants }: Session): string => {
    const mine = participants.find(({ account }) => account.id === accountId);
    return t(`training.${state === 'CANCELLED' ? state : (mine?.result ?? 'ENROLLED')}`);
  };
  return (
    <>
      <h3>{t('training.title')}</h3>
      <ul>
        {sessions.map((session) => (
          <li key={session.id}>
            {session.title} · {spanText(session.slot.start, session.slot.end, timeZone)} · {outcome(session)}
            {session.instrument ? (
              <>
                {' · '}
                <Link to={`/instruments/${encodeURIComponent(session.instrument.id)}`}>{session.instrument.name}</Link>
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}
