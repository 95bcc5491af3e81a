import { standardKey } from './matching.ts';

export const STANDARD_STATUSES = ['UPCOMING', 'CURRENT', 'WITHDRAWN'] as const;
export type StandardStatus = (typeof STANDARD_STATUSES)[number];

/** What the successor of a standard is found by. */
export interface StandardFacts {
  /** With the year: `GBT228.1-2010`. */
  readonly _id: string;
  readonly number: string;
  readonly status: StandardStatus;
  /** Numbers with their year, as printed. */
  readonly replacedBy: readonly string[];
}

/** Replacements in a row before a chain counts as broken data. */
const LONGEST_CHAIN = 10;

/** `GB/T 228.1—2021` → `GBT228.1-2021`: as `standardKey`, with the year of issue. */
export function datedKey(number: string): string {
  const year = /[-—–:]\s*((?:19|20)\d{2})\s*$/.exec(number.normalize('NFKC'))?.[1];
  return year ? `${standardKey(number)}-${year}` : standardKey(number);
}

/** Has the number a year of issue? Without one the standard in force is meant. */
export function isDated(number: string): boolean {
  return datedKey(number) !== standardKey(number);
}

/** Of several issues of one number the one that is meant without a year: in force, else coming, else the latest. */
export function meantIssue<T extends StandardFacts>(issues: readonly T[]): T | null {
  const rank = { CURRENT: 0, UPCOMING: 1, WITHDRAWN: 2 } as const;
  const ordered = [...issues].sort((a, b) => rank[a.status] - rank[b.status] || b._id.localeCompare(a._id));
  return ordered[0] ?? null;
}

/** Reads standards by their dated keys; unknown ones are left out. */
export type ReadStandards<T> = (keys: readonly string[]) => Promise<readonly T[]>;

/** Those that took the place of a withdrawn standard and are not withdrawn themselves, over several steps; and every number on the way. */
export async function successorsOf<T extends StandardFacts>(
  start: StandardFacts,
  read: ReadStandards<T>,
): Promise<{ readonly inForce: readonly T[]; readonly numbers: readonly string[] }> {
  const inForce = new Map<string, T>();
  const numbers = new Map<string, string>();
  let frontier: readonly StandardFacts[] = start.status === 'WITHDRAWN' ? [start] : [];
  for (let steps = 0; frontier.length > 0 && steps < LONGEST_CHAIN; steps += 1) {
    const next = frontier.flatMap(({ replacedBy }) => replacedBy).filter((number) => !numbers.has(datedKey(number)));
    for (const number of next) numbers.set(datedKey(number), number);
    const found = await read(next.map(datedKey));
    for (const standard of found) if (standard.status !== 'WITHDRAWN') inForce.set(standard._id, standard);
    frontier = found.filter(({ status }) => status === 'WITHDRAWN');
  }
  return { inForce: [...inForce.values()], numbers: [...numbers.values()] };
}
