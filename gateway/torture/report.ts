import type { Finding } from './torture.ts';

/** p99 of ordinary requests under attack may be so many times what it is without. */
export const ALLOWED_RATIO = 3;

export function isSlow(finding: Finding): boolean {
  return (ratioOf(finding) ?? 0) > ALLOWED_RATIO;
}

export function ratioOf({ p99, quietP99 }: Finding): number | undefined {
  return quietP99 === undefined ? undefined : p99 / quietP99;
}

const COLUMNS: readonly (readonly [title: string, of: (finding: Finding) => string])[] = [
  ['attack', ({ name }) => name],
  ['requests', ({ requests }) => String(requests)],
  ['p50 ms', ({ p50 }) => p50.toFixed(1)],
  ['p99 ms', ({ p99 }) => p99.toFixed(1)],
  ['without', ({ quietP99 }) => quietP99?.toFixed(1) ?? '-'],
  ['ratio', (finding) => ratioOf(finding)?.toFixed(2) ?? '-'],
  ['neutral', ({ neutralP99 }) => neutralP99?.toFixed(1) ?? '-'],
  ['attack/s', ({ perSecond }) => perSecond.toFixed(0)],
  ['loop p99', ({ strain }) => strain.loopP99Ms.toFixed(1)],
  ['loop max', ({ strain }) => strain.loopMaxMs.toFixed(1)],
  ['GC max', ({ strain }) => strain.collectionMaxMs.toFixed(1)],
  ['CPU', ({ strain }) => `${(strain.cpu * 100).toFixed(0)} %`],
  ['starved', ({ strain }) => `${(strain.starved * 100).toFixed(1)} %`],
  ['MiB', ({ strain }) => strain.rssMiB.toFixed(0)],
];

/**
 * The findings as a table. `without`: p99 of the quiet windows around; `neutral`: p99 under as many valid tiny queries; `loop`: lateness of the gateway's
 * event loop in ms; `GC max`: its longest pause for garbage collection in ms; `starved`: share of the time that its main thread waited for a core.
 */
export function table(findings: readonly Finding[]): string {
  const rows = [COLUMNS.map(([title]) => title), ...findings.map((finding) => COLUMNS.map(([, of]) => of(finding)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
