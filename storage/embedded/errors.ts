/**
 * MongoDB's error codes, as far as the store answers with them. Names and numbers are those of `error_codes.yml` in MongoDB's sources;
 * drivers decide by number, people read the name.
 */
export const ERROR_CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  HostUnreachable: 6,
  FailedToParse: 9,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  NotSingleValueField: 54,
  InvalidDBRef: 55,
  EmptyFieldName: 56,
  DottedFieldName: 57,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  IndexAlreadyExists: 68,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NetworkTimeout: 89,
  ShutdownInProgress: 91,
  WriteConflict: 112,
  CommandNotSupported: 115,
  DocumentValidationFailure: 121,
  CommandNotSupportedOnView: 166,
  QueryPlanKilled: 175,
  PrimarySteppedDown: 189,
  InvalidPipelineOperator: 168,
  ClientMarkedKilled: 46841,
  TransactionTooOld: 225,
  NotImplemented: 238,
  SnapshotUnavailable: 246,
  NoSuchTransaction: 251,
  TransactionCommitted: 256,
  TransactionTooLarge: 257,
  OperationNotSupportedInTransaction: 263,
  IndexKeyTooLong: 17280,
  InterruptedAtShutdown: 11600,
  Interrupted: 11601,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  TransactionExceededLifetimeLimitSeconds: 290,
  OutOfDiskSpace: 14031,
  CannotIndexParallelArrays: 171,
  UnsupportedOpQueryCommand: 352,
} as const;

/** A code's name as it stands in `codeName`. */
export type ErrorCodeName = keyof typeof ERROR_CODES;

const NAMES = new Map<number, string>(Object.entries(ERROR_CODES).map(([name, code]) => [code, name]));

/**
 * An answer with `ok: 0`, in MongoDB's own code and words. Codes which MongoDB gives no name (`Location31249` and the like) are passed as numbers.
 * `extra` is merged into the reply (`keyPattern`, `keyValue`, `errInfo`).
 */
export class MongoServerFault extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly labels: readonly string[];
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCodeName | number,
    message: string,
    options: { labels?: readonly string[]; extra?: Record<string, unknown> } = {},
  ) {
    super(message);
    this.name = 'MongoServerFault';
    this.code = typeof code === 'number' ? code : ERROR_CODES[code];
    this.codeName = NAMES.get(this.code) ?? `Location${this.code}`;
    this.labels = options.labels ?? [];
    this.extra = options.extra ?? {};
  }

  get errmsg(): string {
    return this.message;
  }
}

/** What the store refuses by name: MongoDB knows it, this store doesn't. Code 238, so that a caller can tell it from a mistake of his own. */
export function notImplemented(what: string): MongoServerFault {
  return new MongoServerFault('NotImplemented', `${what} is not supported by the embedded store`);
}
