import { expect, test } from 'vitest';
import { correctionInput, recordedValues } from './correction-values.ts';
import type { LabUsageRecordFragment } from './generated.ts';

const ZONE = 'Asia/Shanghai';
const record = (start: string, end: string) => ({ start, end, usageClass: 'TEST' }) as LabUsageRecordFragment;

test.each([
  ['2026-03-12T01:00:00.000Z', '2026-03-12T03:30:00.000Z', '2026-03-12', '09:00', '11:30'],
  ['2026-03-12T15:00:00.000Z', '2026-03-12T17:00:00.000Z', '2026-03-12', '23:00', '01:00'],
  ['2026-03-12T14:00:00.000Z', '2026-03-12T16:00:00.000Z', '2026-03-12', '22:00', '00:00'],
])('%s to %s is %s %s–%s on the platform’s clocks, and back', (start, end, date, from, to) => {
  const values = recordedValues(record(start, end), ZONE);
  expect(values).toEqual({ takesBack: false, date, from, to, usageClass: 'TEST' });
  expect(correctionInput({ ...values, reason: 'r' }, ZONE)).toEqual({ start, end, usageClass: 'TEST', reason: 'r' });
});

test('a record that is only taken back has no right times', () => {
  const values = recordedValues(record('2026-03-12T01:00:00.000Z', '2026-03-12T03:30:00.000Z'), ZONE);
  expect(correctionInput({ ...values, takesBack: true, reason: 'never ran' }, ZONE)).toEqual({ reason: 'never ran' });
});
