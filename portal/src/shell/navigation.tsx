import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { useSession } from '../session/use-session.ts';
import { isVisible, NAVIGATION_GROUPS, type PageRoute } from './route-types.ts';
import { allRoutes, titleKey } from './routes.ts';

/** The listed pages that the user may see, by group. */
export function Navigation({ isOpen }: { readonly isOpen: boolean }) {
  const { t } = useTranslation('frame');
  const session = useSession();
  const listed = allRoutes.filter((route) => route.group !== undefined && isVisible(route, session));
  const groups = NAVIGATION_GROUPS.map((group) => ({ group, routes: inOrder(listed, group) }));
  return (
    <nav
      id="navigation"
      className={isOpen ? 'navigation navigation-open' : 'navigation'}
      aria-label={t('shell.navigation')}
    >
      {groups
        .filter(({ routes }) => routes.length > 0)
        .map(({ group, routes }) => (
          <Group key={group} title={t(`group.${group}`)} routes={routes} />
        ))}
    </nav>
  );
}

function inOrder(routes: readonly PageRoute[], group: string): readonly PageRoute[] {
  return routes.filter((route) => route.group === group).sort((a, b) => (a.order ?? 100) - (b.order ?? 100));
}

function Group({ title, routes }: { readonly title: string; readonly routes: readonly PageRoute[] }) {
  const { t } = useTranslation('titles');
  return (
    <section className="navigation-group" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {routes.map(({ path }) => (
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
