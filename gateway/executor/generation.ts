import { createHash } from 'node:crypto';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';
import { type AccessRules, readAccessRules } from '../access/rules.ts';
import type { SubgraphSource } from '../compose.ts';
import type { Generation, SubgraphTransport, TransportFactory } from '../types.ts';
import { readRelations, type TypeRelations } from './relations.ts';

/** A supergraph with the owners' SDL that its access rules are read from. */
export interface GenerationSource {
  readonly supergraphSdl: string;
  /** What was composed. Without it there are no access rules, and every mutation is refused. */
  readonly services: readonly SubgraphSource[];
  /** Everybody may do everything: no rules, no default deny. For benchmarks and trials without authentication. */
  readonly unrestricted?: boolean;
}

const OPEN: AccessRules = { forField: () => [{ anyOf: ['public'] }] };

/** One supergraph, ready to run: what every prepared operation of it shares. */
export interface LoadedGeneration extends Generation {
  readonly relations: TypeRelations;
  readonly rules: AccessRules;
  /** The supergraph with inaccessible elements: what plans speak of. */
  readonly fullSchema: GraphQLSchema;
  transport(subgraph: string): SubgraphTransport;
  closeTransports(): Promise<void>;
}

/** Stable for one supergraph and its owners' SDL, on every replica. */
export function generationId(source: GenerationSource): string {
  const hash = createHash('sha256').update(source.supergraphSdl);
  for (const { name, sdl, origin = 'core' } of source.services) hash.update(JSON.stringify([name, sdl, origin]));
  return hash.digest('hex').slice(0, 16);
}

/** A supergraph that was read and found good, before Apollo's gateway has made its API schema. */
export interface PendingGeneration {
  readonly id: string;
  open(apiSchema: GraphQLSchema, transports: TransportFactory): LoadedGeneration;
}

/** Throws when the supergraph or an owner's SDL can't be read. Costs tens of milliseconds. */
export function readGeneration(source: GenerationSource): PendingGeneration {
  const { supergraphSdl } = source;
  const id = generationId(source);
  const relations = readRelations(supergraphSdl);
  const rules = source.unrestricted === true ? OPEN : readAccessRules(source.services);
  const document = parse(supergraphSdl, { noLocation: true });
  const fullSchema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
  return {
    id,
    open: (apiSchema, transports) => {
      const open = new Map([...relations.subgraphs.values()].map((subgraph) => [subgraph.name, transports(subgraph)]));
      return {
        id,
        apiSchema,
        supergraphSdl,
        subgraphs: [...open.keys()],
        relations,
        rules,
        fullSchema,
        transport: (subgraph) => transportOf(open, relations, subgraph),
        closeTransports: async () => {
          await Promise.all([...open.values()].map((transport) => transport.close()));
        },
      };
    },
  };
}

/** Plans name a subgraph by its own name, or by that of its `join__Graph` value. */
function transportOf(
  open: ReadonlyMap<string, SubgraphTransport>,
  relations: TypeRelations,
  subgraph: string,
): SubgraphTransport {
  const transport = open.get(subgraph) ?? open.get(relations.subgraphs.get(subgraph)?.name ?? '');
  if (transport === undefined) throw new Error(`the plan names an unknown subgraph: ${subgraph}`);
  return transport;
}
