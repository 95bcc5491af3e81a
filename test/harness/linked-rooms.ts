import { graphql } from 'graphql';
import { type Caller, systemCaller } from '../../kernel/caller.ts';
import type { OwnGraph } from '../../link/endpoint/own-graph.ts';
import { booking } from '../../subgraphs/booking/index.ts';
import { createSubgraph, type Subgraph, type SubgraphDefinition } from '../../subgraphs/create-subgraph.ts';
import { services } from '../../subgraphs/services/index.ts';
import { type Answer, worldOf } from './booking-world.ts';
import { HLJ, MDJ } from './kernel.ts';
import { type LinkedPlatform, startLinked } from './linked.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error };

/**
 * Two platforms, linked over HTTP, that run one subgraph each as their graph; `users` have accounts at mdj. `answering` is called when the graph has
 * done something for a partner and not answered yet.
 */
export async function linkedRooms(
  definition: SubgraphDefinition,
  users: readonly Caller[],
  answering: (platform: string, source: string) => Promise<void> = async () => undefined,
) {
  const graphs = new Map<string, Subgraph>();
  const graphOf = (id: string): OwnGraph => ({
    schema: () => {
      const subgraph = graphs.get(id);
      if (!subgraph) throw new Error(`${id} has no graph yet`);
      return subgraph.schema;
    },
    run: async (source, variableValues, caller) => {
      const subgraph = graphs.get(id);
      if (!subgraph) throw new Error(`${id} has no graph yet`);
      const result = await graphql({
        schema: subgraph.schema,
        source,
        variableValues,
        contextValue: subgraph.contextFor(caller),
      });
      await answering(id, source);
      return JSON.parse(JSON.stringify(result)) as Answer;
    },
  });
  const [mdj, hlj] = await Promise.all([
    startLinked(MDJ, { log, graph: graphOf('mdj') }),
    startLinked(HLJ, { log, graph: graphOf('hlj') }),
  ]);
  await mdj.pin(hlj);
  await hlj.pin(mdj);
  for (const { subject, name, unitId, grants } of users) {
    await mdj.auth.accounts.create({ id: subject, logins: [name], name, unitId, grants });
  }
  for (const [platform, extra] of [
    [mdj, []],
    [hlj, definition === services ? [booking] : []],
  ] as const) {
    for (const one of extra) await createSubgraph(one, platform);
    graphs.set(platform.info.id, await createSubgraph(definition, platform));
  }
  const world = (platform: LinkedPlatform) => worldOf(platform, graphs.get(platform.info.id) as Subgraph);
  return { mdj, hlj, atMdj: world(mdj), atHlj: world(hlj) };
}
export type Rooms = Awaited<ReturnType<typeof linkedRooms>>;

export async function happen(
  { hlj }: Rooms,
  type: string,
  recordId: string,
  payload: Record<string, unknown>,
): Promise<void> {
  await hlj.kernel.transact(systemCaller('hlj', 'test'), async (tx) =>
    tx.emit({ type, recordId, version: 1, payload }),
  );
  await hlj.kernel.settled();
}

/** Events go out, arrive, and are followed. */
export async function delivered({ mdj, hlj }: Rooms): Promise<void> {
  await hlj.kernel.settled();
  await hlj.kernel.jobs.run('link.deliver');
  await mdj.kernel.settled();
}

/** The user's second-level registration at hlj, as both sides keep it. */
export async function admitted({ mdj, hlj }: Rooms, user: Caller): Promise<void> {
  for (const platform of [mdj, hlj]) await platform.admit(user.subject, 'mdj', 'hlj');
}
