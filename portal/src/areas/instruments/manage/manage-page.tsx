import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '../../../graph/use-read.ts';
import { PageTitle } from '../../../parts/page-title.tsx';
import { Failed, Loading, Message } from '../../../parts/states.tsx';
import { useFace } from '../../../shell/face.ts';
import { ManagedInstrumentDocument } from '../generated.ts';
import '../instrument.css';
import { StatusTag } from '../status-tag.tsx';
import { FilesForm } from './files-form.tsx';
import './manage.css';
import { RecordForm } from './record-form.tsx';
import type { Managed } from './record-values.ts';
import { RulesForm } from './rules-form.tsx';
import { StatusForm } from './status-form.tsx';

/** What those who keep an instrument set: its record, status, files and booking rules. */
export default function ManagePage() {
  const { t } = useTranslation('instruments');
  const { id = '' } = useParams();
  const { id: here } = useFace();
  const { data, loading, failure, refresh } = useRead(ManagedInstrumentDocument, { id });
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  if (!data?.instrument || !id.startsWith(`${here}:`))
    return (
      <Message title={t('page.none')} text={t('manage.elsewhere')}>
        <Link className="button" to="/lab/instruments">
          {t('manage.list')}
        </Link>
      </Message>
    );
  return <Forms instrument={data.instrument} onSaved={refresh} />;
}

function Forms({ instrument, onSaved }: { readonly instrument: Managed; readonly onSaved: () => void }) {
  const { t } = useTranslation('instruments');
  const { id, name, status, bookingPolicy } = instrument;
  return (
    <>
      <nav aria-label={t('page.back')} className="record-back no-print">
        <Link to="/lab/instruments">← {t('manage.list')}</Link>
      </nav>
      <PageTitle
        title={t('manage.title', { name })}
        lead={
          <>
            {instrument.unit.name} <StatusTag status={status} />
          </>
        }
        actions={
          <Link className="button button-plain" to={`/instruments/${encodeURIComponent(id)}`}>
            {t('manage.look')}
          </Link>
        }
      />
      <div className="manage">
        <RecordForm instrument={instrument} onSaved={onSaved} />
        <div className="instrument-column">
          <StatusForm instrument={instrument} onSaved={onSaved} />
          <FilesForm instrument={instrument} onSaved={onSaved} />
        </div>
        {bookingPolicy ? <RulesForm id={id} rules={bookingPolicy} onSaved={onSaved} /> : null}
      </div>
    </>
  );
}
