import { CircuitState } from 'cockatiel';
import { expect, it } from 'vitest';
import { SubgraphBreaker } from './breaker.ts';

const limits = { breakerFailurePercent: 50, breakerMinimumRps: 1_000, breakerTimeouts: 3 };
const { Closed } = CircuitState;

function timeOut(breaker: SubgraphBreaker): boolean {
  breaker.timedOut();
  return breaker.failure(Closed);
}

it('opens at so many timeouts in a row, not when there was an answer in between', () => {
  const breaker = new SubgraphBreaker(limits);
  expect([timeOut(breaker), timeOut(breaker)]).toEqual([false, false]);
  breaker.success(Closed);
  expect([timeOut(breaker), timeOut(breaker), timeOut(breaker)]).toEqual([false, false, true]);
});

it('counts other failures by their share only', () => {
  const breaker = new SubgraphBreaker(limits);
  const opened = Array.from({ length: 10 }, () => breaker.failure(Closed));
  expect(opened).not.toContain(true);
});
