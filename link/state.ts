import type { PartnerRecord, PartnerStore } from '../auth/ports.ts';
import type { PartnerInfo } from '../kernel/partner-types.ts';
import type { Clock } from '../kernel/types.ts';
import type { LinkModels, LinkStateRow } from './models.ts';

const FIRST_PAUSE_SECONDS = 2;
const LONGEST_PAUSE_SECONDS = 300;
const HEARD_MILLISECONDS = 10_000;

/** What is known about each link: shown to operators, and the brake on a partner that does not answer. */
export interface LinkStates {
  get(platform: string): Promise<LinkStateRow | null>;
  /** It answered. Ends a pause. */
  up(platform: string): Promise<void>;
  /** It did not, or not properly: background work pauses, each time twice as long. True when it was up until now. */
  down(platform: string, error: unknown): Promise<boolean>;
  /** It asked us something: it is there, so a pause is over. Cost: a map look-up, but for the first in ten seconds. */
  heardOf(platform: string): Promise<void>;
  harvested(platform: string, cursor: string): Promise<void>;
  /** Partners for which background work is due: not blocked, not pausing (`now`: whether pausing or not). */
  due(now?: 'now'): Promise<readonly PartnerRecord[]>;
  list(): Promise<readonly PartnerInfo[]>;
}

export function createLinkStates(models: LinkModels, partners: PartnerStore, clock: Clock): LinkStates {
  const heard = new Map<string, number>();
  const get = async (platform: string): Promise<LinkStateRow | null> =>
    models.states.findById(platform).lean<LinkStateRow>();
  const set = async (platform: string, changes: Partial<LinkStateRow>): Promise<void> => {
    const { _id, ...fields } = { _id: platform, ...changes };
    await models.states.updateOne({ _id }, { $set: fields }, { upsert: true });
  };
  return {
    get,
    up: async (platform) => {
      const known = await get(platform);
      if (known?.status === 'UP' && known.failures === 0) return;
      await set(platform, { status: 'UP', failures: 0, retryAt: null, lastError: null });
    },
    down: async (platform, error) => {
      const known = await get(platform);
      const failures = (known?.failures ?? 0) + 1;
      const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** (failures - 1), LONGEST_PAUSE_SECONDS);
      const retryAt = new Date(clock.now().getTime() + pause * 1000);
      await set(platform, { status: 'DOWN', failures, retryAt, lastError: describe(error) });
      return known?.status === 'UP';
    },
    heardOf: async (platform) => {
      const now = clock.now().getTime();
      if (now - (heard.get(platform) ?? 0) < HEARD_MILLISECONDS) return;
      heard.set(platform, now);
      await models.states.updateOne({ _id: platform, status: 'DOWN' }, { $set: { retryAt: null } });
    },
    harvested: (platform, cursor) => set(platform, { cursor, lastHarvestedAt: clock.now() }),
    due: async (at) => {
      const states = new Map((await models.states.find({}).lean<LinkStateRow[]>()).map((row) => [row._id, row]));
      const now = clock.now();
      const pausing = (platform: string): boolean => (states.get(platform)?.retryAt ?? now) > now;
      return (await partners.list()).filter(
        ({ platform, blocked }) => !blocked && (at === 'now' || !pausing(platform)),
      );
    },
    list: async () => {
      const states = new Map((await models.states.find({}).lean<LinkStateRow[]>()).map((row) => [row._id, row]));
      return (await partners.list()).map((partner) => info(partner, states.get(partner.platform)));
    },
  };
}

function info(partner: PartnerRecord, state: LinkStateRow | undefined): PartnerInfo {
  return {
    platform: partner.platform,
    name: partner.name,
    blocked: partner.blocked,
    status: partner.blocked ? 'DOWN' : (state?.status ?? 'UNKNOWN'),
    lastHarvestedAt: state?.lastHarvestedAt ?? null,
    lastError: partner.blocked ? 'blocked by this platform' : (state?.lastError ?? null),
  };
}

/** One line for operators: what failed and why, without a stack. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 300);
  const cause = error.cause instanceof Error ? `: ${error.cause.message || error.cause.name}` : '';
  return `${error.message}${cause}`.slice(0, 300);
}
