import type { Row } from './main.ts';

const COLUMNS: readonly (readonly [string, (row: Row) => string])[] = [
  ['contender', ({ contender }) => contender],
  ['query', ({ query }) => query],
  ['RPS', ({ rps }) => rps.toFixed(0)],
  ['p50 ms', ({ p50Ms }) => p50Ms.toFixed(0)],
  ['p99 ms', ({ p99Ms }) => p99Ms.toFixed(0)],
  ['CPU ms/request', ({ cpuMsPerRequest }) => cpuMsPerRequest.toFixed(3)],
  ['RSS MiB', ({ rssMiB }) => rssMiB.toFixed(0)],
  ['subgraph calls', ({ callsPerRequest }) => callsPerRequest.toFixed(2)],
  ['answer', ({ answer }) => answer],
  ['shed', ({ shed }) => String(shed)],
  ['failed', ({ failed }) => String(failed)],
];

export function table(rows: readonly Row[]): string {
  const cells = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, show]) => show(row)))];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

interface Target {
  readonly what: string;
  readonly least: number;
  readonly of: (find: (contender: string, query: string) => Row) => number;
}

/** Issue 4's targets, each as a ratio within this one run. */
const TARGETS: readonly Target[] = [
  {
    what: 'big query, no dedupe: CPU of stock Apollo / ours',
    least: 9,
    of: (find) => find('stock Apollo', 'big').cpuMsPerRequest / find('ours, hot front', 'big').cpuMsPerRequest,
  },
  {
    what: "big query, no dedupe: CPU of Hive's planner runtime / ours",
    least: 4,
    of: (find) => find('Hive, Rust planner', 'big').cpuMsPerRequest / find('ours, hot front', 'big').cpuMsPerRequest,
  },
  {
    what: "big query, dedupe: CPU of Hive's with its dedupe / ours",
    least: 3,
    of: (find) =>
      find('Hive, Rust planner, dedupe', 'big').cpuMsPerRequest /
      find('ours, hot front, dedupe', 'big').cpuMsPerRequest,
  },
  {
    what: "tiny query, no dedupe: our RPS / bare proxy's",
    least: 0.5,
    of: (find) => find('ours, hot front', 'tiny, in turns').rps / find('bare proxy', 'tiny, in turns').rps,
  },
  {
    what: "tiny query, dedupe: our RPS / bare proxy's",
    least: 1,
    of: (find) => find('ours, hot front, dedupe', 'tiny, in turns').rps / find('bare proxy', 'tiny, in turns').rps,
  },
  {
    what: "RSS after the big query: stock Apollo's / ours",
    least: 1,
    of: (find) => find('stock Apollo', 'big').rssMiB / find('ours, hot front', 'big').rssMiB,
  },
  {
    what: "RSS after the big query: Hive's / ours",
    least: 1,
    of: (find) => find('Hive, Rust planner', 'big').rssMiB / find('ours, hot front', 'big').rssMiB,
  },
  {
    what: '10 × the entities: 10 / growth of our CPU',
    least: 1,
    of: (find) =>
      10 / (find('ours, hot front', 'big × 10').cpuMsPerRequest / find('ours, hot front', 'big').cpuMsPerRequest),
  },
];

export function ratios(rows: readonly Row[]): string {
  const find = (contender: string, query: string): Row => {
    const row = rows.find((candidate) => candidate.contender === contender && candidate.query === query);
    if (row === undefined) throw new Error(`${contender}, ${query}`);
    return row;
  };
  const lines = TARGETS.map(({ what, least, of }) => {
    try {
      const reached = of(find);
      return `${reached >= least ? 'met   ' : 'MISSED'}  ${what}: ${reached.toFixed(2)} (target ≥ ${least})`;
    } catch (error) {
      return `not run ${what}: ${(error as Error).message} is missing`;
    }
  });
  return lines.join('\n');
}
