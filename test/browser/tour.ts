import { hasParameters, leadsTo, maySee, type PortalPage, viewerOf } from './pages.ts';
import { openAs } from './people.ts';
import type { PortalWorld } from './portal.ts';
import type { Session, SessionOptions } from './session.ts';
import { linkedPaths } from './shown.ts';

/** Goes to one page after the other as somebody who may see it. */
export interface Tour {
  /** Opens the page; remembers what it links to. Throws when a page with parameters has no link on the pages visited before: what nothing links to, nobody finds. */
  visit(page: PortalPage, language?: 'zh' | 'en'): Promise<Session>;
}

/** Of all `pages`; `known` are addresses that only a code or a message leads to. */
export function startTour(
  world: PortalWorld,
  pages: readonly PortalPage[],
  known: readonly string[],
  options: Partial<SessionOptions> = {},
): Tour {
  const fixed = pages.filter((page) => !hasParameters(page));
  const links = new Map<string, string | null | undefined>(known.map((address) => [address, undefined]));
  const sessions = new Map<string | null, Promise<Session>>();
  const sessionOf = (viewer: string | null): Promise<Session> => {
    const session = sessions.get(viewer) ?? openAs(world, viewer, platformOf(viewer), options);
    sessions.set(viewer, session);
    return session;
  };
  /** A record is looked at by whoever was shown the link to it. */
  const found = (page: PortalPage): { readonly address: string; readonly viewer: string | null } => {
    if (!hasParameters(page)) return { address: page.path, viewer: viewerOf(page) };
    const leading = [...links].filter(
      ([address]) => leadsTo(page, address) && !fixed.some((other) => leadsTo(other, address)),
    );
    const link = leading.find(([, finder]) => finder !== undefined && maySee(finder, page)) ?? leading[0];
    if (link === undefined) throw new Error(`no page that was visited links to ${page.path}`);
    const [address, finder] = link;
    return { address, viewer: finder !== undefined && maySee(finder, page) ? finder : viewerOf(page) };
  };
  return {
    visit: async (page, language = 'zh') => {
      const { address, viewer } = found(page);
      const url = new URL(address, world.origin(platformOf(viewer)));
      url.searchParams.set('lang', language);
      const session = await sessionOf(viewer);
      await session.page.goto(url.href);
      await session.settled();
      for (const path of await linkedPaths(session.page)) if (!links.has(path)) links.set(path, viewer);
      return session;
    },
  };
}

/** The order to visit pages in: those with parameters last, deeper ones after those that link to them. */
export function tourOrder(pages: readonly PortalPage[]): readonly PortalPage[] {
  const parameters = ({ path }: PortalPage): number => (path.match(/:/g) ?? []).length * 100;
  const depth = (page: PortalPage): number =>
    hasParameters(page) ? parameters(page) + page.path.split('/').length : 0;
  return [...pages].sort((a, b) => depth(a) - depth(b));
}

const platformOf = (viewer: string | null): string => (viewer === 'official' ? 'hlj' : 'mdj');
