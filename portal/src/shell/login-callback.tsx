import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Loading } from '../parts/states.tsx';
import { completeLogin } from '../session/session-store.ts';

/** Where the provider sends the browser after a login. */
export function LoginCallback() {
  const { t } = useTranslation('frame');
  const navigate = useNavigate();
  const [refused, setRefused] = useState(false);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    completeLogin(new URLSearchParams(location.search)).then(
      (returnTo) => navigate(returnTo, { replace: true }),
      (error: unknown) => {
        console.warn(error);
        setRefused(true);
      },
    );
  }, [navigate]);
  if (!refused) return <Loading />;
  return (
    <main className="start-failure">
      <h1>{t('login.refusedTitle')}</h1>
      <p>{t('login.refusedText')}</p>
      <Link className="button" to="/">
        {t('login.home')}
      </Link>
    </main>
  );
}
