import type { WorkOrderRow } from '../rows.ts';

/** Pieces that are charged with the order. */
export function chargedPieces({ consumables }: Pick<WorkOrderRow, 'consumables'>): number {
  const charged = consumables.filter(({ unitPriceFen }) => unitPriceFen !== null);
  return charged.reduce((sum, { quantity }) => sum + quantity, 0);
}
