import { useSyncExternalStore } from 'react';

const WIDTHS = [
  { query: '(max-width: 600px)', days: 3 },
  { query: '(max-width: 900px)', days: 5 },
] as const;
const WEEK = 7;

/** How many days fit beside each other on this screen. */
export function useDays(): number {
  return useSyncExternalStore(subscribe, current);
}

function current(): number {
  return WIDTHS.find(({ query }) => matchMedia(query).matches)?.days ?? WEEK;
}

function subscribe(listener: () => void): () => void {
  const lists = WIDTHS.map(({ query }) => matchMedia(query));
  for (const list of lists) list.addEventListener('change', listener);
  return () => {
    for (const list of lists) list.removeEventListener('change', listener);
  };
}
