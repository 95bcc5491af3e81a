import { createHash } from 'node:crypto';
import { badRequest } from './bad-request.ts';
import { GatewayError } from './errors.ts';
import type { GraphQLParams } from './front-request.ts';
import { WeightedLru } from './lru.ts';

/** Documents that clients have sent once and then name by their hash (automatic persisted queries). */
export interface PersistedDocuments {
  /** Undefined when unknown or forgotten. */
  get(sha256: string): Promise<string | undefined> | string | undefined;
  set(sha256: string, text: string): Promise<void> | void;
}

/** Documents that a portal's build has registered here. */
export interface TrustedDocuments {
  /** The text registered under this SHA-256 (hex), or undefined. Called for every request while the safelist is on: must be fast. */
  get(sha256: string): string | undefined;
}

/** `off`: every document is served. `log`: those not registered are served and counted. `enforce`: they are refused. */
export type SafelistMode = 'off' | 'log' | 'enforce';

export interface DocumentsOptions {
  readonly persisted?: PersistedDocuments | undefined;
  readonly trusted?: TrustedDocuments | undefined;
  readonly safelist?: SafelistMode | undefined;
  /** An unregistered document came while the safelist is on. */
  readonly onUntrusted?: ((sha256: string) => void) | undefined;
}

const PERSISTED_BYTES = 32 * 1024 * 1024;
const SHA256 = /^(?:sha256:)?([0-9a-f]{64})$/;

/** Keeps persisted documents of one replica in memory, the least recently used forgotten first. */
function createPersistedDocuments(maxBytes = PERSISTED_BYTES): PersistedDocuments {
  const texts = new WeightedLru<string>(maxBytes);
  return {
    get: (sha256) => texts.get(sha256),
    set: (sha256, text) => texts.set(sha256, text, text.length * 2),
  };
}

/**
 * Gives the text of the document that a request means: sent with it, or named by its hash. Both paths use it, so that the safelist holds
 * on both. Rejects with PERSISTED_QUERY_NOT_FOUND (the client then sends text and hash together), BAD_REQUEST or DOCUMENT_NOT_TRUSTED.
 */
export class Documents {
  readonly #persisted: PersistedDocuments;
  readonly #trusted: TrustedDocuments | undefined;
  readonly #mode: SafelistMode;
  readonly #onUntrusted: (sha256: string) => void;

  constructor(options: DocumentsOptions) {
    this.#persisted = options.persisted ?? createPersistedDocuments();
    this.#trusted = options.trusted;
    this.#mode = options.safelist ?? 'off';
    this.#onUntrusted = options.onUntrusted ?? (() => {});
    if (this.#mode !== 'off' && this.#trusted === undefined) throw new TypeError('a safelist needs trusted documents');
  }

  async resolve(params: GraphQLParams): Promise<string> {
    const hash = hashOf(params);
    const text = hash === undefined ? params.query : await this.#byHash(hash, params.query);
    if (text === undefined || text.trim() === '')
      throw badRequest({ en: 'it has no document', zh: '其中没有查询文档' });
    if (this.#mode !== 'off') this.#checkTrusted(hash ?? sha256(text));
    return text;
  }

  async #byHash(hash: string, query: string | undefined): Promise<string> {
    const trusted = this.#trusted?.get(hash);
    if (trusted !== undefined) return trusted;
    if (query === undefined) {
      const known = await this.#persisted.get(hash);
      if (known === undefined) throw new GatewayError('PERSISTED_QUERY_NOT_FOUND');
      return known;
    }
    if (sha256(query) !== hash)
      throw badRequest({ en: 'the hash is not that of the document', zh: '哈希值与文档不符' });
    await this.#persisted.set(hash, query);
    return query;
  }

  #checkTrusted(hash: string): void {
    if (this.#trusted?.get(hash) !== undefined) return;
    this.#onUntrusted(hash);
    if (this.#mode === 'enforce') throw new GatewayError('DOCUMENT_NOT_TRUSTED');
  }
}

/** SHA-256 in hex, as both persisted and trusted documents are named. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hashOf(params: GraphQLParams): string | undefined {
  if (params.documentId !== undefined) return hex(params.documentId);
  const persisted = params.extensions.persistedQuery;
  if (persisted === undefined) return undefined;
  if (typeof persisted !== 'object' || persisted === null)
    throw badRequest({ en: 'persistedQuery is not an object', zh: 'persistedQuery 不是对象' });
  const { version, sha256Hash } = persisted as { readonly version?: unknown; readonly sha256Hash?: unknown };
  if (version !== 1 || typeof sha256Hash !== 'string')
    throw badRequest({
      en: 'persistedQuery needs version 1 and sha256Hash',
      zh: 'persistedQuery 须有 version 1 和 sha256Hash',
    });
  return hex(sha256Hash);
}

function hex(name: string): string {
  const match = SHA256.exec(name.toLowerCase());
  if (match?.[1] === undefined)
    throw badRequest({ en: 'the document is not named by a SHA-256', zh: '文档名不是 SHA-256' });
  return match[1];
}
