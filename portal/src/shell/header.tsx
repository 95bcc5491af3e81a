import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useSearchParams } from 'react-router';
import { currentLanguage } from '../i18n/i18n.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { useFace } from './face.ts';
import { LanguageSwitch } from './language-switch.tsx';
import { Navigation } from './navigation.tsx';
import { UserMenu } from './user-menu.tsx';

/** Face, search, language, user; below it the navigation, which a phone opens by a button. */
export function Header() {
  const { t } = useTranslation('frame');
  const { pathname } = useLocation();
  const [parameters] = useSearchParams();
  const [isOpen, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the menu
  useEffect(() => setOpen(false), [pathname]);
  return (
    <header className="header no-print">
      <div className="header-bar">
        <Mark />
        {pathname === '/' ? <span className="header-gap" /> : <SearchBox key={parameters.get('q')} place="header" />}
        <LanguageSwitch />
        <UserMenu />
        <button
          type="button"
          className="menu-button"
          aria-expanded={isOpen}
          aria-controls="navigation"
          onClick={() => setOpen(!isOpen)}
        >
          <span className="menu-lines" aria-hidden="true" />
          <span className="visually-hidden">{t('shell.menu')}</span>
        </button>
      </div>
      <Navigation isOpen={isOpen} />
    </header>
  );
}

function Mark() {
  const { shortName, name, logo } = useFace();
  const language = currentLanguage();
  return (
    <Link to="/" className="mark" title={name[language]}>
      <img src={logo ?? '/icon.svg'} alt="" width={36} height={36} />
      <span>{shortName[language]}</span>
    </Link>
  );
}
