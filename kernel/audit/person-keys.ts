import { randomBytes } from 'node:crypto';
import type { ClientSession } from 'mongoose';
import type { KernelModels, PersonKeyRow } from '../models.ts';
import { platformSecret } from '../platform-secret.ts';
import { decrypt, encrypt, type Sealed } from './sealing.ts';

const SECRET = 'personKeys';
const KEY_BYTES = 32;
const MOST_CACHED = 10_000;

/** Keys by person; null: destroyed, or there never was one. */
export type Keys = ReadonlyMap<string, Buffer | null>;

/**
 * One data key per person, wrapped by the platform's secret. Destroying it makes unreadable whatever was sealed with it, in every copy of the audit trail,
 * without touching a row of it.
 */
export class PersonKeys {
  readonly #models: KernelModels;
  readonly #given: Buffer | null;
  /** For writing only: what is sealed with a key that was destroyed meanwhile is unreadable, as it should be. */
  readonly #cache = new Map<string, Buffer>();
  #secret: Promise<Buffer> | null = null;

  /** `secret`: 32 bytes from the configuration; without it one in the database. */
  constructor(models: KernelModels, secret: Buffer | null) {
    if (secret && secret.length !== KEY_BYTES) throw new Error(`the personal-data secret must have ${KEY_BYTES} bytes`);
    this.#models = models;
    this.#given = secret;
  }

  /** The keys to seal with, made where there are none yet, in the transaction. Null for an erased person. Cost: one read for those not seen before. */
  async forWriting(persons: readonly string[], session: ClientSession, now: Date): Promise<Keys> {
    const unseen = persons.filter((person) => !this.#cache.has(person));
    const known = await this.#stored(unseen);
    for (const person of unseen) if (!known.has(person)) known.set(person, await this.#make(person, session, now));
    return new Map(persons.map((person) => [person, this.#cache.get(person) ?? known.get(person) ?? null]));
  }

  /** The keys to read with, always as they are stored now: an erasure counts at once on all replicas. */
  async forReading(persons: readonly string[]): Promise<Keys> {
    return this.#stored(persons);
  }

  /** Destroys a person's key with the transaction; the person never gets another. */
  async destroy(person: string, session: ClientSession, now: Date): Promise<void> {
    const update = { $set: { wrapped: null, erasedAt: now }, $setOnInsert: { at: now } };
    await this.#models.personKeys.updateOne({ _id: person }, update, { session, upsert: true });
    this.#cache.delete(person);
  }

  async #stored(persons: readonly string[]): Promise<Map<string, Buffer | null>> {
    if (persons.length === 0) return new Map();
    const rows = await this.#models.personKeys.find({ _id: { $in: [...persons] } }).lean<PersonKeyRow[]>();
    const keys = new Map<string, Buffer | null>();
    for (const row of rows) {
      const key = await this.#unwrap(row);
      keys.set(row._id, key);
      if (key) this.#remember(row._id, key);
    }
    return keys;
  }

  /** Not cached: the transaction may still fail. Two that make the same key conflict, and the later one starts again. */
  async #make(person: string, session: ClientSession, now: Date): Promise<Buffer | null> {
    const wrapped = encrypt(await this.#platformSecret(), person, randomBytes(KEY_BYTES));
    const made = { $setOnInsert: { wrapped, at: now, erasedAt: null } };
    const options = { session, upsert: true, returnDocument: 'after' } as const;
    const row = await this.#models.personKeys.findOneAndUpdate({ _id: person }, made, options).lean<PersonKeyRow>();
    return row && this.#unwrap(row);
  }

  async #unwrap({ _id, wrapped }: PersonKeyRow): Promise<Buffer | null> {
    if (wrapped === null) return null;
    const secret = await this.#platformSecret();
    try {
      return decrypt(secret, _id, wrapped);
    } catch (cause) {
      throw new Error(`the key of ${_id} was wrapped by another secret than this process has`, { cause });
    }
  }

  #platformSecret(): Promise<Buffer> {
    this.#secret ??= this.#given ? Promise.resolve(this.#given) : platformSecret(this.#models, SECRET);
    return this.#secret;
  }

  #remember(person: string, key: Buffer): void {
    if (this.#cache.size >= MOST_CACHED) this.#cache.clear();
    this.#cache.set(person, key);
  }
}

/** What was sealed; null once the person is forgotten. Cost: one read. */
export async function openSealed(keys: PersonKeys, { person, sealed }: Sealed): Promise<unknown> {
  const key = (await keys.forReading([person])).get(person);
  return key ? JSON.parse(decrypt(key, person, sealed).toString()) : null;
}
