import { describe, expect, it } from 'vitest';
import type { EngineAnswer, RequestContext } from '../types.ts';
import { engineAnswer } from './answer.ts';
import { InFlight } from './in-flight.ts';
import { testContext, testIdentity } from './test-gateway.ts';

const operation = {};
const LONG = 60_000;

function pendingAnswer() {
  let land: (answer: EngineAnswer) => void = () => undefined;
  const answer = new Promise<EngineAnswer>((resolve) => {
    land = resolve;
  });
  return { answer, land: () => land(engineAnswer('{"data":1}', [])) };
}

describe('sharing what is in flight', () => {
  it('starts equal queries once, and different ones each', async () => {
    const flights = new InFlight(LONG);
    const { answer, land } = pendingAnswer();
    let started = 0;
    const ask = (variables: object, context: RequestContext) =>
      flights.share(operation, variables as Record<string, unknown>, context, () => {
        started += 1;
        return answer;
      });
    const one = testContext(testIdentity(['a']));
    ask({ x: 1 }, one);
    ask({ x: 1 }, testContext(testIdentity(['a']), { headers: { traceparent: 'differs, and never matters' } }));
    expect(started).toBe(1);
    ask({ x: 2 }, one);
    ask({ x: 1 }, testContext(testIdentity(['b'])));
    ask({ x: 1 }, { ...one, locale: 'zh' });
    ask({ x: 1 }, { ...one, headers: { 'x-tenant': 't' } });
    flights.share({}, { x: 1 }, one, () => {
      started += 1;
      return answer;
    });
    expect(started).toBe(6);
    land();
    await answer;
    await Promise.resolve();
    ask({ x: 1 }, one);
    expect(started).toBe(7);
  });

  it('joins none that started before a mutation ended, and none that is too old', () => {
    const flights = new InFlight(LONG);
    let started = 0;
    const start = () => {
      started += 1;
      return new Promise<EngineAnswer>(() => undefined);
    };
    flights.share(operation, {}, testContext(), start);
    flights.mutationEnded();
    flights.share(operation, {}, testContext(), start);
    expect(started).toBe(2);
    const hasty = new InFlight(-1);
    hasty.share(operation, {}, testContext(), start);
    hasty.share(operation, {}, testContext(), start);
    expect(started).toBe(4);
  });

  it('gives up the execution when the last one waiting has gone, not before', () => {
    const flights = new InFlight(LONG);
    const [first, second] = [new AbortController(), new AbortController()];
    let shared: AbortSignal | undefined;
    const start = (context: RequestContext) => {
      shared = context.signal;
      return new Promise<EngineAnswer>(() => undefined);
    };
    flights.share(operation, {}, testContext(undefined, { signal: first.signal }), start);
    flights.share(operation, {}, testContext(undefined, { signal: second.signal }), start);
    first.abort();
    expect(shared?.aborted).toBe(false);
    second.abort();
    expect(shared?.aborted).toBe(true);
  });

  it('forgets an execution that failed', async () => {
    const flights = new InFlight(LONG);
    await expect(flights.share(operation, {}, testContext(), () => Promise.reject(new Error('once')))).rejects.toThrow(
      'once',
    );
    expect(await flights.share(operation, {}, testContext(), async () => engineAnswer('{}', []))).toMatchObject({
      text: '{}',
    });
  });
});
