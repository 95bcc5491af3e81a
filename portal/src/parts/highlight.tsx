import { highlightParts } from './highlight-parts.ts';

/** `SearchHit.highlight` as elements. */
export function Highlight({ text }: { readonly text: string }) {
  return highlightParts(text).map((part, place) =>
    part.marked ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity and never move
      <mark key={place}>{part.text}</mark>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: as above
      <span key={place}>{part.text}</span>
    ),
  );
}
