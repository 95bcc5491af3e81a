import { describe, expect, it } from 'vitest';
import { createIntents, isRefusal } from './outcome.ts';

describe('intents', () => {
  it('keep one key for one input until an answer arrives', () => {
    let made = 0;
    const intents = createIntents(() => `key-${++made}`);
    const first = intents.of({ a: 1 });
    expect(intents.of({ a: 1 }).key).toBe(first.key);
    expect(intents.of({ a: 2 }).key).not.toBe(first.key);
    first.answered();
    expect(intents.of({ a: 1 }).key).not.toBe(first.key);
  });
});

describe('refusals', () => {
  it('are the members with a message that do not mean success', () => {
    expect(isRefusal({ __typename: 'NotPermitted', message: '无权限' })).toBe(true);
    expect(isRefusal({ __typename: 'BookingSuccess', booking: {} })).toBe(false);
    expect(isRefusal({ __typename: 'SendSuccess', message: '已发送' })).toBe(false);
    expect(isRefusal({ __typename: 'InstrumentImportPreview', rows: 3 })).toBe(false);
  });
});
