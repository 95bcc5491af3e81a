import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemCaller } from '../../kernel/caller.ts';
import { createKernel } from '../../kernel/create-kernel.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import { createLedger } from '../../ledger/create-ledger.ts';
import type { Ledger, Price, ServicePosting } from '../../ledger/types.ts';
import { startEmbeddedStore } from '../../storage/embedded/index.ts';
import { openStorage } from '../../storage/index.ts';
import type { Step } from './protocol.ts';

export const PROVIDERS = ['mdj', 'mdj:unit:lab1', 'mdj:unit:lab2'] as const;
export const CONSUMERS = Array.from({ length: 24 }, (_, index) => `mdj:unit:firm${index}`);
/** Consumers whose credit is limited, to this. */
export const LIMITED = new Set(CONSUMERS.slice(0, 6));
export const LIMIT_FEN = 40_000;
export const PURSES = Array.from({ length: 6 }, (_, index) => `purse-${index}`);
export const PURSE_FEN = 3_000_000;

export interface World {
  readonly kernel: Kernel;
  readonly ledger: Ledger;
  run<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const quiet = () => undefined;

/** A kernel and ledger on the data directory, or on `MONGODB_URI` with a database of that name. */
export async function openWorld(dataDir: string): Promise<World> {
  mkdirSync(dataDir, { recursive: true });
  const uri = process.env.MONGODB_URI;
  const store = uri ? null : await startEmbeddedStore({ dataDir: join(dataDir, 'store') });
  const dbName = uri ? `torture_${dataDir.replaceAll(/\W/g, '_').slice(-40)}` : 'torture';
  const storage = await openStorage({ uri: uri ?? store?.uri ?? '', dbName, maxPoolSize: 100 });
  const kernel = await createKernel({
    platform: {
      id: 'mdj',
      name: { zh: '牡丹江', en: 'Mudanjiang' },
      level: 'CITY',
      parent: 'hlj',
      timeZone: 'Asia/Shanghai',
    },
    storage,
    dataDir,
    log: { debug: quiet, info: quiet, warn: quiet, error: (fields, message) => console.error(message, fields) },
    scheduledJobs: false,
  });
  const ledger = await createLedger({ kernel });
  await kernel.start();
  const caller = systemCaller('mdj', 'torture');
  const close = async (): Promise<void> => {
    await kernel.close();
    await storage.close();
    await store?.close();
  };
  return { kernel, ledger, run: (work) => kernel.transact(caller, work), close };
}

export function priceOf(netFen: number): Price {
  return { listFen: netFen, waiverFen: 0, netFen, agreementId: null, lines: [] };
}

/** Who serves whom follows from the source, so that a step repeated is the same posting. */
export function postingOf(step: Step): ServicePosting {
  const provider = PROVIDERS[step.sourceId.length % PROVIDERS.length] ?? 'mdj';
  return {
    source: { id: step.sourceId, kind: 'workOrder' },
    parties: { provider, consumer: step.consumer, collector: provider },
    minutes: step.minutes,
    price: priceOf(step.fen),
    effectiveAt: new Date(step.at),
    side: 'PROVIDER',
    unitId: provider,
    text: 'torture',
  };
}

/** Takes a step; taken again it must change nothing. */
export async function take(world: World, step: Step): Promise<void> {
  const posting = postingOf(step);
  const { consumer: debtor, collector: creditor } = posting.parties;
  await world.run(async (tx) => {
    if (step.action === 'settle') return world.ledger.settle(tx, posting);
    if (step.action === 'receive') {
      const payment = { source: posting.source, debtor, creditor, fen: step.fen, text: '', at: posting.effectiveAt };
      await world.ledger.payments.receive(tx, payment);
      return;
    }
    const purseId = step.purseId ?? '';
    const held = await world.ledger.purses.holdsOf(step.sourceId, tx.session);
    if (held.length === 0) await world.ledger.purses.hold(tx, purseId, step.fen, posting.source);
    await world.ledger.purses.redeem(tx, purseId, step.fen, posting.source, { debtor, creditor });
  });
}
