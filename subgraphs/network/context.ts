import DataLoader from 'dataloader';
import type { Caller } from '../../kernel/caller.ts';
import type { PartnerInfo } from '../../kernel/partner-types.ts';
import type { NetworkStore } from './store.ts';

/** One operation's context; the partners are read once. */
export interface Context {
  readonly caller: Caller;
  readonly network: NetworkStore;
  readonly partner: DataLoader<string, PartnerInfo | null>;
}

export function contextFor(network: NetworkStore, caller: Caller): Context {
  const partner = new DataLoader<string, PartnerInfo | null>(async (ids) => {
    const all = await network.partners();
    return ids.map((id) => all.find((info) => info.platform === id) ?? null);
  });
  return { caller, network, partner };
}
