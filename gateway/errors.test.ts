import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode, GatewayError } from './errors.ts';

describe('error codes', () => {
  const documented = [
    ...readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8').matchAll(
      /^\| `([A-Z_]+)` \| (.+) \| (.+) \|$/gm,
    ),
  ];

  it('are all in docs/errors.md, once each', () => {
    const names = documented.map(([, code]) => code);
    expect(names).toEqual([...new Set(names)]);
    expect(Object.keys(ERROR_CODES).filter((code) => !names.includes(code))).toEqual([]);
  });

  it('have a text in both languages with the same parameters', () => {
    for (const [code, { en, zh }] of Object.entries(ERROR_CODES)) {
      expect([code, (zh.match(/\{\w+\}/g) ?? []).sort()]).toEqual([code, (en.match(/\{\w+\}/g) ?? []).sort()]);
    }
  });

  it('never show what caused them', () => {
    for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
      const error = new GatewayError(code, { cause: new Error('mongodb://root:hunter2@db') });
      expect(JSON.stringify(error.toFormatted('en'))).not.toContain('hunter2');
    }
    expect(GatewayError.from(new Error('hunter2')).toFormatted('zh')).toEqual({
      message: '服务器内部错误，报告问题时请附上关联编号。',
      extensions: { code: 'INTERNAL_SERVER_ERROR' },
    });
  });
});
