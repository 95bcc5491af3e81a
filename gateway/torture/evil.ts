import { askShaky } from './ask-shaky.ts';
import { ATTACKS, type AttackResult, attack, crowd, neutral, slowLoris } from './attacks.ts';
import { serveOrders } from './helper.ts';
import { fine, MISBEHAVIOURS, startShakySubgraph } from './subgraphs.ts';

export type EvilOrder = { readonly url: string; readonly milliseconds: number } & (
  | { readonly order: 'attack'; readonly name: string }
  | { readonly order: 'neutral'; readonly perSecond: number }
  | { readonly order: 'crowd' }
  | { readonly order: 'loris' }
  | { readonly order: 'misbehave'; readonly name: string }
);

export interface EvilReport {
  readonly sent: number;
  /** What came back, with how often. */
  readonly statuses: Readonly<Record<string, number>>;
  /** What a victim must never give away. */
  readonly failures: readonly string[];
}

const CROWD = 1_000;
const LORIS_CONNECTIONS = 300;

const shaky = await startShakySubgraph();

async function obey(order: EvilOrder): Promise<EvilReport> {
  const { url, milliseconds } = order;
  switch (order.order) {
    case 'loris':
      return reportOf(await slowLoris(url, LORIS_CONNECTIONS, milliseconds));
    case 'neutral':
      return reportOf(await neutral(url, order.perSecond, milliseconds));
    case 'crowd': {
      const result = await crowd(url, CROWD, milliseconds);
      const { withoutRetryAfter, withoutAnswer } = result;
      const failures = [
        ...(withoutRetryAfter > 0 ? [`${withoutRetryAfter} refusals did not say when to come back`] : []),
        ...(withoutAnswer > 0 ? [`${withoutAnswer} connections failed`] : []),
      ];
      return { ...reportOf(result), failures };
    }
    case 'attack': {
      const known = ATTACKS.find(({ name }) => name === order.name);
      if (known === undefined) throw new Error(`no attack ${order.name}`);
      return reportOf(await attack(url, known, milliseconds));
    }
    case 'misbehave': {
      shaky.behave = MISBEHAVIOURS[order.name] ?? fine;
      const report = await askShaky(url, milliseconds);
      shaky.behave = fine;
      const failures = shaky.stolen.length === 0 ? [] : ['a redirect was followed'];
      return { ...report, failures: [...report.failures, ...failures] };
    }
  }
}

function reportOf({ sent, statuses }: AttackResult): EvilReport {
  return { sent, statuses, failures: [] };
}

serveOrders(shaky.url, obey);
