import type { BSON } from 'bson';
import { toNumber } from '../bson/numbers.ts';
import { isDocument, isNumeric } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';

/** What `configureFailPoint` of `failCommand` asked for: MongoDB's test hook, present in test mode only. */
export interface Failure {
  readonly commands: ReadonlySet<string>;
  readonly appName: string | undefined;
  readonly errorCode: number | undefined;
  readonly errorLabels: readonly string[] | undefined;
  readonly closeConnection: boolean;
  readonly writeConcernError: BSON.Document | undefined;
  readonly blockMs: number;
}

export class FailPoints {
  private failure: Failure | undefined;
  private remaining = 0;
  private skip = 0;

  configure(body: BSON.Document): void {
    const name: unknown = body.configureFailPoint;
    if (name !== 'failCommand') throw new MongoServerFault('BadValue', `failpoint not found: ${String(name)}`);
    const mode: unknown = body.mode;
    this.remaining = 0;
    this.skip = 0;
    if (mode === 'off') {
      this.failure = undefined;
      return;
    }
    if (mode === 'alwaysOn') this.remaining = Number.POSITIVE_INFINITY;
    else if (isDocument(mode) && isNumeric(mode.times)) this.remaining = toNumber(mode.times);
    else if (isDocument(mode) && isNumeric(mode.skip)) {
      this.skip = toNumber(mode.skip);
      this.remaining = Number.POSITIVE_INFINITY;
    } else throw new MongoServerFault('BadValue', 'unknown fail point mode');
    this.failure = readFailure(isDocument(body.data) ? body.data : {});
  }

  /** The failure that `command` must suffer now, if any; counts it. */
  hit(command: string, appName: string | undefined): Failure | undefined {
    const failure = this.failure;
    if (!failure || this.remaining <= 0 || !failure.commands.has(command)) return undefined;
    if (failure.appName !== undefined && failure.appName !== appName) return undefined;
    if (this.skip > 0) {
      this.skip--;
      return undefined;
    }
    this.remaining--;
    return failure;
  }
}

function readFailure(data: BSON.Document): Failure {
  const names: unknown = data.failCommands;
  const labels: unknown = data.errorLabels;
  return {
    commands: new Set(Array.isArray(names) ? names.map(String) : []),
    appName: typeof data.appName === 'string' ? data.appName : undefined,
    errorCode: isNumeric(data.errorCode) ? toNumber(data.errorCode) : undefined,
    errorLabels: Array.isArray(labels) ? labels.map(String) : undefined,
    closeConnection: data.closeConnection === true,
    writeConcernError: isDocument(data.writeConcernError) ? data.writeConcernError : undefined,
    blockMs: data.blockConnection === true && isNumeric(data.blockTimeMS) ? toNumber(data.blockTimeMS) : 0,
  };
}
