import { type Caller, holds } from '../../../kernel/caller.ts';
import { notPermitted } from '../../../kernel/refusals.ts';
import type { RefusalValue } from '../../../kernel/types.ts';
import { maySeeFile, type Relation } from '../domain/confidentiality.ts';
import type { ResultFile, WorkOrderRow } from '../models.ts';
import { isStaffOf } from './parties.ts';
import { type BookingRoom, command } from './room.ts';
import {
  refuseUnlessPossible,
  saveWorkOrder,
  tellWorkOrder,
  type WorkOrderSuccess,
  workOrderFor,
} from './work-orders.ts';

interface AcceptWorkOrderInput {
  readonly idempotencyKey: string;
  readonly workOrderId: string;
  readonly remark?: string | null | undefined;
}

/** The one for whom the work was done accepts it, once, after it is closed. The unit is told. */
export function acceptWorkOrder(
  room: BookingRoom,
  caller: Caller,
  input: AcceptWorkOrderInput,
): Promise<WorkOrderSuccess | RefusalValue> {
  return command(room, caller, 'acceptWorkOrder', input, async (tx) => {
    const order = await workOrderFor(room, tx, input.workOrderId);
    if (order.userId !== caller.subject) throw notPermitted(caller);
    refuseUnlessPossible(caller, order, 'acceptWorkOrder');
    const acceptanceRemark = input.remark?.trim() || null;
    const saved = await saveWorkOrder(room, tx, order, { ...order, acceptedAt: tx.now, acceptanceRemark });
    tellWorkOrder(tx, saved, 'accepted', 'acceptWorkOrder');
    const values = { user: caller.name, remark: acceptanceRemark ?? '—' };
    tx.notify({ template: 'workOrder.accepted', to: [order.unitId], about: order._id, values });
    return { __typename: 'AcceptWorkOrderSuccess', workOrderId: saved._id };
  });
}

/** The result files of a work order that the caller, who may see the order, may see. */
export function visibleFiles(caller: Caller, order: WorkOrderRow): readonly ResultFile[] {
  const relations = relationsOf(caller, order);
  return order.resultFiles.filter(({ confidentiality }) => maySeeFile(confidentiality, relations));
}

function relationsOf(caller: Caller, order: WorkOrderRow): Relation[] {
  const standing: readonly (readonly [Relation, boolean])[] = [
    ['USER', order.userId === caller.subject],
    ['STAFF', isStaffOf(caller, order.path)],
    ['USERS_UNIT', order.userUnitId !== null && order.userUnitId === caller.unitId],
    ['AUDITOR', holds(caller, ['AUDITOR'], order.path)],
  ];
  return standing.flatMap(([relation, stands]) => (stands ? [relation] : []));
}
