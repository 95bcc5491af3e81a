import type { Operator } from './evaluate.ts';

export const OPERATORS: Record<string, Operator> = {
  $literal: (operand) => () => operand,
};

/** Known to MongoDB, refused here. */
export const REFUSED_EXPRESSIONS: ReadonlySet<string> = new Set(['$function', '$accumulator', '$meta']);
