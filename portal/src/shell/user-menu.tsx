import { useTranslation } from 'react-i18next';
import { useSession } from '../session/use-session.ts';

/** Login for visitors; the name and logout for users. */
export function UserMenu() {
  const { t } = useTranslation('frame');
  const { user, login, logout } = useSession();
  if (user === null)
    return (
      <button type="button" className="button button-small" onClick={() => login()}>
        {t('login.button')}
      </button>
    );
  return (
    <div className="user">
      <span className="user-name">{user.name}</span>
      <button type="button" className="quiet-button" onClick={logout}>
        {t('login.logout')}
      </button>
    </div>
  );
}
