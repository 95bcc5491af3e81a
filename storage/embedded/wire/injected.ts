import { toNumber } from '../bson/numbers.ts';
import { isNumeric } from '../bson/types.ts';
import type { Reply } from '../commands/context.ts';
import { failure, mayRetryWrite, RETRYABLE_WRITE } from '../commands/dispatch.ts';
import type { Failure } from '../commands/fail-points.ts';
import { MongoServerFault } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Request } from './frames.ts';
import { RawValue } from './raw.ts';

/** The error that a fail point asked for, with MongoDB's labels unless it names others. */
export function injectedFailure(store: Store, request: Request, hit: Failure): Record<string, unknown> {
  const fault = new MongoServerFault(hit.errorCode ?? 1, "Failing command via 'failCommand' failpoint", {
    labels: hit.errorLabels ?? [],
  });
  const reply = failure(store, request, fault, false);
  if (hit.errorLabels === undefined) return reply;
  const { errorLabels: _labels, ...rest } = reply;
  return hit.errorLabels.length > 0 ? { ...rest, errorLabels: [...hit.errorLabels] } : rest;
}

/** A result with the write concern error that a fail point asked for beside it. */
export function withConcernError(request: Request, reply: Reply, hit: Failure): Reply {
  if (reply instanceof RawValue || !hit.writeConcernError) return reply;
  const code = isNumeric(hit.writeConcernError.code) ? toNumber(hit.writeConcernError.code) : 0;
  const labels =
    hit.errorLabels ?? (mayRetryWrite(request) && RETRYABLE_WRITE.has(code) ? ['RetryableWriteError'] : []);
  return { ...reply, writeConcernError: hit.writeConcernError, ...(labels.length > 0 && { errorLabels: [...labels] }) };
}
