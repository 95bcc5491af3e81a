import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
import { useSession } from '../session/use-session.ts';
import { groupOf, type NavigationPart, navigationOf } from './navigation-groups.ts';
import { allRoutes, titleKey } from './routes.ts';

/** The listed pages that the user may see: groups as tabs where there are several, the pages of the current one below. A phone shows them all. */
export function Navigation({ isOpen }: { readonly isOpen: boolean }) {
  const { t } = useTranslation('frame');
  const session = useSession();
  const { pathname } = useLocation();
  const parts = navigationOf(allRoutes, session);
  const current = groupOf(parts, pathname);
  return (
    <nav
      id="navigation"
      className={isOpen ? 'navigation navigation-open' : 'navigation'}
      aria-label={t('shell.navigation')}
    >
      {parts.length > 1 ? (
        <ul className="navigation-groups">
          {parts.map(({ group, routes }) => (
            <li key={group}>
              <Link to={routes[0]?.path ?? '/'} aria-current={group === current ? 'true' : undefined}>
                {t(`group.${group}`)}
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      {parts.map((part) => (
        <Group key={part.group} part={part} isCurrent={part.group === current} />
      ))}
    </nav>
  );
}

function Group({ part, isCurrent }: { readonly part: NavigationPart; readonly isCurrent: boolean }) {
  const { t } = useTranslation('titles');
  const { t: tf } = useTranslation('frame');
  const title = tf(`group.${part.group}`);
  return (
    <section
      className={isCurrent ? 'navigation-group navigation-group-current' : 'navigation-group'}
      aria-label={title}
    >
      <h2>{title}</h2>
      <ul>
        {part.routes.map(({ path }) => (
          <li key={path}>
            <NavLink to={path} end>
              {t(titleKey(path))}
            </NavLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
