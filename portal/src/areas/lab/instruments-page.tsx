import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useSession } from '../../session/use-session.ts';
import { DeviceCode } from './device-code.tsx';
import { LabOwnInstrumentsDocument, type LabOwnInstrumentsQuery } from './generated.ts';
import { RegisterInstrument, ShareInstrument } from './instrument-dialogs.tsx';
import './lab.css';

export type OwnInstrument = LabOwnInstrumentsQuery['instruments']['edges'][number]['node'];
type Dialog = { readonly kind: 'share' | 'code'; readonly instrument: OwnInstrument } | { readonly kind: 'new' };
const connectionOf = (data: LabOwnInstrumentsQuery) => data.instruments;

/** The unit's instruments: registering, sharing, booking rules and the code that stands beside each. */
export default function InstrumentsPage() {
  const { t } = useTranslation('lab');
  const { unit } = useSession();
  const [name, setName] = useState('');
  const [dialog, setDialog] = useState<Dialog>();
  const filter = { ...(unit === null ? {} : { unitId: unit }), ...(name === '' ? {} : { name }) };
  const pages = usePages(LabOwnInstrumentsDocument, { filter, first: 50 }, connectionOf);
  const close = (): void => setDialog(undefined);
  const done = (): void => {
    close();
    pages.refresh();
  };
  const button = (kind: 'share' | 'code', instrument: OwnInstrument) => (
    <Button
      size="small"
      aria-label={`${t(`own.${kind}`)} ${instrument.name}`}
      onClick={() => setDialog({ kind, instrument })}
    >
      {t(`own.${kind}`)}
    </Button>
  );
  const columns: readonly DataColumn<OwnInstrument>[] = [
    {
      title: t('queue.instrument'),
      cell: ({ id, name: title, model }) => (
        <Link to={`/instruments/${encodeURIComponent(id)}`}>{[title, model].filter(Boolean).join(' ')}</Link>
      ),
    },
    { title: t('field.localId'), cell: ({ localId }) => localId ?? '—' },
    { title: t('field.location'), cell: ({ location }) => location ?? '—' },
    {
      title: t('queue.state'),
      cell: ({ status }) => (
        <StateTag tone={status === 'AVAILABLE' ? 'good' : 'warn'}>{t(`frame:instrumentStatus.${status}`)}</StateTag>
      ),
    },
    { title: t('own.sharing'), cell: ({ sharing }) => t(`sharing.${sharing}`) },
    {
      title: t('queue.actions'),
      isActions: true,
      cell: (instrument) => (
        <span className="row-actions">
          {button('share', instrument)}{' '}
          <Link
            className="button button-plain button-small"
            to={`/instruments/${encodeURIComponent(instrument.id)}/manage`}
          >
            {t('own.manage')} <span className="visually-hidden">{instrument.name}</span>
          </Link>{' '}
          {button('code', instrument)}
        </span>
      ),
    },
  ];
  return (
    <>
      <PageTitle
        title={t('own.title')}
        lead={t('own.lead')}
        actions={
          unit === null ? undefined : (
            <Button type="primary" onClick={() => setDialog({ kind: 'new' })}>
              {t('own.register')}
            </Button>
          )
        }
      />
      <Input.Search
        className="lab-instrument-select"
        aria-label={t('own.filter')}
        placeholder={t('own.filter')}
        allowClear
        onSearch={(text) => setName(text.trim())}
      />
      <PagedTable
        label={t('own.title')}
        columns={columns}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('instrument.none')}
      />
      {dialog?.kind === 'new' && unit ? <RegisterInstrument unitId={unit} onDone={done} onClose={close} /> : null}
      {dialog?.kind === 'share' ? (
        <ShareInstrument instrument={dialog.instrument} onDone={done} onClose={close} />
      ) : null}
      {dialog?.kind === 'code' ? <DeviceCode instrument={dialog.instrument} onClose={close} /> : null}
    </>
  );
}
