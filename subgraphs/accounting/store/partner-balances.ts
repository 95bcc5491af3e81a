import { systemCaller } from '../../../kernel/caller.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Room } from './room.ts';

/** One partner's balance from both sides. In fen: positive when the partner's side owes this side. */
export interface InterPlatformBalance {
  readonly partner: string;
  readonly ownFen: number;
  readonly partnerFen: number | null;
  readonly differenceFen: number | null;
  readonly minutesProvided: number;
  readonly minutesReceived: number;
  readonly partnerToldAt: Date | null;
}

const TOLD = 'balance.told';

/** Tells partners once a day what these books say, and keeps what they tell. */
export function followPartners(room: Room): void {
  const { kernel } = room;
  kernel.job({ name: 'accounting.tellBalances', everySeconds: 86_400, run: () => tellBalances(room) });
  kernel.consume({
    name: 'accounting.partnerBalances',
    types: [`partner.${TOLD}`],
    handle: async ({ payload, at }, tx) => {
      const { home, fen } = payload;
      if (typeof home !== 'string' || !Number.isSafeInteger(fen)) return;
      const set = { fen: 0 - Number(fen), toldAt: at };
      await room.models.partnerBalances.updateOne({ _id: home }, { $set: set }, { upsert: true, session: tx.session });
    },
  });
}

async function tellBalances(room: Room): Promise<void> {
  const { kernel } = room;
  for (const partner of await kernel.partners.list()) {
    const { ownFen } = await ownSide(room, partner.platform);
    await kernel.transact(systemOf(kernel), async (tx) => {
      const payload = { fen: ownFen };
      const version = kernel.clock.now().getTime();
      await kernel.partners.deliver(tx, partner.platform, {
        type: TOLD,
        recordId: `${kernel.platform.id}:balance`,
        version,
        payload,
      });
    });
  }
}

/** The balances with all partners, as these books and theirs have them. */
export async function interPlatformBalances(room: Room): Promise<readonly InterPlatformBalance[]> {
  const partners = await room.kernel.partners.list();
  const told = await room.models.partnerBalances.find({}).lean();
  return Promise.all(
    partners.map(async ({ platform }) => {
      const own = await ownSide(room, platform);
      const theirs = told.find((row) => row._id === platform);
      const partnerFen = theirs?.fen ?? null;
      return {
        partner: platform,
        ...own,
        partnerFen,
        differenceFen: partnerFen === null ? null : own.ownFen - partnerFen,
        partnerToldAt: theirs?.toldAt ?? null,
      };
    }),
  );
}

async function ownSide(room: Room, partner: string) {
  const own = room.kernel.platform.id;
  const { owed, minutes } = await room.ledger.books.between(own, partner);
  return { ownFen: owed, minutesProvided: minutes.provided, minutesReceived: minutes.received };
}

function systemOf(kernel: Pick<Kernel, 'platform'>) {
  return systemCaller(kernel.platform.id, 'accounting.tellBalances');
}
