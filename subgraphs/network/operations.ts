import type { Caller } from '../../kernel/caller.ts';
import type { PartnerOperations, WaitingPartnerEvent } from '../../kernel/partner-types.ts';
import { notFound } from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import type { BlockPartnerInput, GiveUpPartnerEventInput, RetryPartnerEventInput } from './generated/types.ts';

const MOST_EVENTS = 100;

/** Events that wait for partners, for operators. */
export async function partnerQueue(
  kernel: Kernel,
  platform: string | null | undefined,
  first: number | null | undefined,
): Promise<readonly WaitingPartnerEvent[]> {
  const filter = { first: Math.min(Math.max(first ?? 50, 1), MOST_EVENTS), ...(platform ? { platform } : {}) };
  return (await kernel.partners.operations?.waiting(filter)) ?? [];
}

/** Queues a stuck event again. */
export function retryEvent(kernel: Kernel, caller: Caller, input: RetryPartnerEventInput) {
  return operate(kernel, caller, 'retryPartnerEvent', input, input.eventId, (operations, tx) =>
    operations.retry(tx, input.eventId),
  );
}

/** Lets an event go, with the reason in the audit trail. */
export function giveUpEvent(kernel: Kernel, caller: Caller, input: GiveUpPartnerEventInput) {
  return operate(kernel, caller, 'giveUpPartnerEvent', input, input.eventId, (operations, tx) =>
    operations.giveUp(tx, input.eventId),
  );
}

/** Puts a partner on the kill list or takes it off. */
export function blockPartner(kernel: Kernel, caller: Caller, input: BlockPartnerInput) {
  return operate(kernel, caller, 'blockPartner', input, input.platform, (operations, tx) =>
    operations.block(tx, input.platform, input.blocked),
  );
}

type Step = (operations: PartnerOperations, tx: Tx) => Promise<boolean>;

async function operate(
  kernel: Kernel,
  caller: Caller,
  name: string,
  input: { readonly idempotencyKey: string; readonly reason?: string },
  id: string,
  step: Step,
) {
  return kernel.command({ caller, name, idempotencyKey: input.idempotencyKey, input }, async (tx) => {
    const { operations } = kernel.partners;
    if (!operations || !(await step(operations, tx))) throw notFound(caller, id);
    tx.audit({ action: name, recordId: id, after: input, ...(input.reason ? { reason: input.reason } : {}) });
    return { __typename: `${name[0]?.toUpperCase()}${name.slice(1)}Success`, eventId: id, platform: id };
  });
}
