import { composeSupergraph, type SubgraphSource } from '../../gateway/compose.ts';
import { federated, SUBGRAPHS } from './shape.ts';

export function benchServices(origin: string): readonly SubgraphSource[] {
  return SUBGRAPHS.map((name) => ({ name, sdl: federated(name), url: `${origin}/${name}` }));
}

export function benchSupergraph(origin: string): string {
  const composition = composeSupergraph(benchServices(origin));
  if (!composition.ok) throw new Error(composition.errors.join('\n'));
  return composition.supergraphSdl;
}
