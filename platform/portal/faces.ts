import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlatformInfo } from '../../kernel/types.ts';
import type { NetworkMember, PlatformConfig } from '../config.ts';
import { UserError } from '../user-error.ts';

type Localised = PlatformInfo['name'];

/** `search`: the home page starts from test items (a city's); `network`: from the figures of the cities (a province's). */
export type HomePage = 'search' | 'network';
const HOME_PAGES: readonly unknown[] = ['search', 'network'] satisfies HomePage[];

/** How a platform looks. One portal program has as many faces as there are platforms. */
export interface PortalFace {
  readonly name: Localised;
  readonly shortName: Localised;
  readonly colours: { readonly primary: string };
  /** An SVG file. */
  readonly logoFile: string | null;
  readonly home: HomePage;
  /** A GeoJSON file with the boundaries of the districts, for maps; the program comes with none. */
  readonly boundariesFile: string | null;
}

/** What the file named by `MUDAN_PORTAL` may say of one platform; each part may be left out. */
export type FaceSettings = Partial<Omit<PortalFace, 'logoFile' | 'boundariesFile'>> & {
  readonly logo?: string;
  readonly boundaries?: string;
};

const logos = join(dirname(fileURLToPath(import.meta.url)), 'logos');

/** The faces of the platforms that come with the program. Colours have a contrast of 4.5 : 1 or more with white (WCAG 2.2, 1.4.3). */
const FACES: Readonly<Record<string, Omit<PortalFace, 'name' | 'home' | 'boundariesFile'>>> = {
  mdj: {
    shortName: { zh: '牡丹江科技', en: 'Mudanjiang S&T' },
    colours: { primary: '#a61d4d' },
    logoFile: join(logos, 'mdj.svg'),
  },
  hlj: {
    shortName: { zh: '黑龙江科技', en: 'Heilongjiang S&T' },
    colours: { primary: '#14539a' },
    logoFile: join(logos, 'hlj.svg'),
  },
};
const PLAIN_COLOUR = '#2f5d50';

/** The face of a platform: its own, the settings laid over it. Throws `UserError` with what is wrong in the settings' file. */
export function portalFace(
  platform: Pick<NetworkMember, 'id' | 'name' | 'level'>,
  settingsFile: string | undefined,
): PortalFace {
  const { logo, boundaries, ...settings } = readSettings(settingsFile, platform.id);
  const beside = (file: string): string => resolve(dirname(settingsFile ?? ''), file);
  return {
    name: platform.name,
    shortName: platform.name,
    colours: { primary: PLAIN_COLOUR },
    logoFile: null,
    home: platform.level === 'CITY' || platform.level === 'COUNTY' ? 'search' : 'network',
    ...FACES[platform.id],
    ...settings,
    ...(logo === undefined ? {} : { logoFile: beside(logo) }),
    boundariesFile: boundaries === undefined ? null : beside(boundaries),
  };
}

/** `GET /portal/config.json`: what the portal's program must know before it draws anything. */
export interface PortalConfig {
  readonly id: string;
  readonly level: string;
  readonly name: Localised;
  readonly shortName: Localised;
  readonly colours: { readonly primary: string };
  /** Path of the logo; null: the program's own mark. */
  readonly logo: string | null;
  readonly home: HomePage;
  /** Path of the districts' boundaries (GeoJSON); null: there is no map. */
  readonly boundaries: string | null;
  readonly timeZone: string;
  readonly origin: string;
  readonly locales: readonly ['zh', 'en'];
  /** All platforms of the network, this one included: names for the ids in records, and where their portals are. */
  readonly platforms: readonly Pick<NetworkMember, 'id' | 'name' | 'level' | 'parent' | 'origin'>[];
  /** Demo accounts exist. */
  readonly demo: boolean;
}

export const LOGO_PATH = '/portal/logo.svg';
export const BOUNDARIES_PATH = '/portal/boundaries.json';

/** The public part of a platform's configuration, with its face. */
export function portalConfig(config: PlatformConfig, face: PortalFace): PortalConfig {
  const { name, shortName, colours, home } = face;
  return {
    id: config.id,
    level: config.level,
    name,
    shortName,
    colours,
    logo: face.logoFile === null ? null : LOGO_PATH,
    home,
    boundaries: face.boundariesFile === null ? null : BOUNDARIES_PATH,
    timeZone: config.timeZone,
    origin: config.origin,
    locales: ['zh', 'en'],
    platforms: config.network.map(({ id, name: called, level, parent, origin }) => ({
      id,
      name: called,
      level,
      parent,
      origin,
    })),
    demo: config.demo,
  };
}

const COLOUR = /^#[0-9a-f]{6}$/i;

function readSettings(file: string | undefined, platform: string): FaceSettings {
  if (!file) return {};
  let all: Record<string, FaceSettings | undefined>;
  try {
    all = JSON.parse(readFileSync(file, 'utf8')) as typeof all;
  } catch (error) {
    throw new UserError(`MUDAN_PORTAL: ${file} cannot be read: ${(error as Error).message}`);
  }
  const settings = all[platform] ?? {};
  const wrong = problemOf(settings);
  if (wrong !== null) throw new UserError(`MUDAN_PORTAL: ${file}: ${platform}.${wrong}`);
  return settings;
}

function problemOf({ name, shortName, colours, home, logo, boundaries }: FaceSettings): string | null {
  for (const [key, value] of Object.entries({ name, shortName })) {
    if (value !== undefined && (!value.zh || !value.en)) return `${key} needs zh and en`;
  }
  if (colours !== undefined && !COLOUR.test(colours.primary)) return 'colours.primary is #rrggbb';
  if (home !== undefined && !HOME_PAGES.includes(home)) return `home is ${HOME_PAGES.join(' or ')}`;
  if (logo !== undefined && !logo.endsWith('.svg')) return 'logo is an SVG file';
  if (boundaries !== undefined && !/\.(geo)?json$/.test(boundaries)) return 'boundaries is a GeoJSON file';
  return null;
}
