import { describe, expect, it } from 'vitest';
import { ReadMemory, RememberedDocuments, RememberedKeys } from './read-memory.ts';

const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);

describe('what look-ups read last', () => {
  it('is given back until it changes', () => {
    const documents = new RememberedDocuments(new ReadMemory());
    documents.set(1, bytes(5, 1));
    documents.set(2, bytes(7, 2));
    expect([documents.get(1), documents.get(2)].map((found) => found && [...found])).toEqual([
      [1, 1, 1, 1, 1],
      [2, 2, 2, 2, 2, 2, 2],
    ]);
    documents.drop(1);
    expect(documents.get(1)).toBeUndefined();
  });

  it('is forgotten at once, by all, when the memory is full; what was read before stays as it was', () => {
    const memory = new ReadMemory();
    const documents = new RememberedDocuments(memory);
    const keys = new RememberedKeys(memory);
    documents.set(0, bytes(16_000, 7));
    keys.set('k', 0);
    const read = documents.get(0) as Uint8Array;
    for (let rid = 1; rid < 2_200; rid++) documents.set(rid, bytes(16_000, rid % 251));
    expect([documents.get(0), keys.get('k')]).toEqual([undefined, undefined]);
    expect(documents.get(2_199)?.every((value) => value === 2_199 % 251)).toBe(true);
    expect(read.every((value) => value === 7)).toBe(true);
  });

  it('holds no large documents, and a bounded number of keys', () => {
    const memory = new ReadMemory();
    const documents = new RememberedDocuments(memory);
    documents.set(1, bytes(20_000, 1));
    expect(documents.get(1)).toBeUndefined();
    const keys = new RememberedKeys(memory);
    for (let i = 0; i < 250_001; i++) keys.set(`k${i}`, i);
    expect(keys.get('k0')).toBeUndefined();
    expect(keys.get('k250000')).toBe(250_000);
  });
});
