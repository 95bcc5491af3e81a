import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { patentCheckCharacter, readPatentNumber } from './patent-number.ts';

it('reads numbers of both lengths with their check character (ZC 0007-2004)', () => {
  expect(readPatentNumber('ZL201110063513.0')).toBeNull();
  const check = patentCheckCharacter('201110063513');
  expect(readPatentNumber(`zl 201110063513${check}`)).toEqual({
    text: `ZL201110063513.${check}`,
    kind: 'INVENTION',
    year: 2011,
  });
  expect(readPatentNumber('CN87100025.4')).toBeNull();
  const old = patentCheckCharacter('87200025');
  expect(readPatentNumber(`87200025.${old}`)).toMatchObject({ kind: 'UTILITY_MODEL', year: 1987 });
  // ZC 0007-2004's own example.
  expect(patentCheckCharacter('200310102344')).toBe('5');
});

it('refuses other lengths, kinds and any one changed digit', () => {
  for (const wrong of ['', 'ZL2011', 'ZL201170063513.1', 'US1234567', 'ZL20111006351A.1'])
    expect(readPatentNumber(wrong)).toBeNull();
  const right = '200310102344';
  for (let at = 5; at < 12; at += 1) {
    const changed = right.slice(0, at) + ((Number(right[at]) + 1) % 10) + right.slice(at + 1);
    expect(readPatentNumber(`ZL${changed}.5`)).toBeNull();
  }
});

const list = new URL('../../../../shared/data/patents/bistu-patents-gbk.csv', import.meta.url);
it.skipIf(!existsSync(list))('reads the real numbers of a university’s list (skipped without ../shared)', () => {
  const numbers = new TextDecoder('gb18030').decode(readFileSync(list)).match(/\b(?:19|20)\d{10}[\dX]\b/g) ?? [];
  const read = numbers.filter((number) => readPatentNumber(number) !== null);
  expect(numbers.length).toBeGreaterThan(20);
  expect(read.length / numbers.length).toBeGreaterThan(0.95);
});
