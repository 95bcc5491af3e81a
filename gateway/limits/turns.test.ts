import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Turns } from './turns.ts';

const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Takes a turn for a step of so many ms; `done` holds the names of the steps that have run. */
function step(turns: Turns, name: string, milliseconds: number, done: string[]): void {
  turns.take().then(() => {
    done.push(name);
    if (milliseconds > 0) vi.advanceTimersByTime(milliseconds);
  });
}

it('lets one step run per turn of the event loop, in the order they came', async () => {
  const turns = new Turns({ delayMs: 0 });
  const done: string[] = [];
  for (const name of ['a', 'b', 'c']) step(turns, name, 0, done);
  setImmediate(() => done.push('others'));
  await Promise.resolve();
  await Promise.resolve();
  expect(done).toEqual(['a']);
  for (let turn = 0; turn < 3; turn++) await vi.advanceTimersByTimeAsync(1);
  expect(done).toEqual(['a', 'others', 'b', 'c']);
});

it('pauses with the square of what a step took while others are served', async () => {
  const turns = new Turns({ delayMs: 0 });
  const done: string[] = [];
  turns.giveWay();
  step(turns, 'a', 3, done);
  step(turns, 'b', 0, done);
  await vi.advanceTimersByTimeAsync(35);
  expect(done).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toEqual(['a', 'b']);
});

it('pauses for what a step will cost later as for what it took', async () => {
  const turns = new Turns({ delayMs: 0 });
  const done: string[] = [];
  turns.giveWay();
  turns.goOn(2).then(() => done.push('a'));
  step(turns, 'b', 0, done);
  await vi.advanceTimersByTimeAsync(15);
  expect(done).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(1);
  expect(done).toEqual(['a', 'b']);
});

it('does not pause when there is nobody to give way to, but as long as the step took while the loop runs late', async () => {
  const pauses = async (delayMs: number) => {
    const turns = new Turns({ delayMs });
    const done: string[] = [];
    step(turns, 'a', 9, done);
    step(turns, 'b', 0, done);
    await settled();
    const atOnce = done.length;
    await vi.advanceTimersByTimeAsync(9);
    return [atOnce, done.length];
  };
  expect(await pauses(0)).toEqual([2, 2]);
  expect(await pauses(40)).toEqual([1, 2]);
});

it('gives up those whose turn does not come in time, and goes on with the others', async () => {
  const turns = new Turns({ delayMs: 0 });
  turns.giveWay();
  step(turns, 'a', 3, []);
  const late = turns.take(10);
  const patient = turns.take();
  await vi.advanceTimersByTimeAsync(50);
  expect([await late, await patient]).toEqual([false, true]);
});

it('goes on with what has begun before it begins more, but lets something begin after sixteen further steps', async () => {
  const turns = new Turns({ delayMs: 0 });
  const done: string[] = [];
  const goOn = (name: string) => turns.goOn().then(() => done.push(name));
  step(turns, 'first', 0, done);
  step(turns, 'second', 0, done);
  goOn('first goes on');
  await vi.advanceTimersByTimeAsync(5);
  expect(done).toEqual(['first', 'first goes on', 'second']);

  step(turns, 'third', 0, done);
  step(turns, 'fourth', 0, done);
  for (let further = 1; further <= 20; further++) goOn(String(further));
  await vi.advanceTimersByTimeAsync(30);
  expect(done.indexOf('fourth') - done.indexOf('third')).toBe(17);
  expect(done.at(-1)).toBe('20');
});
