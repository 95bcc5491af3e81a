import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useCommand } from '../../../graph/use-command.ts';
import { usePages } from '../../../graph/use-pages.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { money } from '../../../parts/format.ts';
import { PageTitle } from '../../../parts/page-title.tsx';
import { PagedTable } from '../../../parts/paged-table.tsx';
import { Refusal } from '../../../parts/refusal.tsx';
import { useSession } from '../../../session/use-session.ts';
import { OwnInstrumentsDocument, RegisterOwnInstrumentDocument } from '../generated.ts';
import '../instrument.css';
import { StatusTag } from '../status-tag.tsx';
import './manage.css';
import { useSaving } from './use-saving.ts';

const AT_ONCE = 50;

/** The instruments that one keeps: the unit's, or for the platform's staff all. */
export default function OwnInstrumentsPage() {
  const { t } = useTranslation('instruments');
  const { unit } = useSession();
  const [opens, setOpens] = useState(false);
  const filter = unit === null ? {} : { unitId: unit };
  const pages = usePages(OwnInstrumentsDocument, { filter, first: AT_ONCE }, (data) => data.instruments);
  return (
    <>
      <PageTitle
        title={t('manage.list')}
        lead={t('manage.listLead')}
        actions={
          unit === null ? null : (
            <button type="button" className="button" onClick={() => setOpens(true)}>
              {t('register.title')}
            </button>
          )
        }
      />
      <PagedTable
        label={t('manage.list')}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('list.none')}
        columns={[
          {
            title: t('about.name'),
            cell: ({ id, name }) => <Link to={`/instruments/${encodeURIComponent(id)}/manage`}>{name}</Link>,
          },
          { title: t('about.model'), cell: ({ model }) => model },
          { title: t('manage.localId'), cell: ({ localId }) => localId },
          { title: t('facet.status'), cell: ({ status }) => <StatusTag status={status} /> },
          { title: t('manage.sharing'), cell: ({ sharing }) => t(`sharing.${sharing}`) },
          {
            title: t('about.value'),
            isFigure: true,
            cell: ({ originalValueFen }) => (originalValueFen === null ? '' : money(originalValueFen)),
          },
        ]}
      />
      {opens && unit !== null ? <RegisterDialog unitId={unit} onClose={() => setOpens(false)} /> : null}
    </>
  );
}

/** A new instrument needs a name; everything else is entered on its page. */
function RegisterDialog({ unitId, onClose }: { readonly unitId: string; readonly onClose: () => void }) {
  const { t } = useTranslation('instruments');
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const command = useCommand(RegisterOwnInstrumentDocument);
  const { told, save } = useSaving(() => undefined);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const outcome = await command.run({ unitId, name: name.trim(), sharing: 'UNIT' });
    if (outcome.success) navigate(`/instruments/${encodeURIComponent(outcome.success.instrument.id)}/manage`);
    else await save(Promise.resolve(outcome));
  };
  return (
    <Dialog title={t('register.title')} onClose={onClose}>
      <form className="register" onSubmit={(event) => void submit(event)}>
        <p>{t('register.text')}</p>
        <label className="labelled">
          {t('field.name')}
          <input required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <Refusal refusal={told.refusal} failure={told.failure} />
        <button type="submit" className="button" disabled={command.running}>
          {t('register.go')}
        </button>
      </form>
    </Dialog>
  );
}
