import type { GraphQLFormattedError } from 'graphql';
import { GatewayError, type Locale } from '../errors.ts';
import type { Violation } from './project.ts';
import type { Path } from './run.ts';

/**
 * The errors that the specification asks for where a value is missing or unusable, except where a subgraph's error already says
 * why: one at the same place, above it or below it.
 */
export function violationErrors(
  violations: readonly Violation[],
  known: readonly GraphQLFormattedError[],
  locale: Locale,
): GraphQLFormattedError[] {
  return violations.flatMap(({ reversedPath, field }) => {
    const path = [...reversedPath].reverse();
    const explained = known.some((error) => error.path === undefined || oneLeadsToOther(error.path, path));
    return explained ? [] : [new GatewayError('VALUE_NOT_USABLE', { params: { field }, path }).toFormatted(locale)];
  });
}

function oneLeadsToOther(one: Path, other: Path): boolean {
  const shorter = Math.min(one.length, other.length);
  for (let index = 0; index < shorter; index += 1) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}
