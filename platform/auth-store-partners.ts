import type { ClientSession, Connection } from 'mongoose';
import type { PartnerRecord, PartnerStore } from '../auth/ports.ts';
import { anything, createCollections, defineModel, type Stored } from '../kernel/define-model.ts';

interface PartnerRow extends Stored, Omit<PartnerRecord, 'platform'> {}

/** Registered partners, with the means to register and block them. */
export interface PartnerRegistry extends PartnerStore {
  /** Adds or replaces what configuration pins; keeps `blocked`. */
  pin(partner: PartnerRecord): Promise<void>;
  /** The local kill list: checked on every request. */
  block(platform: string, blocked: boolean, session?: ClientSession): Promise<boolean>;
}

/** A read of the registry is good for this long; a block made here counts at once, on other replicas after it. */
const CACHE_MILLISECONDS = 1000;

export async function openPartnerRegistry(connection: Connection): Promise<PartnerRegistry> {
  const rows = defineModel<PartnerRow>(
    connection,
    'link_partners',
    {
      baseUrl: String,
      name: anything,
      level: String,
      parent: String,
      pinnedKeys: anything,
      domains: { type: [String], default: undefined },
      scopes: [String],
      requiresAdmission: Boolean,
      blocked: Boolean,
    },
    [{ keys: { baseUrl: 1 }, unique: true }],
  );
  await createCollections([rows]);
  let cached: { readonly at: number; readonly list: readonly PartnerRecord[] } | null = null;
  const list = async (): Promise<readonly PartnerRecord[]> => {
    if (cached && Date.now() - cached.at < CACHE_MILLISECONDS) return cached.list;
    const found = await rows.find({}).sort({ _id: 1 }).lean<PartnerRow[]>();
    cached = { at: Date.now(), list: found.map(({ _id, ...row }) => ({ ...row, platform: _id })) };
    return cached.list;
  };
  return {
    list,
    findByBaseUrl: async (base) => (await list()).find((one) => one.baseUrl === base) ?? null,
    findByPlatform: async (platform) => (await list()).find((one) => one.platform === platform) ?? null,
    pin: async ({ platform, blocked: _kept, ...partner }) => {
      await rows.updateOne({ _id: platform }, { $set: partner, $setOnInsert: { blocked: false } }, { upsert: true });
      cached = null;
    },
    block: async (platform, blocked, session) => {
      const options = session ? { session } : {};
      const result = await rows.updateOne({ _id: platform }, { $set: { blocked } }, options);
      cached = null;
      return result.matchedCount === 1;
    },
  };
}
