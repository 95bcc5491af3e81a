import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { creditCodeCheckCharacter, isCreditCode } from './credit-code.ts';

const vectors = new URL('../../../../shared/data/organisations/uscc-vectors-a.csv', import.meta.url);

describe('统一社会信用代码', () => {
  it('accepts the standard’s example and refuses any one changed character', () => {
    const code = '91350100M000100Y43';
    expect(isCreditCode(code)).toBe(true);
    for (let at = 0; at < 18; at += 1) {
      const other = code[at] === '7' ? '8' : '7';
      expect(isCreditCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
    }
  });

  it('has no check character for letters outside the alphabet or wrong lengths', () => {
    expect(creditCodeCheckCharacter('91350100M000100YI')).toBeNull();
    expect(creditCodeCheckCharacter('913501')).toBeNull();
    expect(isCreditCode('91350100M000100Y4')).toBe(false);
  });

  it.skipIf(!existsSync(vectors))('agrees with the published vectors (skipped without ../shared)', () => {
    const lines = readFileSync(vectors, 'utf8').trim().split('\n').slice(1);
    const wrong = lines.filter((line) => {
      const [code = '', check = ''] = line.split(',');
      return isCreditCode(code.replaceAll('"', '')) !== /^(true|valid|1|yes|ok)$/i.test(check);
    });
    expect(lines.length).toBeGreaterThan(30);
    expect(wrong).toEqual([]);
  });
});
