import type { BSON } from 'bson';
import { toNumber } from '../bson/numbers.ts';
import { isDocument, isNumeric } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';

const LEVELS = new Set(['local', 'available', 'majority', 'linearizable', 'snapshot']);

/** Checks a readConcern. Every level but `snapshot` is what a single durable node always gives; `snapshot` needs a transaction. */
export function checkReadConcern(body: BSON.Document, transactional: boolean, first: boolean): void {
  const concern: unknown = body.readConcern;
  if (concern === undefined) return;
  if (!isDocument(concern))
    throw new MongoServerFault('TypeMismatch', "BSON field 'readConcern' is the wrong type, expected type 'object'");
  if (transactional && !first)
    throw new MongoServerFault('InvalidOptions', 'Only the first command in a transaction may specify a readConcern');
  const level: unknown = concern.level;
  if (level === undefined) return;
  if (typeof level !== 'string' || !LEVELS.has(level))
    throw new MongoServerFault(
      'FailedToParse',
      `Read concern level must be 'local', 'majority', 'available', 'linearizable', or 'snapshot'; got ${String(level)}`,
    );
  if (level === 'snapshot' && !transactional)
    throw notImplemented("readConcern level 'snapshot' outside a transaction");
  if (transactional && (level === 'linearizable' || level === 'available')) {
    throw new MongoServerFault(
      'InvalidOptions',
      `The readConcern level must be either 'local' (default), 'majority' or 'snapshot' in order to run in a transaction`,
    );
  }
}

/** Checks a writeConcern; answers the error to report beside the result where more nodes are asked for than there are. */
export function writeConcernError(body: BSON.Document): BSON.Document | undefined {
  const concern: unknown = body.writeConcern;
  if (concern === undefined) return undefined;
  if (!isDocument(concern))
    throw new MongoServerFault('TypeMismatch', "BSON field 'writeConcern' is the wrong type, expected type 'object'");
  const w: unknown = concern.w;
  if (w === undefined || w === 'majority') return undefined;
  if (isNumeric(w)) {
    const nodes = toNumber(w);
    if (nodes < 0 || nodes > 50)
      throw new MongoServerFault('FailedToParse', 'w has to be a non-negative number and not greater than 50');
    return nodes > 1
      ? { code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg: 'Not enough data-bearing nodes' }
      : undefined;
  }
  if (typeof w === 'string')
    return {
      code: 79,
      codeName: 'UnknownReplWriteConcern',
      errmsg: `No write concern mode named '${w}' found in replica set configuration`,
    };
  throw new MongoServerFault('FailedToParse', 'w has to be a number or string');
}
