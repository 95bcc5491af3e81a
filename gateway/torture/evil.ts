import { parentPort } from 'node:worker_threads';
import { askShaky } from './ask-shaky.ts';
import { ATTACKS, attack, crowd, slowLoris } from './attacks.ts';
import { fine, MISBEHAVIOURS, startShakySubgraph } from './subgraphs.ts';

export type EvilOrder =
  | { readonly order: 'attack'; readonly name: string; readonly url: string; readonly milliseconds: number }
  | { readonly order: 'crowd'; readonly url: string; readonly milliseconds: number }
  | { readonly order: 'loris'; readonly url: string; readonly milliseconds: number }
  | { readonly order: 'misbehave'; readonly name: string; readonly url: string; readonly milliseconds: number };

export interface EvilReport {
  readonly detail: string;
  /** What a victim must never give away. */
  readonly failures: readonly string[];
}

const CROWD = 1_000;

/** Attackers and the shaky subgraph in a thread of their own: what they do must not slow the clock of the ordinary clients. */
const shaky = await startShakySubgraph();

async function obey(order: EvilOrder): Promise<EvilReport> {
  const { url, milliseconds } = order;
  if (order.order === 'loris') return { detail: JSON.stringify(await slowLoris(url, 300, milliseconds)), failures: [] };
  if (order.order === 'crowd') {
    const result = await crowd(url, CROWD, milliseconds);
    const failures =
      result.withoutRetryAfter > 0 ? [`${result.withoutRetryAfter} refusals did not say when to come back`] : [];
    return { detail: JSON.stringify(result), failures };
  }
  if (order.order === 'attack') {
    const known = ATTACKS.find(({ name }) => name === order.name);
    if (known === undefined) throw new Error(`no attack ${order.name}`);
    return { detail: JSON.stringify(await attack(url, known, milliseconds)), failures: [] };
  }
  shaky.behave = MISBEHAVIOURS[order.name] ?? fine;
  const report = await askShaky(url, milliseconds);
  shaky.behave = fine;
  return shaky.stolen.length === 0 ? report : { ...report, failures: [...report.failures, 'a redirect was followed'] };
}

parentPort?.on('message', async (order: EvilOrder) => parentPort?.postMessage(await obey(order)));
parentPort?.postMessage({ ready: shaky.url });
