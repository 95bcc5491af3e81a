import { describe, expect, it } from 'vitest';
import { type Press, PressQueue } from './press-queue.ts';

function shelf() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
    kept,
  };
}

const press = (idempotencyKey: string, user = 'a'): Press => ({
  idempotencyKey,
  user,
  code: 'c',
  at: '2026-07-20T01:00:00.000Z',
});

describe('presses that wait', () => {
  it('stay in order, by user, over a reload', () => {
    const place = shelf();
    const queue = new PressQueue(place);
    queue.add(press('1'));
    queue.add(press('2', 'b'));
    queue.add(press('3'));
    queue.remove('1');
    expect(new PressQueue(place).waiting('a').map(({ idempotencyKey }) => idempotencyKey)).toEqual(['3']);
  });
  it('leave nothing behind', () => {
    const place = shelf();
    const queue = new PressQueue(place);
    queue.add(press('1'));
    queue.remove('1');
    expect(place.kept.size).toBe(0);
  });
  it('are limited, and damage is not fatal', () => {
    const place = shelf();
    const queue = new PressQueue(place);
    for (let i = 0; i < 50; i++) expect(queue.add(press(String(i)))).toBe(true);
    expect(queue.add(press('one too many'))).toBe(false);
    place.setItem('mudan.kiosk.presses', '[{"code":1}, nonsense');
    expect(queue.waiting('a')).toEqual([]);
  });
});
