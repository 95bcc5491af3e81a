import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { failureOf } from '../../graph/failure.ts';
import type { DialogOutcome } from '../../parts/command-dialog.tsx';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { download } from '../../parts/download.ts';
import { day } from '../../parts/format.ts';
import { Refusal } from '../../parts/refusal.tsx';
import { useFace } from '../../shell/face.ts';
import { SampleLabelsDocument } from './generated.ts';
import type { TestRequest } from './request-page.tsx';

type Sample = TestRequest['samples'][number];

/** The samples and where each of them is; their labels as a sheet to print. */
export function Samples({ request }: { readonly request: TestRequest }) {
  const { t } = useTranslation('services');
  const { timeZone } = useFace();
  const columns: readonly DataColumn<Sample>[] = [
    { title: t('sample.code'), cell: ({ code }) => code },
    { title: t('sample.name'), cell: ({ name, note }) => [name, note].filter(Boolean).join(' · ') },
    { title: t('sample.state'), cell: ({ state }) => t(`sampleState.${state}`) },
    {
      title: t('sample.retained'),
      cell: ({ retainedUntil }) => (retainedUntil ? day(retainedUntil, timeZone) : '—'),
    },
  ];
  return (
    <>
      <DataTable label={t('new.samples')} columns={columns} rows={request.samples} rowKey={({ id }) => id} />
      <Labels testRequestId={request.id} />
    </>
  );
}

/** The labels of all samples as a sheet to print. */
export function Labels({ testRequestId }: { readonly testRequestId: string }) {
  const { t } = useTranslation('services');
  const client = useClient();
  const [told, setTold] = useState<DialogOutcome>({});
  const print = async (): Promise<void> => {
    const { data, error } = await client.query(SampleLabelsDocument, { testRequestId }).toPromise();
    const file = data?.sampleLabels;
    if (!file) return setTold({ failure: error ? failureOf(error) : { kind: 'unavailable' } });
    setTold({});
    await download(file.url, file.name).catch(() => setTold({ failure: { kind: 'unavailable' } }));
  };
  return (
    <div className="sheet-actions no-print">
      <button type="button" className="button button-plain" onClick={() => void print()}>
        {t('sample.labels')}
      </button>
      <Refusal {...told} />
    </div>
  );
}
