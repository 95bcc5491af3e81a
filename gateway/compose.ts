import './garbage-collection.ts';
import { composeServices } from '@apollo/composition';
import { GraphQLError, parse } from 'graphql';

/** One subgraph as its owner publishes it. */
export interface SubgraphSource {
  readonly name: string;
  /** The owner's SDL text, with its `@link` to federation. Access rules are read from here, never from the supergraph. */
  readonly sdl: string;
  /** Where it is reached; undefined for one that runs in this process. */
  readonly url?: string | undefined;
  /** `core` subgraphs are the platform's own; a `partner` may add to their types but never change their rules. Default `core`. */
  readonly origin?: 'core' | 'partner';
}

/** What composition noticed without refusing it. */
export interface Hint {
  readonly code: string;
  readonly message: string;
  readonly coordinate: string | undefined;
}

export type Composition =
  | { readonly ok: true; readonly supergraphSdl: string; readonly hints: readonly Hint[] }
  | { readonly ok: false; readonly errors: readonly string[] };

/**
 * Composes owners' SDL into one supergraph (Federation 2.x as `@apollo/composition` understands it, with `@cost`, `@listSize` and
 * `@composeDirective`). Never throws for what an SDL says: errors are lines that a person can act on, each with the subgraph and,
 * for syntax errors, line and column. Costs tens of milliseconds for a dozen subgraphs.
 */
export function composeSupergraph(services: readonly SubgraphSource[]): Composition {
  const errors: string[] = [];
  const definitions = services.flatMap(({ name, sdl, url }) => {
    try {
      return [{ name, url: url ?? localUrl(name), typeDefs: parse(sdl) }];
    } catch (error) {
      errors.push(`${name}: ${describeSyntaxError(error)}`);
      return [];
    }
  });
  if (errors.length > 0) return { ok: false, errors };
  const result = composeServices(definitions);
  if (result.errors !== undefined) return { ok: false, errors: result.errors.map(describeCompositionError) };
  const hints = result.hints.map((hint) => ({
    code: hint.definition.code,
    message: hint.message,
    coordinate: hint.coordinate,
  }));
  return { ok: true, supergraphSdl: result.supergraphSdl, hints };
}

/** The routing URL written into the supergraph for a subgraph that runs in the gateway's own process. Never dialled. */
function localUrl(name: string): string {
  return `local://${name}`;
}

function describeSyntaxError(error: unknown): string {
  if (!(error instanceof GraphQLError)) return error instanceof Error ? error.message : String(error);
  const at = error.locations?.[0];
  return at === undefined ? error.message : `${error.message} (line ${at.line}, column ${at.column})`;
}

function describeCompositionError(error: GraphQLError): string {
  const code = error.extensions.code;
  return typeof code === 'string' ? `${error.message} [${code}]` : error.message;
}
