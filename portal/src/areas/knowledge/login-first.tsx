import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../session/use-session.ts';

/** What only users can do: visitors are asked to log in and come back here. */
export function LoginFirst({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  const { t } = useTranslation('frame');
  const { user, login } = useSession();
  if (user !== null) return children;
  return (
    <>
      <p>{text}</p>
      <button type="button" className="button" onClick={() => login()}>
        {t('login.button')}
      </button>
    </>
  );
}
