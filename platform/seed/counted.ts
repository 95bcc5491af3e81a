import type { CounterName } from '../../kernel/counters/types.ts';
import type { Tx } from '../../kernel/types.ts';
import { figures } from '../../seed/figures.ts';
import { distribute } from '../../seed/random.ts';

const months = Array.from(
  { length: 24 },
  (_, i) => `${2011 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`,
);

/** Use grew over the two years. */
const growth = months.map((_, i) => 10 + i);

/** What the platform counted in the paper's two years beside machine-hours and services, which come from the past uses themselves. */
export function countPastFigures(tx: Tx, scale: number): void {
  const counted: readonly (readonly [CounterName, number])[] = [
    ['visits', figures.mdj.visits],
    ['fullTextPages', figures.mdj.fullTextPages],
    ['opacQueries', figures.mdj.opacQueries],
    ['documentDeliveries', figures.mdj.documentDeliveries],
    ['trackingItems', figures.mdj.trackingItems],
  ];
  for (const [counter, total] of counted) {
    for (const [i, amount] of distribute(Math.round(total * scale), growth).entries())
      tx.count(counter, amount, { at: new Date(`${months[i]}-15T00:00:00Z`) });
  }
}
