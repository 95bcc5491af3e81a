import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { type GraphQLSchema, parse } from 'graphql';
import type { Caller } from '../kernel/caller.ts';
import type { ImportSource } from '../kernel/import/source.ts';
import type { Text } from '../kernel/refusals.ts';
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
  /** HTTP interfaces beside the graph, by path prefix: for systems that do not speak GraphQL. Each checks who asks by itself. */
  readonly routes?: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void>>>;
  /** Importers of files for the operator's command line, by what the rows are: `instruments`. */
  readonly imports?: Readonly<Record<string, FileImporter>>;
}

/** A file that the operator imports for a unit. */
export interface FileImport {
  readonly source: ImportSource;
  readonly unitId: string;
  readonly dryRun: boolean;
  /** Called after each batch with the rows read so far. */
  readonly onProgress: (rows: number) => void;
}

/** What became of the rows; `created + updated + unchanged + rejected = rows`. Throws `ImportRefusal` for a file that is no such list. */
export interface FileImportReport {
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly problems: readonly { readonly row: number; readonly field: string | null; readonly reason: Text }[];
}

export type FileImporter = (file: FileImport) => Promise<FileImportReport>;

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
