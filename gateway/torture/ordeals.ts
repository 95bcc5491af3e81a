import { ATTACKS } from './attacks.ts';
import type { EvilOrder, EvilReport } from './evil.ts';
import { MISBEHAVIOURS } from './subgraphs.ts';
import type { TortureOptions, World } from './torture.ts';

/** What goes on beside the ordinary load. */
export interface Ordeal {
  readonly name: string;
  readonly begin: () => Promise<EvilReport>;
  /** Ordinary clients may be turned away. */
  readonly sheds?: true;
  /** Its promise is that nothing is wrong and nothing dropped; every document is new again after each reload, so times are not compared. */
  readonly uncompared?: true;
  /** So long the gateway comes to rest before it is measured again. */
  readonly restMs?: number;
}

export const NOBODY = async (): Promise<EvilReport> => ({ sent: 0, statuses: {}, failures: [] });

export function ordeals(
  { evil, victim }: World,
  { milliseconds, reloads, windows }: Pick<TortureOptions, 'milliseconds' | 'reloads' | 'windows'>,
): readonly Ordeal[] {
  const url = victim.ready;
  const order = (given: EvilOrder) => () => evil.ask(given);
  return [
    ...ATTACKS.map(({ name }) => ({ name, begin: order({ order: 'attack', name, url, milliseconds }) })),
    { name: 'slow loris, 300 connections', begin: order({ order: 'loris', url, milliseconds }) },
    ...Object.keys(MISBEHAVIOURS).map((name) => ({
      name: `a subgraph that ${name}`,
      begin: order({ order: 'misbehave', name, url, milliseconds }),
    })),
    { name: `${reloads} reloads`, begin: () => reload(victim, Math.ceil(reloads / windows)), uncompared: true },
    {
      name: 'a crowd of 1,000 beyond capacity',
      begin: order({ order: 'crowd', url, milliseconds }),
      sheds: true,
      restMs: 3_000,
    },
    { name: 'after the crowd', begin: NOBODY },
  ];
}

async function reload(victim: World['victim'], times: number): Promise<EvilReport> {
  const report = await victim.ask({ order: 'reload', times });
  if (!('reloaded' in report)) throw new Error('the gateway did not say what it reloaded');
  const failures = report.failed === undefined ? [] : [`reload ${report.reloaded + 1}: ${report.failed}`];
  return { sent: 0, statuses: { reloaded: report.reloaded }, failures };
}
