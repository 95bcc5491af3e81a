/** What one committed transaction did: lists that it read, and the unique values that it appended. */
export interface Committed {
  readonly id: number;
  readonly reads: readonly { readonly key: string; readonly list: readonly number[] }[];
  readonly appends: readonly { readonly key: string; readonly value: number }[];
}

/** Everything observed: committed transactions, values of those that weren't, and the lists at the end. */
export interface History {
  readonly committed: readonly Committed[];
  readonly aborted: ReadonlySet<number>;
  readonly final: ReadonlyMap<string, readonly number[]>;
}

type Graph = Map<number, Set<number>>;

/**
 * Anomalies that snapshot isolation forbids, found as Elle does for lists: the final list of a key tells in which order its values were written, a
 * read list tells what its reader saw. Forbidden are lost and dirty writes, aborted reads, reads that are no prefix, cycles of
 * write-write and write-read dependencies, and such cycles with exactly one anti-dependency (read skew, lost update). Two or more of them in
 * a row (write skew) are what snapshot isolation allows.
 */
export function anomalies(history: History): string[] {
  const found = [...writeAnomalies(history), ...readAnomalies(history)];
  if (found.length > 0) return found;
  const { dependencies, antiDependencies } = graphOf(history);
  for (const [from] of dependencies)
    if (reaches(dependencies, from, from)) found.push(`transaction ${from} depends on itself (G1c)`);
  for (const [reader, writers] of antiDependencies) {
    for (const writer of writers)
      if (reaches(dependencies, writer, reader))
        found.push(`transaction ${reader} did not see ${writer}, on which it depends (G-single)`);
  }
  return found;
}

function writeAnomalies({ committed, aborted, final }: History): string[] {
  const found: string[] = [];
  for (const { id, appends } of committed) {
    for (const { key, value } of appends) {
      const count = final.get(key)?.filter((other) => other === value).length ?? 0;
      if (count !== 1)
        found.push(`value ${value} of transaction ${id} is ${count} times in ${key} (lost or repeated write)`);
    }
  }
  for (const [key, list] of final)
    for (const value of list) if (aborted.has(value)) found.push(`aborted value ${value} stands in ${key}`);
  return found;
}

function readAnomalies({ committed, final }: History): string[] {
  const found: string[] = [];
  for (const { id, reads, appends } of committed) {
    const own = new Set(appends.map(({ value }) => value));
    for (const { key, list } of reads) {
      const others = list.filter((value) => !own.has(value));
      const prefix = (final.get(key) ?? []).slice(0, others.length);
      if (others.some((value, i) => value !== prefix[i]))
        found.push(`transaction ${id} read ${list.join(',')} in ${key}, which never was (dirty or aborted read)`);
    }
  }
  return found;
}

function graphOf({ committed, final }: History): { dependencies: Graph; antiDependencies: Graph } {
  const writerOf = new Map<number, number>();
  for (const { id, appends } of committed) for (const { value } of appends) writerOf.set(value, id);
  const dependencies: Graph = new Map();
  const antiDependencies: Graph = new Map();
  for (const list of final.values()) {
    for (let i = 1; i < list.length; i++)
      connect(dependencies, writerOf.get(list[i - 1] as number), writerOf.get(list[i] as number));
  }
  for (const { id, reads, appends } of committed) {
    const own = new Set(appends.map(({ value }) => value));
    for (const { key, list } of reads) {
      const seen = list.filter((value) => !own.has(value));
      const all = final.get(key) ?? [];
      connect(dependencies, writerOf.get(all[seen.length - 1] as number), id);
      connect(antiDependencies, id, writerOf.get(all[seen.length] as number));
    }
  }
  return { dependencies, antiDependencies };
}

function connect(graph: Graph, from: number | undefined, to: number | undefined): void {
  if (from === undefined || to === undefined || from === to) return;
  const targets = graph.get(from) ?? new Set<number>();
  targets.add(to);
  graph.set(from, targets);
}

function reaches(graph: Graph, from: number, to: number): boolean {
  const seen = new Set<number>();
  const open = [...(graph.get(from) ?? [])];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    open.push(...(graph.get(node) ?? []));
  }
  return false;
}
