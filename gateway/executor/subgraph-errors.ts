import type { GraphQLFormattedError } from 'graphql';
import { ERROR_CODES, type ErrorCode, GatewayError } from '../errors.ts';
import type { RequestContext } from '../types.ts';
import type { Path, Run } from './run.ts';

/** How much of a subgraph's error a client may see. */
export interface ErrorPolicy {
  /** Codes that pass. Any other becomes SUBGRAPH_ERROR. */
  readonly publicCodes: ReadonlySet<string>;
  /** Subgraphs whose message passes together with a public code: the platform's own. */
  readonly trusted: (subgraph: string) => boolean;
}

/** A subgraph's error as a client may see it: path, code and the subgraph's name; never a URL, a body, a stack or foreign `extensions`. */
function maskSubgraphError(
  error: GraphQLFormattedError,
  subgraph: string,
  path: Path | undefined,
  context: RequestContext,
  policy: ErrorPolicy,
): GraphQLFormattedError {
  const code = error.extensions?.code;
  const isPublic = typeof code === 'string' && policy.publicCodes.has(code);
  if (isPublic && policy.trusted(subgraph) && typeof error.message === 'string') {
    return { message: error.message, ...(path === undefined ? {} : { path }), extensions: { code, subgraph } };
  }
  if (isPublic) return formatted(fixedCode(code), subgraph, path, context, code);
  return formatted('SUBGRAPH_ERROR', subgraph, path, context);
}

/** A subgraph that reports more than this, or at more places, is not repeated further. */
const MAX_ERRORS = 1_000;

/** Writes down a subgraph's errors, each at every place of the response it belongs to; without a place, without a path. */
export function reportErrors(
  run: Run,
  errors: readonly GraphQLFormattedError[] | undefined,
  subgraph: string,
  policy: ErrorPolicy,
  places: (path: Path | undefined) => readonly Path[],
): void {
  for (const error of errors ?? []) {
    if (run.errors.length >= MAX_ERRORS) return;
    const at = places(error.path);
    if (at.length === 0) run.errors.push(maskSubgraphError(error, subgraph, undefined, run.context, policy));
    for (const path of at.slice(0, MAX_ERRORS)) {
      const shown = path.length === 0 ? undefined : path;
      run.errors.push(maskSubgraphError(error, subgraph, shown, run.context, policy));
    }
  }
}

/** What became of a fetch that brought no usable answer. */
export function fetchFailure(
  failure: unknown,
  subgraph: string,
  path: Path | undefined,
  context: RequestContext,
): GraphQLFormattedError {
  const code = failure instanceof GatewayError ? failure.code : 'SUBGRAPH_UNAVAILABLE';
  return formatted(code, subgraph, path, context);
}

function fixedCode(code: string): ErrorCode {
  return Object.hasOwn(ERROR_CODES, code) ? (code as ErrorCode) : 'SUBGRAPH_ERROR';
}

function formatted(
  code: ErrorCode,
  subgraph: string,
  path: Path | undefined,
  context: RequestContext,
  shownCode: string = code,
): GraphQLFormattedError {
  const error = new GatewayError(code, {
    params: { subgraph, what: subgraph, reason: '' },
    extensions: { subgraph },
    ...(path === undefined ? {} : { path }),
  }).toFormatted(context.locale);
  return shownCode === code ? error : { ...error, extensions: { ...error.extensions, code: shownCode } };
}
