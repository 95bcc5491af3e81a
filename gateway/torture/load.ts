import { Pool } from 'undici';
import { ORDINARY } from './world.ts';

export interface LoadResult {
  readonly requests: number;
  /** Answers that differ from what they must be. */
  readonly wrong: number;
  /** Answers that say of a part that it could not be had. */
  readonly degraded: number;
  /** Requests without an answer, or refused. */
  readonly dropped: number;
  /** Every answer's time in ms, sorted. */
  readonly times: readonly number[];
  readonly example: string | undefined;
}

/** The time that a share of the answers did not exceed; 0 without answers. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
 * Ordinary clients at a steady rate: requests start on time whether or not earlier ones have been answered, and their time is counted from when
 * they were due, so that a gateway that stalls cannot hide it.
 */
export class OrdinaryLoad {
  readonly #url: URL;
  readonly #pool: Pool;
  readonly #bodies = ORDINARY.map(({ query, variables }) => JSON.stringify({ query, variables }));
  readonly #expected = ORDINARY.map(({ data }) => JSON.stringify({ data }));

  constructor(url: string) {
    this.#url = new URL(url);
    this.#pool = new Pool(this.#url.origin, { connections: 50, pipelining: 1 });
  }

  async run(milliseconds: number, perSecond: number): Promise<LoadResult> {
    const times: number[] = [];
    const problems: string[] = [];
    let wrong = 0;
    let degraded = 0;
    const startedAt = performance.now();
    const running: Promise<void>[] = [];
    const total = Math.floor((milliseconds / 1_000) * perSecond);
    for (let index = 0; index < total; index++) {
      const due = startedAt + (index * 1_000) / perSecond;
      const wait = due - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      running.push(
        this.#ask(index).then(
          (text) => {
            times.push(performance.now() - due);
            if (text === this.#expected[index % this.#expected.length]) return;
            if (text.includes('"errors":[')) degraded++;
            else wrong++;
            problems.unshift(text);
          },
          (error: unknown) => void problems.push(String(error)),
        ),
      );
    }
    await Promise.all(running);
    times.sort((a, b) => a - b);
    return {
      requests: total,
      wrong,
      degraded,
      dropped: total - times.length,
      times,
      example: problems[0]?.slice(0, 200),
    };
  }

  async #ask(index: number): Promise<string> {
    const { statusCode, body } = await this.#pool.request({
      path: this.#url.pathname,
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ordinary-${index % 10}` },
      body: this.#bodies[index % this.#bodies.length] ?? '',
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${statusCode} ${text}`);
    return text;
  }
}
