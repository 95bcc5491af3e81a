import { expect, test } from 'vitest';
import { amendment, fenOf, listOf, type Managed, recordValues } from './record-values.ts';

const instrument = {
  id: 'mdj:instrument:1',
  version: 3,
  name: '扫描电镜',
  nameEn: null,
  model: 'SU8010',
  keywords: [],
  standards: ['GB/T 228.1-2021'],
  accessories: [],
  serviceModes: ['BOOKING'],
  originalValueFen: 250_000_050,
  contact: null,
} as unknown as Managed;

test('money is typed in yuan and sent in fen, exactly', () => {
  expect(['12', '12.5', '1,234.56', '', '1.234', 'x', '-1'].map(fenOf)).toEqual([
    1200,
    1250,
    123_456,
    null,
    null,
    null,
    null,
  ]);
  expect(recordValues(instrument).value).toBe('2500000.50');
  expect(fenOf(recordValues(instrument).value)).toBe(250_000_050);
});

test('lists take Chinese and Western commas and lines', () => {
  expect(listOf('甲，乙, 丙；\n丁')).toEqual(['甲', '乙', '丙', '丁']);
  expect(listOf(' ')).toEqual([]);
});

test('what was not touched is not changed; what was emptied is', () => {
  const values = recordValues(instrument);
  expect(amendment(instrument, values)).toEqual({
    instrumentId: 'mdj:instrument:1',
    version: 3,
    name: '扫描电镜',
    details: {
      keywords: [],
      standards: ['GB/T 228.1-2021'],
      accessories: [],
      originalValueFen: 250_000_050,
      serviceModes: ['BOOKING'],
    },
  });
  const { details } = amendment(instrument, { ...values, model: '', contactName: '张工', contactEmail: '' });
  expect(details).toMatchObject({ model: '', contact: { name: '张工', telephone: null, email: null } });
});
