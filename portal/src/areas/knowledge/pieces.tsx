import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type RecordKind, recordAddress } from '../../parts/record-address.ts';

/** Links to records of one kind below each other; null when there are none. */
export function links(
  kind: RecordKind,
  records: readonly { readonly id: string; readonly text: string; readonly note?: string | null | undefined }[],
): ReactNode {
  if (records.length === 0) return null;
  return (
    <ul className="link-list">
      {records.map(({ id, text, note }) => (
        <li key={id}>
          <Link to={recordAddress(kind, id)}>{text}</Link>
          {note ? <small>{note}</small> : null}
        </li>
      ))}
    </ul>
  );
}

/** The unit of a record, as a link. */
export function unitLink(unit: { readonly id: string; readonly name: string } | null | undefined): ReactNode {
  return unit ? <Link to={recordAddress('unit', unit.id)}>{unit.name}</Link> : null;
}

/** Words as small labels; null when there are none. */
export function tags(words: readonly string[]): ReactNode {
  if (words.length === 0) return null;
  return (
    <span>
      {words.map((word) => (
        <span key={word} className="tag">
          {word}
        </span>
      ))}
    </span>
  );
}

/** A text with its line breaks; null when there is none. */
export function paragraph(text: string | null | undefined): ReactNode {
  return text ? <p className="paragraph">{text}</p> : null;
}
