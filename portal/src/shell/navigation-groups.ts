import { isVisible, NAVIGATION_GROUPS, type NavigationGroup, type PageRoute } from './route-types.ts';

/** One group of the navigation with its pages in order. */
export interface NavigationPart {
  readonly group: NavigationGroup;
  readonly routes: readonly PageRoute[];
}

const UNORDERED = 100;

/** The groups that have a page for these rights. */
export function navigationOf(
  routes: readonly PageRoute[],
  rights: Parameters<typeof isVisible>[1],
): readonly NavigationPart[] {
  const listed = routes.filter((route) => route.group !== undefined && isVisible(route, rights));
  return NAVIGATION_GROUPS.map((group) => ({
    group,
    routes: listed
      .filter((route) => route.group === group)
      .toSorted((a, b) => (a.order ?? UNORDERED) - (b.order ?? UNORDERED)),
  })).filter((part) => part.routes.length > 0);
}

/** The group that a page belongs to: that of the listed page whose path is the longest beginning of its own; else the first. */
export function groupOf(parts: readonly NavigationPart[], pathname: string): NavigationGroup | undefined {
  const fits = parts.flatMap(({ group, routes }) =>
    routes
      .filter(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
      .map(({ path }) => ({ group, length: path.length })),
  );
  const [best] = fits.toSorted((a, b) => b.length - a.length);
  return best?.group ?? parts[0]?.group;
}
