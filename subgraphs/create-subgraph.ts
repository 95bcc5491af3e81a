import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import type { Caller } from '../kernel/caller.ts';
import type { Kernel, Tx } from '../kernel/types.ts';
import type { Ledger } from '../ledger/types.ts';
import { guardedResolvers, type ResolverMap } from './access.ts';
import { scalarResolvers } from './scalars.ts';

/** What a subgraph is made from. */
export interface SubgraphDeps {
  readonly kernel: Kernel;
  readonly ledger: Ledger;
}

/** A subgraph before it is given its platform: one line of `registry.ts`. */
export interface SubgraphDefinition {
  readonly name: string;
  /** Makes stores and models on the platform's connection, registers consumers, jobs and catalogue kinds, gives resolvers. */
  create(deps: SubgraphDeps): Promise<SubgraphParts>;
}

export interface SubgraphParts {
  readonly resolvers: ResolverMap;
  /** Fresh for every operation: the caller and the DataLoaders. */
  contextFor(caller: Caller): object;
  /** Writes ready records of a kind (seed, migration) in the caller's transaction, with index, feed, events and counters. The rows are the kind's own record type. */
  readonly load?: Readonly<Record<string, (rows: readonly never[], tx: Tx) => Promise<void>>>;
}

export interface Subgraph extends SubgraphParts {
  readonly name: string;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
}

const schemaFolder = new URL('../schema/', import.meta.url);

/** The SDL of a subgraph as it is composed: the shared prelude and its own file. */
export function subgraphSdl(name: string): string {
  const read = (file: string): string => readFileSync(new URL(file, schemaFolder), 'utf8');
  return `${read('shared.graphql')}\n${read(`${name}.graphql`)}`;
}

/** Builds a subgraph on one platform: executable schema, access rules of its own SDL enforced once more before each resolver. */
export async function createSubgraph(definition: SubgraphDefinition, deps: SubgraphDeps): Promise<Subgraph> {
  const sdl = subgraphSdl(definition.name);
  const typeDefs = parse(sdl);
  const parts = await definition.create(deps);
  const resolvers = guardedResolvers(typeDefs, { ...scalarResolvers, ...parts.resolvers });
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
  return { ...parts, name: definition.name, sdl, schema };
}
