import type { Caller } from '../../../kernel/caller.ts';
import { notPermitted, type Problem, refuseProblems, required } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { WorkOrderRow } from '../models.ts';
import { isStaffOf } from './parties.ts';
import { bookingById } from './reads.ts';
import { type BookingRoom, command } from './room.ts';
import { refuseUnlessPossible, saveWorkOrder, type WorkOrderSuccess, workOrderFor } from './work-orders.ts';

const MOST_LINES = 100;
const MOST_PIECES = 1_000_000;

interface RecordConsumablesInput {
  readonly idempotencyKey: string;
  readonly workOrderId: string;
  readonly consumables: readonly { readonly name: string; readonly quantity: number }[];
}

/** Writes down what a work order consumed, until it is closed; the list replaces the one before. */
export function recordConsumables(
  room: BookingRoom,
  caller: Caller,
  input: RecordConsumablesInput,
): Promise<WorkOrderSuccess | RefusalValue> {
  return command(room, caller, 'recordConsumables', input, async (tx) => {
    const order = await workOrderFor(room, tx, input.workOrderId);
    if (!isStaffOf(caller, order.path)) throw notPermitted(caller);
    refuseUnlessPossible(caller, order, 'recordConsumables');
    refuseProblems(caller, problemsOf(input.consumables));
    const unitPriceFen = await unitPriceOf(room, tx, order);
    const consumables = input.consumables.map(({ name, quantity }) => ({ name: name.trim(), quantity, unitPriceFen }));
    const saved = await saveWorkOrder(room, tx, order, { ...order, consumables });
    const [before, after] = [order.consumables, saved.consumables];
    tx.audit({ action: 'recordConsumables', recordId: order._id, before, after });
    return { __typename: 'RecordConsumablesSuccess', workOrderId: saved._id };
  });
}

function problemsOf(lines: RecordConsumablesInput['consumables']): (Problem | null)[] {
  if (lines.length > MOST_LINES) {
    return [
      { field: 'consumables', text: { zh: `最多 ${MOST_LINES} 项。`, en: `There are at most ${MOST_LINES} lines.` } },
    ];
  }
  const text = { zh: `须为 1 至 ${MOST_PIECES}。`, en: `Must be from 1 to ${MOST_PIECES}.` };
  return lines.flatMap(({ name, quantity }, index) => [
    required(`consumables.${index}.name`, name),
    quantity >= 1 && quantity <= MOST_PIECES ? null : { field: `consumables.${index}.quantity`, text },
  ]);
}

/** The price of a piece when the booking begins. A test request is charged by `services`: nothing is charged with its work order. */
async function unitPriceOf(room: BookingRoom, tx: Tx, order: WorkOrderRow): Promise<number | null> {
  const booking = order.bookingId ? await bookingById(room, order.bookingId, tx.session) : null;
  if (!booking) return null;
  const rows = await room.ledger.pricing.tariffs(booking.instrumentId, booking.start);
  const row = rows.find(({ component, userClass }) => component === 'CONSUMABLE' && userClass === booking.userClass);
  return row?.amountFen ?? null;
}
