import type { ReactNode } from 'react';
import type { SearchKindName } from '../../parts/record-address.ts';

/** A line drawing for each kind of record; decoration only, the name stands beside it. */
const DRAWINGS: Readonly<Record<SearchKindName, string>> = {
  TEST_ITEM: 'M9 3h6M10 3v6l-5 9a2 2 0 0 0 2 3h10a2 2 0 0 0 2-3l-5-9V3M7.5 15h9',
  INSTRUMENT: 'M6 21h12M9 21v-3h6M10 4l4-1 2 7-4 1zM16 9a6 6 0 0 1-1 9H8',
  EXPERT: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 3.5-7 8-7s8 3 8 7',
  ACHIEVEMENT: 'M12 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM8.5 14 7 22l5-3 5 3-1.5-8',
  PATENT: 'M6 3h9l4 4v14H6zM14 3v5h5M9 13h7M9 17h5',
  TECHNICAL_NEED: 'M12 3a6 6 0 0 0-3.5 10.9c.9.7 1.5 1.5 1.5 2.6h4c0-1.1.6-1.9 1.5-2.6A6 6 0 0 0 12 3zM10 20h4',
  DOCUMENT: 'M4 5c3-1 5-1 8 1 3-2 5-2 8-1v14c-3-1-5-1-8 1-3-2-5-2-8-1zM12 6v14',
  TRACKING_ITEM: 'M4 19V5h16v14zM8 9h8M8 12h8M8 15h5',
  UNIT: 'M4 21V9l8-5 8 5v12M9 21v-6h6v6M4 21h16',
};

/** The drawing of a kind. */
export function KindDrawing({ kind }: { readonly kind: SearchKindName }): ReactNode {
  return (
    <svg className="drawing" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={DRAWINGS[kind]} />
    </svg>
  );
}
