import { isDeepStrictEqual } from 'node:util';

export function heading(text: string): void {
  console.log(`\n${text}`);
}

/** Prints a figure and ends the scenario when it is not what it must be. */
export function figure(label: string, actual: unknown, expected: unknown): void {
  const right = isDeepStrictEqual(actual, expected);
  console.log(`  ${right ? '✓' : '✗'} ${label}: ${JSON.stringify(actual)}`);
  if (!right) throw new Error(`${label}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}
