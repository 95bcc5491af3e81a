import { hostname } from 'node:os';
import { Kind, parse, valueFromASTUntyped } from 'graphql';
import { composeSupergraph, type SubgraphSource } from '../gateway/compose.ts';
import type { PlatformGateway } from '../gateway/platform-gateway.ts';
import type { LastGood } from '../gateway/registry/last-good.ts';
import { initialGeneration, RegistryReplica } from '../gateway/registry/replica.ts';
import type { RegistryStore } from '../gateway/registry/types.ts';
import type { GatewayMetrics } from '../gateway/telemetry/metrics.ts';
import type { GraphSource } from './registry.ts';
import { UserError } from './user-error.ts';

/** Where a supergraph says that its subgraphs are reached, by name. */
export function addressesOf(supergraphSdl: string): ReadonlyMap<string, string> {
  const addresses = new Map<string, string>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { directives } of definition.values ?? []) {
      const graph = directives?.find(({ name }) => name.value === 'join__graph');
      const values = Object.fromEntries(
        (graph?.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
      );
      addresses.set(String(values.name), String(values.url));
    }
  }
  return addresses;
}

export interface ReplicaParts {
  readonly store: RegistryStore;
  readonly lastGood: LastGood;
  /** Where the platform's own subgraphs run; the registry knows only the addresses of partners. */
  readonly addresses: ReadonlyMap<string, string>;
}

/** A generation of the registry, as a gateway sees it that reaches every subgraph over HTTP. Throws when one has no address. */
export function overHttp(
  { services }: { readonly services: readonly SubgraphSource[] },
  addresses: ReadonlyMap<string, string>,
): GraphSource {
  const reachable = services.map((service) => {
    const url = service.url ?? addresses.get(service.name);
    if (url === undefined || !/^https?:/.test(url))
      throw new UserError(`No HTTP address is given for the subgraph ${service.name}.`);
    return { ...service, url };
  });
  const composed = composeSupergraph(reachable);
  if (!composed.ok) throw new Error(composed.errors.join('\n'));
  return { supergraphSdl: composed.supergraphSdl, services: reachable };
}

/** What a gateway of its own starts with: the platform's active generation, else the last that it served, else `fallback`. */
export async function startingPoint(
  { store, lastGood, addresses }: ReplicaParts,
  fallback: GraphSource,
): Promise<GraphSource & { readonly number: number | undefined }> {
  const initial = await initialGeneration(store, lastGood);
  return initial === undefined
    ? { ...fallback, number: undefined }
    : { ...overHttp(initial, addresses), number: initial.number };
}

/** Follows the registry with a gateway in a process of its own. */
export function followRegistry(
  gateway: PlatformGateway,
  parts: ReplicaParts,
  serving: number | undefined,
  metrics: GatewayMetrics,
): RegistryReplica {
  const { store, lastGood, addresses } = parts;
  const loader = {
    check: async (next: GraphSource) => gateway.canLoad(overHttp(next, addresses)),
    activate: async (next: GraphSource) => void (await gateway.hotSwap(overHttp(next, addresses))),
  };
  const replica = new RegistryReplica({ id: `${hostname()}:${process.pid}`, store, loader, lastGood, metrics });
  replica.start(serving);
  return replica;
}
