import { systemCaller } from '../kernel/caller.ts';
import { platformOf } from '../kernel/ids.ts';
import type { Kernel, Logger } from '../kernel/types.ts';
import type { LinkModels } from './models.ts';

/** An event as a partner sends it. */
export interface IncomingEvent {
  readonly id: string;
  readonly type: string;
  readonly recordId: string;
  readonly version: number;
  readonly at: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const TYPE = /^[a-z][A-Za-z]{0,40}\.[a-z][A-Za-z]{0,40}$/;

/**
 * Takes over events of a partner: each becomes a domain event `partner.<type>` here, once, in one transaction with the note that it was taken.
 * A partner may speak only of its own records. Returns the ids that are safely stored.
 */
export async function takeEvents(
  parts: { readonly kernel: Pick<Kernel, 'transact' | 'platform'>; readonly models: LinkModels; readonly log: Logger },
  platform: string,
  events: readonly IncomingEvent[],
): Promise<readonly string[]> {
  const accepted: string[] = [];
  /** Once an event of a record is left out, those behind it are as well: order per record. */
  const held = new Set<string>();
  for (const event of events) {
    if (held.has(event.recordId) || !acceptable(platform, event) || !(await take(parts, platform, event)))
      held.add(event.recordId);
    else accepted.push(event.id);
  }
  return accepted;
}

function acceptable(platform: string, event: IncomingEvent): boolean {
  return (
    TYPE.test(event.type) &&
    platformOf(event.recordId) === platform &&
    Number.isSafeInteger(event.version) &&
    event.id.length <= 64
  );
}

async function take(
  parts: { readonly kernel: Pick<Kernel, 'transact' | 'platform'>; readonly models: LinkModels; readonly log: Logger },
  platform: string,
  event: IncomingEvent,
): Promise<boolean> {
  const caller = systemCaller(parts.kernel.platform.id, `link-${event.id}`);
  const key = `${platform} ${event.id}`;
  try {
    await parts.kernel.transact(caller, async (tx) => {
      const known = await parts.models.inbox.findById(key).session(tx.session).lean();
      if (known) return;
      await parts.models.inbox.insertMany([{ _id: key, at: tx.now }], { session: tx.session });
      const payload = { ...event.payload, home: platform, at: event.at };
      tx.emit({ type: `partner.${event.type}`, recordId: event.recordId, version: event.version, payload });
    });
    return true;
  } catch (error) {
    parts.log.warn(
      { platform, event: event.id, type: event.type, err: error },
      'an event of a partner could not be taken',
    );
    return false;
  }
}
