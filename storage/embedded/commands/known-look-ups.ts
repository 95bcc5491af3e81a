import { isCurrent, type LookUp, runLookUp } from '../planner/look-up.ts';
import type { CommandBody, Shape } from '../wire/command-body.ts';
import { wholeResult } from './cursors.ts';

interface Known {
  readonly lookUp: LookUp;
  readonly namespace: string;
}

/** Look-ups that were understood before: a `find` of the same shape asks the same of other values. */
export class KnownLookUps {
  private readonly byShape = new WeakMap<Shape, Known>();

  /** Remembers a command that was answered as a look-up: outside a transaction, whole documents, nothing in it but filter and limit. */
  remember(shape: Shape, lookUp: LookUp, namespace: string): void {
    this.byShape.set(shape, { lookUp, namespace });
  }

  /** The answer to a command of a known shape; undefined where it must be looked at. Cost: one key, one statement. */
  answer({ shape, filter }: CommandBody): Record<string, unknown> | undefined {
    const known = shape && filter && this.byShape.get(shape);
    if (!known) return undefined;
    if (!isCurrent(known.lookUp)) {
      this.byShape.delete(shape);
      return undefined;
    }
    const found = runLookUp(known.lookUp, filter);
    return found && wholeResult(known.namespace, found);
  }
}
