import { Supergraph } from '@apollo/federation-internals';
import { GraphQLError, type GraphQLSchema, parse } from 'graphql';
import { composeSupergraph, type Hint, type SubgraphSource } from '../compose.ts';
import { checkBreaking } from './breaking.ts';
import { checkNames, checkSubgraphName } from './naming.ts';
import { checkOwnership } from './ownership.ts';
import type { Problem, SeenOperation } from './types.ts';

export interface Checked {
  readonly problems: readonly Problem[];
  readonly hints: readonly Hint[];
  /** Undefined when it does not compose. */
  readonly supergraphSdl: string | undefined;
}

export interface CheckInput {
  readonly before: { readonly supergraphSdl: string } | undefined;
  readonly services: readonly SubgraphSource[];
  /** The subgraph being added or changed; undefined when one is removed. */
  readonly candidate: SubgraphSource | undefined;
  readonly operations: readonly SeenOperation[];
}

/** Everything that must hold before a change is staged. All problems at once, so that an author sees them in one go. Costs a composition. */
export function checkChange({ before, services, candidate, operations }: CheckInput): Checked {
  const early = candidate === undefined ? [] : [...checkSubgraphName(candidate.name), ...checkSyntax(candidate)];
  if (early.length > 0) return { problems: early, hints: [], supergraphSdl: undefined };
  const ownership = services.flatMap((service) =>
    service === candidate || candidate?.origin !== 'partner' ? checkOwnership(service, services) : [],
  );
  const composed = composeSupergraph(services);
  if (!composed.ok) {
    const errors = composed.errors.map((message) => problem('composition', candidate?.name, undefined, message));
    return { problems: [...ownership, ...errors], hints: [], supergraphSdl: undefined };
  }
  const { supergraphSdl, hints } = composed;
  const after = apiSchemaOf(supergraphSdl);
  const old = before === undefined ? undefined : apiSchemaOf(before.supergraphSdl);
  const problems = [
    ...ownership,
    ...checkAccessHints(hints, candidate?.name),
    ...checkNames(old, after, candidate?.name ?? ''),
    ...(old === undefined ? [] : checkBreaking(old, after, operations)),
  ];
  return { problems, hints, supergraphSdl };
}

function apiSchemaOf(supergraphSdl: string): GraphQLSchema {
  return Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
}

/** A hint that two subgraphs disagree about `@access` means that somebody's rule gets lost or changed in the merged schema. */
function checkAccessHints(hints: readonly Hint[], subgraph: string | undefined): Problem[] {
  return hints
    .filter(({ message }) => message.includes('@access'))
    .map(({ message, coordinate }) => problem('access', subgraph, coordinate, message));
}

function checkSyntax({ name, sdl }: SubgraphSource): Problem[] {
  try {
    parse(sdl);
    return [];
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const at = error.locations?.[0];
    return [
      problem(
        'composition',
        name,
        undefined,
        at === undefined ? error.message : `line ${at.line}, column ${at.column}: ${error.message}`,
      ),
    ];
  }
}

function problem(
  check: Problem['check'],
  subgraph: string | undefined,
  coordinate: string | undefined,
  message: string,
): Problem {
  return { check, severity: 'error', subgraph, coordinate, message };
}
