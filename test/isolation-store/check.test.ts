import { describe, expect, it } from 'vitest';
import { anomalies, type Committed, type History } from './check.ts';

function history(final: Record<string, number[]>, committed: Omit<Committed, 'id'>[], aborted: number[] = []): History {
  return {
    final: new Map(Object.entries(final)),
    committed: committed.map((one, i) => ({ id: i + 1, ...one })),
    aborted: new Set(aborted),
  };
}

const append = (key: string, value: number) => ({ key, value });
const read = (key: string, ...list: number[]) => ({ key, list });

describe('the checker finds', () => {
  it.each<[string, History, RegExp]>([
    ['a lost write', history({ x: [] }, [{ reads: [], appends: [append('x', 1)] }]), /lost/],
    ['an aborted write', history({ x: [9] }, [], [9]), /aborted value/],
    [
      'a dirty read',
      history(
        { x: [1] },
        [
          { reads: [], appends: [append('x', 1)] },
          { reads: [read('x', 1, 9)], appends: [] },
        ],
        [9],
      ),
      /never was/,
    ],
    [
      'a lost update',
      history({ x: [1, 2] }, [
        { reads: [read('x')], appends: [append('x', 1)] },
        { reads: [read('x')], appends: [append('x', 2)] },
      ]),
      /G-single/,
    ],
    [
      'a read of half a transaction',
      history({ x: [1], y: [2] }, [
        { reads: [], appends: [append('x', 1), append('y', 2)] },
        { reads: [read('x', 1), read('y')], appends: [] },
      ]),
      /G-single/,
    ],
    [
      'circular information flow',
      history({ x: [1], y: [2] }, [
        { reads: [read('y', 2)], appends: [append('x', 1)] },
        { reads: [read('x', 1)], appends: [append('y', 2)] },
      ]),
      /G1c/,
    ],
  ])('%s', (_what, bad, message) => {
    expect(anomalies(bad).join('\n')).toMatch(message);
  });
});

it('allows write skew, which snapshot isolation does', () => {
  const skew = history({ x: [1], y: [2] }, [
    { reads: [read('y')], appends: [append('x', 1)] },
    { reads: [read('x')], appends: [append('y', 2)] },
  ]);
  expect(anomalies(skew)).toEqual([]);
});
