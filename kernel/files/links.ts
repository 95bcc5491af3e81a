import { createHmac, timingSafeEqual } from 'node:crypto';
import type { KernelModels } from '../models.ts';
import { platformSecret } from '../platform-secret.ts';
import type { Clock } from '../types.ts';

const KEY = 'fileKey';
const VALID_MILLISECONDS = 10 * 60_000;

/**
 * Links to files: who may have a file is decided where the link is given; the link itself, good for ten minutes, is the proof. The key lies in the database,
 * so that any replica serves what another one signed.
 */
export class FileLinks {
  readonly #models: KernelModels;
  readonly #clock: Clock;
  #key: Promise<Buffer> | null = null;

  constructor(models: KernelModels, clock: Clock) {
    this.#models = models;
    this.#clock = clock;
  }

  /** `/files/<id>?expires=…&signature=…`, relative to the platform. */
  async sign(id: string): Promise<string> {
    const expires = String(this.#clock.now().getTime() + VALID_MILLISECONDS);
    return `/files/${encodeURIComponent(id)}?expires=${expires}&signature=${await this.#signature(id, expires)}`;
  }

  async isGood(id: string, expires: string, signature: string): Promise<boolean> {
    if (!/^\d{1,16}$/.test(expires) || Number(expires) < this.#clock.now().getTime()) return false;
    const right = Buffer.from(await this.#signature(id, expires));
    const given = Buffer.from(signature);
    return right.length === given.length && timingSafeEqual(right, given);
  }

  async #signature(id: string, expires: string): Promise<string> {
    this.#key ??= platformSecret(this.#models, KEY);
    return createHmac('sha256', await this.#key)
      .update(JSON.stringify([id, expires]))
      .digest('base64url');
  }
}
