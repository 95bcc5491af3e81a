import { GatewayError } from '../errors.ts';
import type { Limits } from './defaults.ts';

type VariableLimits = Pick<Limits, 'maxVariableDepth' | 'maxVariableValues'>;

/** Refuses variables that are nested too deep to be coerced recursively, or too many. Iterative: depth cannot overflow the stack. */
export function checkVariables(variables: Readonly<Record<string, unknown>>, limits: VariableLimits): void {
  let level: unknown[] = Object.values(variables);
  let count = 0;
  for (let depth = 1; level.length > 0; depth++) {
    count += level.length;
    if (depth > limits.maxVariableDepth || count > limits.maxVariableValues) throw tooManyVariables(limits);
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      for (const child of Object.values(value)) next.push(child);
    }
    level = next;
  }
}

export function tooManyVariables(limits: VariableLimits): GatewayError {
  return new GatewayError('LIMIT_VARIABLES', {
    params: { depth: limits.maxVariableDepth, limit: limits.maxVariableValues },
  });
}
