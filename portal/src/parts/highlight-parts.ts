/** A piece of a text, marked or not. */
export interface HighlightPart {
  readonly text: string;
  readonly marked: boolean;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

/** Takes `SearchHit.highlight` apart: terms stand between `<mark>` and `</mark>`, all else is escaped. */
export function highlightParts(highlight: string): readonly HighlightPart[] {
  return highlight
    .split(/(<mark>.*?<\/mark>)/s)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const marked = piece.startsWith('<mark>');
      return { marked, text: unescaped(marked ? piece.slice('<mark>'.length, -'</mark>'.length) : piece) };
    });
}

function unescaped(text: string): string {
  return text.replaceAll(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}
