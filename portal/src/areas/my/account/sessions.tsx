import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { instant } from '../../../parts/format.ts';
import { useSession } from '../../../session/use-session.ts';
import { useFace } from '../../../shell/face.ts';
import { endSession, fetchSessions, type LoginSession } from './session-requests.ts';

/** The logins that are open, each of which can be ended. */
export function Sessions() {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  const { logout } = useSession();
  const [sessions, setSessions] = useState<readonly LoginSession[] | null>(null);
  const [failed, setFailed] = useState(false);
  const read = useCallback(() => {
    fetchSessions().then(setSessions, () => setFailed(true));
  }, []);
  useEffect(read, [read]);
  const end = (session: LoginSession): void => {
    if (session.current) logout();
    else endSession(session.id).then(read, () => setFailed(true));
  };
  return (
    <section className="sheet" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{t('sessions.title')}</h2>
      <p>{t('sessions.text')}</p>
      {failed ? <p role="alert">{t('sessions.failed')}</p> : null}
      <ul className="sessions">
        {sessions?.map((session) => (
          <li key={session.id}>
            <span>
              {session.loggedInAt ? t('sessions.since', { time: instant(session.loggedInAt, timeZone) }) : ''}
              {session.expiresAt ? t('sessions.until', { time: instant(session.expiresAt, timeZone) }) : ''}
              {session.methods.includes('otp') ? t('sessions.secondFactor') : ''}
            </span>
            {session.current ? <span className="tag">{t('sessions.current')}</span> : null}
            <button type="button" className="button button-plain button-small" onClick={() => end(session)}>
              {session.current ? t('sessions.logout') : t('sessions.end')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
