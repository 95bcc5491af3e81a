import { hasParameters, leadsTo, type PortalPage, viewerOf } from './pages.ts';
import { openAs } from './people.ts';
import type { PortalWorld } from './portal.ts';
import type { Session, SessionOptions } from './session.ts';
import { linkedPaths } from './shown.ts';

/** Goes to one page after the other as somebody who may see it. */
export interface Tour {
  /** Opens the page; remembers what it links to. Throws when a page with parameters has no link on the pages visited before: what nothing links to, nobody finds. */
  visit(page: PortalPage, language?: 'zh' | 'en'): Promise<Session>;
}

/** `known` are addresses that only a code or a message leads to. */
export function startTour(world: PortalWorld, known: readonly string[], options: Partial<SessionOptions> = {}): Tour {
  const links = new Set(known);
  const sessions = new Map<string | null, Promise<Session>>();
  const sessionOf = (viewer: string | null): Promise<Session> => {
    const session = sessions.get(viewer) ?? openAs(world, viewer, platformOf(viewer), options);
    sessions.set(viewer, session);
    return session;
  };
  const addressOf = (page: PortalPage): string => {
    if (!hasParameters(page)) return page.path;
    const link = [...links].find((address) => leadsTo(page, address));
    if (link === undefined) throw new Error(`no page that was visited links to ${page.path}`);
    return link;
  };
  return {
    visit: async (page, language = 'zh') => {
      const viewer = viewerOf(page);
      const url = new URL(addressOf(page), world.origin(platformOf(viewer)));
      url.searchParams.set('lang', language);
      const session = await sessionOf(viewer);
      await session.page.goto(url.href);
      await session.settled();
      for (const path of await linkedPaths(session.page)) links.add(path);
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
