import { createHash } from 'node:crypto';
import { contentHash, withoutUndefined } from './canonical-json.ts';
import type { IdempotencyRow, KernelModels } from './models.ts';
import { type Clock, type CommandRequest, type RefusalValue, Refused, type Tx } from './types.ts';
import type { UnitOfWork } from './unit-of-work.ts';

interface Remembered {
  readonly refused: boolean;
  readonly value: unknown;
}

/** Runs commands: at most once per caller, name and idempotency key, whatever is retried, and with the same answer each time. */
export class Commands {
  readonly #models: KernelModels;
  readonly #unit: UnitOfWork;
  readonly #clock: Clock;

  constructor(models: KernelModels, unit: UnitOfWork, clock: Clock) {
    this.#models = models;
    this.#unit = unit;
    this.#clock = clock;
  }

  /** Cost: one indexed read and one commit; a repeated key costs the read alone. */
  async run<T extends object>(request: CommandRequest, work: (tx: Tx) => Promise<T>): Promise<T | RefusalValue> {
    const id = keyOf(request);
    const requestHash = contentHash(request.input ?? null);
    const known = await this.#recall<T>(id, requestHash, request);
    if (known) return known;
    try {
      return await this.#unit.run(request.caller, async (tx) => {
        const result = await work(tx);
        await this.#models.idempotency.insertMany([this.#row(id, requestHash, { refused: false, value: result })], {
          session: tx.session,
          lean: true,
        });
        return result;
      });
    } catch (error) {
      return this.#afterFailure<T>(error, id, requestHash, request);
    }
  }

  async #afterFailure<T extends object>(error: unknown, id: string, requestHash: string, request: CommandRequest) {
    if (error instanceof Refused) {
      await this.#remember(this.#row(id, requestHash, { refused: true, value: error.refusal }));
      return (await this.#recall<T>(id, requestHash, request)) ?? error.refusal;
    }
    if (!isDuplicateKey(error)) throw error;
    const first = await this.#recall<T>(id, requestHash, request);
    if (first) return first;
    throw error;
  }

  async #recall<T extends object>(
    id: string,
    requestHash: string,
    request: CommandRequest,
  ): Promise<T | RefusalValue | null> {
    const row = await this.#models.idempotency.findById(id).lean<IdempotencyRow | null>();
    if (!row) return null;
    if (row.requestHash !== requestHash) return conflict(request);
    return (row.outcome as Remembered).value as T | RefusalValue;
  }

  async #remember(row: IdempotencyRow): Promise<void> {
    await this.#models.idempotency.insertMany([row]).catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
    });
  }

  #row(id: string, requestHash: string, outcome: Remembered): IdempotencyRow {
    return { _id: id, requestHash, outcome: withoutUndefined(outcome), at: this.#clock.now() };
  }
}

/** Is this MongoDB's answer to a second row with the same unique key? */
export function isDuplicateKey(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: unknown }).code === 11000;
}

function keyOf(request: CommandRequest): string {
  const parts = [request.caller.subject, request.name, request.idempotencyKey];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

function conflict(request: CommandRequest): RefusalValue {
  const message =
    request.caller.locale === 'zh'
      ? '该幂等键已用于内容不同的请求，请使用新的幂等键。'
      : 'This idempotency key was used with another input. Use a fresh key.';
  return { __typename: 'IdempotencyConflict', message, idempotencyKey: request.idempotencyKey };
}
