import { expect, it } from 'vitest';
import { budgetFen, keywordsOf } from './need-input.ts';

it('takes keywords apart as people separate them, each once', () => {
  expect(keywordsOf('石墨，提纯; 杂质  石墨、graphite')).toEqual(['石墨', '提纯', '杂质', 'graphite']);
  expect(keywordsOf('  ')).toEqual([]);
});

it('turns yuan into fen exactly', () => {
  expect(budgetFen('19.99')).toEqual({ budgetFen: 1_999 });
  expect(budgetFen('0.1')).toEqual({ budgetFen: 10 });
  expect(budgetFen('50000')).toEqual({ budgetFen: 5_000_000 });
  expect(budgetFen('')).toEqual({});
});
