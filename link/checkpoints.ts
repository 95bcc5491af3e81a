import type { PartnerStore } from '../auth/ports.ts';
import { systemCaller } from '../kernel/caller.ts';
import type { DeliveredEvent } from '../kernel/events/types.ts';
import type { Job } from '../kernel/jobs/types.ts';
import type { Kernel, Tx } from '../kernel/types.ts';
import type { LinkClient } from './client.ts';
import type { CheckpointRow, LinkModels } from './models.ts';
import type { PartnerOutbox } from './outbox.ts';

const HOUR_SECONDS = 3600;
const KEPT = `query Kept($since: Int!) { auditCheckpoints(since: $since) { seq hash token at } }`;
const PAGE = 500;

export interface CheckpointParts {
  readonly kernel: Omit<Kernel, 'partners'>;
  readonly models: LinkModels;
  readonly outbox: PartnerOutbox;
  readonly client: LinkClient;
  readonly partners: PartnerStore;
  /** Signs with the platform's partner key. */
  readonly sign: (claims: Readonly<Record<string, unknown>>) => Promise<string>;
}

export interface ChainReport {
  readonly rows: number;
  /** Checkpoints of ours that the parent keeps; null when there is no parent or it does not answer. */
  readonly checkpoints: number | null;
  /** Empty when the chain is whole and agrees with every checkpoint. */
  readonly problems: readonly string[];
}

/** Hourly checkpoints of the audit chain, kept by the parent platform: what was rewritten from end to end still differs from them. */
export interface Checkpoints {
  readonly job: Job;
  verify(): Promise<ChainReport>;
}

export function createCheckpoints(parts: CheckpointParts): Checkpoints {
  const { kernel } = parts;
  kernel.consume({
    name: 'link.checkpoints',
    types: ['partner.audit.checkpointed'],
    handle: (event, tx) => keep(parts, event, tx),
  });
  return {
    job: { name: 'link.checkpoint', everySeconds: HOUR_SECONDS, run: () => send(parts) },
    verify: () => verify(parts),
  };
}

/** Tells the parent where the chain stands. Nothing is sent when nothing was added. */
async function send({ kernel, models, outbox, sign }: CheckpointParts): Promise<void> {
  const { id: platform, parent } = kernel.platform;
  const [head] = await kernel.audit.list({ first: 1 });
  if (parent === null || !head) return;
  const last = await models.checkpoints.findOne({ platform }).sort({ seq: -1 }).lean<CheckpointRow>();
  if (last && last.seq >= head.seq) return;
  const { seq, hash } = head;
  const token = await sign({ platform, seq, hash });
  await kernel.transact(systemCaller(platform, `checkpoint-${seq}`), async (tx) => {
    const row = { _id: `${platform} ${seq} ${hash}`, platform, seq, hash, token, at: tx.now };
    await models.checkpoints.insertMany([row], { session: tx.session });
    const recordId = `${platform}:audit:checkpoint`;
    await outbox.add(tx, parent, { type: 'audit.checkpointed', recordId, version: seq, payload: { seq, hash, token } });
  });
}

/** Keeps a checkpoint of a platform below. A second one for the same place with another hash is kept as well: it proves a fork. */
async function keep({ kernel, models }: CheckpointParts, event: DeliveredEvent, tx: Tx): Promise<void> {
  const { home, seq, hash, token } = event.payload as { home: string; seq: number; hash: string; token: string };
  const others = await models.checkpoints.find({ platform: home, seq }).session(tx.session).lean<CheckpointRow[]>();
  if (others.some((one) => one.hash === hash)) return;
  const _id = `${home} ${seq} ${hash}`;
  await models.checkpoints.insertMany([{ _id, platform: home, seq, hash, token, at: tx.now }], { session: tx.session });
  if (others.length === 0) return;
  kernel.log.error(
    { platform: home, seq },
    'two audit checkpoints for one place: the chain of the platform was forked',
  );
  tx.audit({
    action: 'auditForkFound',
    recordId: `${home}:audit:checkpoint`,
    after: { seq, hashes: [...others.map((one) => one.hash), hash] },
  });
}

async function verify(parts: CheckpointParts): Promise<ChainReport> {
  const { rows, brokenAt } = await parts.kernel.audit.verify();
  const problems =
    brokenAt === null
      ? []
      : [`row ${brokenAt} does not fit the chain: a row was changed, taken out, moved or cut off there`];
  const kept = await keptByParent(parts);
  for (const { seq, hash } of kept ?? []) {
    const [row] = await parts.kernel.audit.list({ before: seq + 1, first: 1 });
    if (row?.seq !== seq)
      problems.push(`row ${seq} is gone, but the parent keeps a checkpoint of it: the chain was cut off`);
    else if (row.hash !== hash) problems.push(`row ${seq} is another than at its checkpoint: the chain was rewritten`);
  }
  return { rows, checkpoints: kept?.length ?? null, problems };
}

async function keptByParent({ kernel, client, partners }: CheckpointParts): Promise<readonly CheckpointRow[] | null> {
  const parent = kernel.platform.parent === null ? null : await partners.findByPlatform(kernel.platform.parent);
  if (!parent) return null;
  const kept: CheckpointRow[] = [];
  try {
    for (let since = 0, more = true; more; ) {
      const data = await client.ask(parent, 'platform', KEPT, { since });
      const page = data.auditCheckpoints as CheckpointRow[];
      kept.push(...page);
      since = page.at(-1)?.seq ?? since;
      more = page.length === PAGE;
    }
    return kept;
  } catch (error) {
    kernel.log.warn({ err: error }, 'the parent platform could not be asked for checkpoints');
    return null;
  }
}
