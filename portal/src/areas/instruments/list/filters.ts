import { useSearchParams } from 'react-router';
import type {
  InstrumentCardFragment,
  InstrumentFilter,
  InstrumentSort,
  InstrumentStatus,
  SearchFilter,
  ServiceMode,
} from '../generated.ts';

/** What narrows the list, as it stands in the page's address. */
export interface Facets {
  readonly text: string;
  readonly scope: 'OWN' | 'NETWORK';
  readonly home: string;
  readonly category: string;
  readonly district: string;
  readonly unit: string;
  readonly status: InstrumentStatus | '';
  readonly mode: ServiceMode | '';
  /** At least so many yuan; 0: any. */
  readonly value: number;
  readonly photos: boolean;
  readonly sort: InstrumentSort;
  readonly view: View;
}

export const VIEWS = ['cards', 'table', 'districts'] as const;
export type View = (typeof VIEWS)[number];
export const STATUSES = ['AVAILABLE', 'LIMITED', 'MAINTENANCE', 'DOWN'] as const satisfies readonly InstrumentStatus[];
export const MODES = ['BOOKING', 'TEST_REQUEST'] as const satisfies readonly ServiceMode[];
export const SORTS = [
  'NAME',
  'NEWEST',
  'VALUE_DESCENDING',
  'RATING_DESCENDING',
] as const satisfies readonly InstrumentSort[];
/** Steps of the original value in yuan: from ¥200,000 an instrument is large. */
export const VALUES = [0, 200_000, 500_000, 1_000_000, 5_000_000] as const;
const FEN_IN_YUAN = 100;

const oneOf = <Value extends string>(known: readonly Value[], value: string | null): Value | undefined =>
  known.find((one) => one === value);

export function facetsOf(parameters: URLSearchParams): Facets {
  const text = (name: string): string => parameters.get(name) ?? '';
  return {
    text: text('q').trim(),
    scope: text('scope') === 'OWN' ? 'OWN' : 'NETWORK',
    home: text('home'),
    category: text('category'),
    district: text('district'),
    unit: text('unit'),
    status: oneOf(STATUSES, parameters.get('status')) ?? '',
    mode: oneOf(MODES, parameters.get('mode')) ?? '',
    value: VALUES.find((one) => String(one) === text('value')) ?? 0,
    photos: text('photos') === '1',
    sort: oneOf(SORTS, parameters.get('sort')) ?? 'NAME',
    view: oneOf(VIEWS, parameters.get('view')) ?? 'cards',
  };
}

/** The facets, and how to change one: it goes into the address, so that the page can be shared and the browser goes back. */
export function useFacets() {
  const [parameters, setParameters] = useSearchParams();
  const set = (name: string, value: string): void => {
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  };
  return { facets: facetsOf(parameters), set, clear: () => setParameters({}) };
}

/** The facets as the list takes them. */
export function listFilter({ scope, home, category, district, unit, status, mode, value, photos }: Facets) {
  const filter: InstrumentFilter = {
    scope,
    ...(home === '' ? {} : { home }),
    ...(category === '' ? {} : { category }),
    ...(district === '' ? {} : { district }),
    ...(unit === '' ? {} : { unitId: unit }),
    ...(status === '' ? {} : { status }),
    ...(mode === '' ? {} : { serviceMode: mode }),
    ...(value === 0 ? {} : { minimumValueFen: value * FEN_IN_YUAN }),
    ...(photos ? { hasPhotos: true } : {}),
  };
  return filter;
}

/** The facets as the search by words takes them; the rest is left to `matches`. */
export function searchFilter({ scope, category, district, unit }: Facets): SearchFilter {
  return {
    kinds: ['INSTRUMENT'],
    scope,
    ...(category === '' ? {} : { category }),
    ...(district === '' ? {} : { district }),
    ...(unit === '' ? {} : { unitId: unit }),
  };
}

/** Does a hit of the search keep the facets that the search does not know? */
export function matches(card: InstrumentCardFragment, { home, status, mode, value, photos }: Facets): boolean {
  return (
    (home === '' || card.home === home) &&
    (status === '' || card.status === status) &&
    (mode === '' || card.serviceModes.includes(mode)) &&
    (value === 0 || (card.originalValueFen ?? 0) >= value * FEN_IN_YUAN) &&
    (!photos || card.attachments.some(({ kind }) => kind === 'PHOTO'))
  );
}
