/** What the tortured process tells the one that kills it, a line each on standard output. */
export type Report =
  | { readonly kind: 'ready'; readonly entries: number }
  /** A step that was committed: it must be there for ever, once. */
  | { readonly kind: 'done'; readonly step: Step }
  | { readonly kind: 'sample'; readonly minutes: number; readonly fen: number; readonly entries: number }
  | { readonly kind: 'count'; readonly what: string }
  | { readonly kind: 'broken'; readonly what: string };

/** A step of a source, in full: repeated as it is, it must change nothing. */
export interface Step {
  readonly action: 'settle' | 'receive' | 'redeem';
  readonly sourceId: string;
  readonly consumer: string;
  readonly fen: number;
  readonly minutes: number;
  readonly at: string;
  readonly purseId?: string;
}

export function parseReport(line: string): Report {
  return JSON.parse(line) as Report;
}
