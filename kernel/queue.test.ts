import { expect, test } from 'vitest';
import { KeyedQueue } from './queue.ts';

const pause = () => new Promise((resolve) => setTimeout(resolve, 2));

test('work on one key runs in the order it came, work on others beside it', async () => {
  const queue = new KeyedQueue();
  const log: string[] = [];
  const work = (name: string) => async () => {
    log.push(`${name} in`);
    await pause();
    log.push(`${name} out`);
  };
  await Promise.all([
    queue.run(['a'], work('1')),
    queue.run(['a'], work('2')),
    queue.run(['b'], work('3')),
    queue.run(['a'], work('4')),
  ]);
  expect(log.filter((line) => !line.startsWith('3'))).toEqual(['1 in', '1 out', '2 in', '2 out', '4 in', '4 out']);
  expect(log.indexOf('3 in')).toBeLessThan(log.indexOf('1 out'));
});

test('pieces of work that name the same keys in another order do not wait for each other for ever', async () => {
  const queue = new KeyedQueue();
  const rounds = Array.from({ length: 40 }, (_, round) => {
    const keys = round % 2 ? ['x', 'y', 'x'] : ['y', 'x'];
    return queue.run(keys, async () => {
      await pause();
      return round;
    });
  });
  expect(await Promise.all(rounds)).toEqual(Array.from({ length: 40 }, (_, round) => round));
});

test('a failure lets the next one in', async () => {
  const queue = new KeyedQueue();
  await expect(queue.run(['k'], async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await queue.run(['k'], async () => 'in')).toBe('in');
});
