import { matchPath } from 'react-router';
import type { PageRoute } from './route-types.ts';

interface RoutesModule {
  readonly routes: readonly PageRoute[];
}

const modules = import.meta.glob<RoutesModule>('../areas/*/routes.tsx', { eager: true });

/** Every page of every area: an area joins by having a `routes.tsx`. */
export const allRoutes: readonly PageRoute[] = Object.values(modules).flatMap(({ routes }) => routes);

/** The page of an address with the name of its area, for what is fetched ahead; undefined when there is none. */
export function routeAt(pathname: string): { readonly route: PageRoute; readonly area: string } | undefined {
  for (const [file, { routes }] of Object.entries(modules)) {
    const route = routes.find(({ path }) => matchPath(path, pathname) !== null);
    if (route !== undefined) return { route, area: file.split('/').at(-2) ?? '' };
  }
  return undefined;
}

/** Titles by path: the `titles` namespace of the texts. */
export function routeTitles(language: 'zh' | 'en'): Readonly<Record<string, string>> {
  return Object.fromEntries(allRoutes.map(({ path, title }) => [titleKey(path), title[language]]));
}

/** The key of a path's title: dots and colons mean something to i18next. */
export function titleKey(path: string): string {
  return path.replaceAll(':', '@').replaceAll('.', '_');
}
