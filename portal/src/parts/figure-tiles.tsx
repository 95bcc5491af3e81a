import type { ReactNode } from 'react';
import { Link } from 'react-router';
import './figure-tiles.css';

/** One figure with its name; `to` leads to the list behind it. */
export interface FigureTile {
  readonly name: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly to?: string;
}

/** Figures side by side, each leading to what it counts. */
export function FigureTiles({ label, tiles }: { readonly label: string; readonly tiles: readonly FigureTile[] }) {
  return (
    <ul className="figure-tiles" aria-label={label}>
      {tiles.map((tile) => (
        <li key={tile.name} className="figure-tile">
          {tile.to === undefined ? <Figure {...tile} /> : <Link to={tile.to}>{<Figure {...tile} />}</Link>}
        </li>
      ))}
    </ul>
  );
}

function Figure({ name, value, note }: FigureTile) {
  return (
    <>
      <span>{name}</span>
      <strong>{value}</strong>
      {note === undefined ? null : <span>{note}</span>}
    </>
  );
}
