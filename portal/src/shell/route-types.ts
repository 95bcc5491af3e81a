import type { ComponentType } from 'react';
import type { LocalText } from './face.ts';

/** Groups of the navigation, in their order. */
export const NAVIGATION_GROUPS = ['find', 'my', 'lab', 'unit', 'admin'] as const;
export type NavigationGroup = (typeof NAVIGATION_GROUPS)[number];

/** One page of an area, as data in its `routes.tsx`. */
export interface PageRoute {
  /** Path pattern of react-router, such as `/instruments/:id`. */
  readonly path: string;
  /** In the navigation, the tab of the browser and the breadcrumb. The one text that is not in `locales/`: all titles are needed at once. */
  readonly title: LocalText;
  /** The page's module: its default export is the page. */
  readonly page: () => Promise<{ readonly default: ComponentType }>;
  /** Where it is listed; absent: reached by links only. */
  readonly group?: NavigationGroup;
  /** Order within the group, small first (default 100). */
  readonly order?: number;
  /** Who sees it: any of these roles. Absent: everybody. The graph decides what is allowed. */
  readonly roles?: readonly string[];
  /** Who sees it: any of these scopes, or `user` for whoever is logged in. Absent: everybody. */
  readonly scopes?: readonly string[];
  /** True: needs no antd (the first page must stay small). */
  readonly plain?: boolean;
  /** True: the page fills the window, without header, navigation and footer (kiosk, wall display). */
  readonly bare?: boolean;
}

/** What may be seen with these rights? */
export function isVisible(
  route: Pick<PageRoute, 'roles' | 'scopes'>,
  rights: { readonly roles: readonly string[]; readonly scopes: readonly string[]; readonly user: object | null },
): boolean {
  const { roles, scopes } = route;
  if (roles === undefined && scopes === undefined) return true;
  if (roles?.some((role) => rights.roles.includes(role))) return true;
  return scopes?.some((scope) => (scope === 'user' ? rights.user !== null : rights.scopes.includes(scope))) ?? false;
}
