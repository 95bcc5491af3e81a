import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { day } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import { Labels } from '../services/samples.tsx';
import { MoveSample } from './move-sample.tsx';
import type { Test } from './test-page.tsx';

type Sample = Test['samples'][number];

/** The samples of a test, each with the moves that are possible; their labels as a sheet to print. */
export function SampleTable({ test, onDone }: { readonly test: Test; readonly onDone: () => void }) {
  const { t: tr } = useTranslation('services');
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const columns: readonly DataColumn<Sample>[] = [
    { title: t('sample.code'), cell: ({ code }) => code },
    { title: t('sample.name'), cell: ({ name, note }) => [name, note].filter(Boolean).join(' · ') },
    { title: t('table.state'), cell: ({ state }) => tr(`sampleState.${state}`) },
    {
      title: t('sample.received'),
      cell: ({ receivedAt }) => (receivedAt ? day(receivedAt, timeZone) : '—'),
    },
    {
      title: t('table.actions'),
      isActions: true,
      cell: (sample) => <MoveSample sample={sample} onDone={onDone} />,
    },
  ];
  return (
    <>
      <DataTable label={t('test.samples')} columns={columns} rows={test.samples} rowKey={({ id }) => id} />
      <Labels testRequestId={test.id} />
    </>
  );
}
