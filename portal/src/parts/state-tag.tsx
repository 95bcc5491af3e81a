import type { ReactNode } from 'react';
import './data-table.css';

export type Tone = 'good' | 'warn' | 'bad' | 'calm';

/** Where a record stands, as a small label. The words say it; the colour repeats it. */
export function StateTag({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`state state-${tone}`}>{children}</span>;
}
