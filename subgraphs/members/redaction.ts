import { type Caller, holds, PLATFORM_STAFF } from '../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted, refuseProblems, required } from '../../kernel/refusals.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { RedactPersonalTextInput } from './generated/types.ts';

/** Erases a name typed into a record; for the platform's staff. The audit row says which field and why. */
export function redactPersonalText(kernel: Kernel, caller: Caller, input: RedactPersonalTextInput) {
  const { idempotencyKey, recordId, field, reason } = input;
  return kernel.command({ caller, name: 'redactPersonalText', idempotencyKey, input }, async (tx) => {
    if (!holds(caller, PLATFORM_STAFF, [kernel.platform.id])) throw notPermitted(caller);
    refuseProblems(caller, [required('reason', reason)]);
    const redaction = await kernel.people.redact(tx, recordId, field, reason.trim());
    if (redaction.outcome === 'noRecord') throw notFound(caller, recordId);
    if (redaction.outcome === 'noField') {
      const known = redaction.fields.join(', ') || '-';
      throw invalidInput(caller, [{ field: 'field', text: { zh: `可删除：${known}`, en: `Can be erased: ${known}` } }]);
    }
    return { __typename: 'RedactPersonalTextSuccess', recordId, field };
  });
}
