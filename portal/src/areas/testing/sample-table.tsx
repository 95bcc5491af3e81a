import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { download } from '../../parts/download.ts';
import { day } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import { LabSampleLabelsDocument } from './generated.ts';
import { MoveSample } from './move-sample.tsx';
import type { Test } from './test-page.tsx';

type Sample = Test['samples'][number];

/** The samples of a test, each with the moves that are possible; their labels as a sheet to print. */
export function SampleTable({ test, onDone }: { readonly test: Test; readonly onDone: () => void }) {
  const { t: tr } = useTranslation('services');
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const client = useClient();
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
  const print = async (): Promise<void> => {
    const { data } = await client.query(LabSampleLabelsDocument, { testRequestId: test.id }).toPromise();
    if (data?.sampleLabels) await download(data.sampleLabels.url, data.sampleLabels.name);
  };
  return (
    <>
      <DataTable label={t('test.samples')} columns={columns} rows={test.samples} rowKey={({ id }) => id} />
      <p className="no-print">
        <button type="button" className="button button-plain" onClick={() => void print()}>
          {t('sample.labels')}
        </button>
      </p>
    </>
  );
}
