import type { ClientSession } from 'mongoose';
import type { ExchangeClient } from '../auth/exchange/client.ts';
import type { PartnerStore } from '../auth/ports.ts';
import type { Job } from '../kernel/jobs/types.ts';
import type { Partners, WaitingPartnerEvent } from '../kernel/partner-types.ts';
import type { Kernel } from '../kernel/types.ts';
import { createCall } from './calls.ts';
import { type Checkpoints, createCheckpoints } from './checkpoints.ts';
import { createLinkClient } from './client.ts';
import { createFigures } from './figures.ts';
import { harvestDue } from './harvest.ts';
import { type LinkModels, type OutgoingRow, openLinkModels } from './models.ts';
import { createPartnerOutbox, type PartnerOutbox } from './outbox.ts';
import { createLinkStates } from './state.ts';

export interface LinkOptions {
  readonly kernel: Omit<Kernel, 'partners'>;
  readonly models: LinkModels;
  readonly partners: PartnerStore & {
    block(platform: string, blocked: boolean, session?: ClientSession): Promise<boolean>;
  };
  /** The exchange client of auth/, asked for at the first call: auth may be made after the kernel. */
  readonly exchange: () => ExchangeClient;
  /** Signs checkpoints of the audit chain with the platform's partner key. */
  readonly sign: (claims: Readonly<Record<string, unknown>>) => Promise<string>;
  /** Kinds that are harvested: those that a subgraph here owns. */
  readonly kinds?: ReadonlySet<string>;
}

/** The kinds that the contract names (schema/partner/v1.graphql, `Change.kind`). */
export const SHARED_KINDS: ReadonlySet<string> = new Set([
  'instrument',
  'testItem',
  'expert',
  'achievement',
  'patent',
  'need',
  'document',
  'trackingItem',
  'unit',
]);

const HARVEST_SECONDS = 60;
const DELIVER_SECONDS = 1;

/** The link of one platform to all others. */
export interface Link extends Partners {
  readonly outbox: PartnerOutbox;
  readonly checkpoints: Checkpoints;
  /** A partner asked us something: it is up again (see `LinkStates.heardOf`). */
  heardOf(platform: string): Promise<void>;
  /** `link.harvest` and `link.deliver`; register them with `kernel.job`. */
  readonly jobs: readonly Job[];
  /** Harvests and delivers now, pause or not, until nothing is left to do for partners that answer (tests, walkthrough). */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export { openLinkModels };

/** Wires the link: calls, outbox, harvest. Its HTTP side is `createPartnerEndpoint`. */
export function createLink(options: LinkOptions): Link {
  const { kernel, models } = options;
  const { clock, log } = kernel;
  const client = createLinkClient(options.exchange);
  const states = createLinkStates(models, options.partners, clock);
  const outbox = createPartnerOutbox({ models, client, states, clock, log });
  const checkpoints = createCheckpoints({
    kernel,
    models,
    outbox,
    client,
    partners: options.partners,
    sign: options.sign,
  });
  const figures = createFigures({ kernel, models, outbox });
  const harvest = (at?: 'now'): Promise<boolean> =>
    harvestDue({ client, states, catalogue: kernel.catalogue, kinds: options.kinds ?? SHARED_KINDS, clock, log }, at);
  const deliver = async (at?: 'now'): Promise<void> => {
    while (await outbox.sendDue(at));
  };
  return {
    call: createCall({ client, partners: options.partners, states, log }),
    deliver: (tx, platform, event) => outbox.add(tx, platform, event),
    list: () => states.list(),
    figures: () => figures.told(),
    heardOf: (platform) => states.heardOf(platform),
    outbox,
    checkpoints,
    operations: {
      waiting: async (filter) => (await outbox.list(filter)).map(waitingEvent),
      retry: (tx, id) => outbox.retry(tx, id),
      giveUp: (tx, id) => outbox.giveUp(tx, id),
      block: (tx, platform, blocked) => options.partners.block(platform, blocked, tx.session),
    },
    jobs: [
      { name: 'link.harvest', everySeconds: HARVEST_SECONDS, run: async () => void (await harvest()) },
      { name: 'link.deliver', everySeconds: DELIVER_SECONDS, run: () => deliver() },
      checkpoints.job,
      figures.job,
    ],
    settle: async () => {
      await deliver('now');
      await harvest('now');
    },
    close: () => client.close(),
  };
}

function waitingEvent({
  _id: id,
  platform,
  type,
  recordId,
  state,
  attempts,
  at,
  lastError,
}: OutgoingRow): WaitingPartnerEvent {
  return { id, platform, type, recordId, state: state === 'STUCK' ? 'STUCK' : 'QUEUED', attempts, at, lastError };
}
