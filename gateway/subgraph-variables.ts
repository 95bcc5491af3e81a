import type { SubgraphRequest } from './types.ts';

/** All variables of a fetch as JSON text, for a body. */
export function subgraphVariablesText({ variables, representations }: SubgraphRequest): string {
  if (representations === undefined) return JSON.stringify(variables);
  const parts = Object.keys(representations).map(
    (name) => `${JSON.stringify(name)}:[${representations[name]?.join()}]`,
  );
  const own = JSON.stringify(variables);
  return own === '{}' ? `{${parts.join()}}` : `${own.slice(0, -1)},${parts.join()}}`;
}

/** All variables of a fetch as values: the subgraph's own, nothing in them is shared with the gateway. */
export function subgraphVariables(request: SubgraphRequest): Record<string, unknown> {
  return JSON.parse(subgraphVariablesText(request)) as Record<string, unknown>;
}
