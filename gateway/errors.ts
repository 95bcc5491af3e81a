import type { GraphQLFormattedError } from 'graphql';
import { ERROR_CODES, type ErrorCode } from './error-codes.ts';

export type { ErrorCode } from './error-codes.ts';
export { ERROR_CODES } from './error-codes.ts';

export type Locale = 'zh' | 'en';

/** The same in both languages. */
export type LocalText = Readonly<Record<Locale, string>>;

export interface GatewayErrorOptions {
  /** What a person needs to go on, put where the code's text says `{name}`. Never a URL, a body, a header or personal data. */
  readonly params?: Readonly<Record<string, string | number | LocalText>>;
  /** Added to `extensions` as they are; they reach the client. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly path?: readonly (string | number)[];
  /** Seconds after which another try makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Kept for the log, never shown. */
  readonly cause?: unknown;
}

/**
 * The one error class of the gateway. Whatever reaches a client is one of these, formatted by `toFormatted`: a code that
 * docs/errors.md lists, a text in the caller's language, and nothing that a subgraph said unless it was meant for the public.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: ErrorCode;
  readonly options: GatewayErrorOptions;

  constructor(code: ErrorCode, options: GatewayErrorOptions = {}) {
    super(fill(code, 'en', options.params), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.options = options;
  }

  /** What was thrown, as an error that may be shown: anything that is no `GatewayError` becomes INTERNAL_SERVER_ERROR with the original as its cause. */
  static from(thrown: unknown): GatewayError {
    return thrown instanceof GatewayError ? thrown : new GatewayError('INTERNAL_SERVER_ERROR', { cause: thrown });
  }

  /** HTTP status of a response that consists of this error alone. */
  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  /** The same for a client that accepts only application/json. */
  statusAs(mediaType: string): number {
    const entry: { readonly documentLevel?: true; readonly status: number } = ERROR_CODES[this.code];
    return mediaType === 'application/json' && entry.documentLevel === true ? 200 : entry.status;
  }

  messageIn(locale: Locale): string {
    return fill(this.code, locale, this.options.params);
  }

  toFormatted(locale: Locale): GraphQLFormattedError {
    const { path, extensions } = this.options;
    return {
      message: this.messageIn(locale),
      ...(path === undefined ? {} : { path }),
      extensions: { ...extensions, code: this.code },
    };
  }
}

function fill(code: ErrorCode, locale: Locale, params: GatewayErrorOptions['params'] = {}): string {
  return ERROR_CODES[code][locale].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(params, name) ? params[name] : undefined;
    return String((typeof value === 'object' ? value[locale] : value) ?? whole);
  });
}
