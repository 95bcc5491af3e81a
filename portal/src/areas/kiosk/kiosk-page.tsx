import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hours } from '../../parts/format.ts';
import { useSession } from '../../session/use-session.ts';
import './kiosk.css';
import { type Said, useKiosk } from './use-kiosk.ts';

const DEVICE = 'mudan.kiosk.device';

/** The code beside the instrument opens `/kiosk#<secret>`: a fragment never reaches a server. It leaves the address at once, so that it isn't shared with it. */
function takeDevice(): string | null {
  if (location.hash.length > 1) {
    sessionStorage.setItem(DEVICE, decodeURIComponent(location.hash.slice(1)));
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return sessionStorage.getItem(DEVICE);
}

/** A tablet or phone beside the instrument: one button starts the booked use and stops it. A press without network is kept and counts from when it was made. */
export default function KioskPage() {
  const { t } = useTranslation('kiosk');
  const { user, login, logout } = useSession();
  const [device] = useState(takeDevice);
  const { said, press, waiting } = useKiosk(user?.id ?? null, device);
  const online = useOnline();
  return (
    <main className="kiosk">
      <h1>{t('title')}</h1>
      {online ? null : <p className="kiosk-offline">{t('offline')}</p>}
      <p className={`kiosk-said kiosk-${said.kind}`} role="status">
        {device === null ? t('noDevice') : <Words said={said} />}
      </p>
      {waiting > 0 ? <p className="kiosk-soft">{t('kept', { count: waiting })}</p> : null}
      {device !== null && user ? (
        <button type="button" className="kiosk-button" onClick={press} disabled={said.kind === 'sending'}>
          {t('press')}
        </button>
      ) : null}
      {device !== null && !user ? (
        <button type="button" className="kiosk-button" onClick={() => login('/kiosk')}>
          {t('login')}
        </button>
      ) : null}
      {user ? (
        <p className="kiosk-soft">
          {user.name}{' '}
          <button type="button" className="quiet-button" onClick={logout}>
            {t('logout')}
          </button>
        </p>
      ) : null}
    </main>
  );
}

function Words({ said }: { readonly said: Said }) {
  const { t } = useTranslation('kiosk');
  if (said.kind === 'refused') return said.message;
  if (said.kind === 'started') return t('said.started', { name: said.order.instrument?.name });
  if (said.kind === 'stopped') return t('said.stopped', { used: hours(said.order.usedMinutes) });
  return t(`said.${said.kind}`);
}

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const look = (): void => setOnline(navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
    return () => {
      removeEventListener('online', look);
      removeEventListener('offline', look);
    };
  }, []);
  return online;
}
