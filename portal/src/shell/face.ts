import { createContext, use } from 'react';

/** A text in the platform's two languages. */
export interface LocalText {
  readonly zh: string;
  readonly en: string;
}

/** A platform of the network: names for the ids in records. */
export interface PlatformFace {
  readonly id: string;
  readonly name: LocalText;
  readonly level: PlatformLevel;
  readonly parent: string | null;
  readonly origin: string;
}

export type PlatformLevel = 'NATION' | 'PROVINCE' | 'CITY' | 'COUNTY';

/** What makes one portal program the face of one platform: `GET /portal/config.json` (platform/portal/faces.ts). */
export interface Face {
  readonly id: string;
  readonly level: PlatformLevel;
  readonly name: LocalText;
  readonly shortName: LocalText;
  readonly colours: { readonly primary: string };
  /** Path of the logo; null: the program's own mark. */
  readonly logo: string | null;
  /** `search`: the home page starts from test items; `network`: from the figures of the cities. */
  readonly home: 'search' | 'network';
  /** Path of the districts' boundaries (GeoJSON); null: there is no map. */
  readonly boundaries: string | null;
  readonly timeZone: string;
  readonly origin: string;
  readonly locales: readonly string[];
  /** All platforms of the network, this one included. */
  readonly platforms: readonly PlatformFace[];
  /** Demo accounts exist. */
  readonly demo: boolean;
}

/** Asks the platform who it is. Rejects when it does not answer. */
export async function fetchFace(): Promise<Face> {
  const response = await fetch('/portal/config.json', { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`/portal/config.json: ${response.status}`);
  return (await response.json()) as Face;
}

export const FaceContext = createContext<Face | null>(null);

/** The face of this platform. */
export function useFace(): Face {
  const face = use(FaceContext);
  if (face === null) throw new Error('useFace outside of the shell');
  return face;
}
