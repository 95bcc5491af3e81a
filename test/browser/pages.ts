import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';
import { scopesOf } from '../../auth/policy.ts';
import { demoAccount } from './login.ts';

/** What the tests read of a page's line in its area's `routes.tsx`. */
export interface PortalPage {
  readonly path: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly roles?: readonly string[];
  readonly scopes?: readonly string[];
  readonly bare?: boolean;
  /** The folder of `portal/src/areas/` that it is in. */
  readonly area: string;
}

const areas = fileURLToPath(new URL('../../portal/src/', import.meta.url));

/** Every page of every area, from the routes that the portal itself is made of: a new page is looked at without a line here. */
export async function portalPages(): Promise<readonly PortalPage[]> {
  const { module } = await runnerImport<{
    readonly routesByFile: Readonly<Record<string, { readonly routes: readonly Omit<PortalPage, 'area'>[] }>>;
  }>(fileURLToPath(new URL('./area-routes.ts', import.meta.url)), {
    configFile: false,
    root: areas,
    logLevel: 'error',
  });
  return Object.entries(module.routesByFile).flatMap(([file, { routes }]) =>
    routes.map((route) => ({ ...route, area: file.split('/').at(-2) ?? '' })),
  );
}

/** Whom the tests send to a page: the first who may see it. Somebody of a unit before the platform's own people, whose lists are longer but less telling. */
const PEOPLE = [
  'researcher',
  'engineer',
  'mdj-lab',
  'mdj-unit',
  'mdj-staff',
  'mdj-admin',
  'auditor',
  'official',
] as const;

/** In whose name an area's lists say most. */
const TELLING: Readonly<Record<string, (typeof PEOPLE)[number]>> = { services: 'engineer' };

/** May this demo account (null: a visitor) see the page? As `isVisible` of the portal's shell decides. */
export function maySee(username: string | null, { roles, scopes }: PortalPage): boolean {
  if (roles === undefined && scopes === undefined) return true;
  if (username === null) return false;
  const held = demoAccount(username).roles;
  const scopesHeld = ['user', ...scopesOf(held.map((role) => ({ role, path: [] })))];
  return held.some((role) => roles?.includes(role)) || scopesHeld.some((scope) => scopes?.includes(scope));
}

/** Username of who looks at a page, null for a visitor. Throws when nobody may see it. */
export function viewerOf(page: PortalPage): string | null {
  const telling = TELLING[page.area];
  const viewer = [null, ...(telling ? [telling] : []), ...PEOPLE].find((username) => maySee(username, page));
  if (viewer === undefined) throw new Error(`no demo account may see ${page.path}`);
  return viewer;
}

export const hasParameters = ({ path }: PortalPage): boolean => path.includes(':');

/** Does an address (a path with perhaps a query) lead to this page? */
export function leadsTo({ path }: PortalPage, address: string): boolean {
  const pattern = path.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : RegExp.escape(part)));
  return new RegExp(`^${pattern.join('/')}$`).test(address.split('?', 1)[0] ?? '');
}
