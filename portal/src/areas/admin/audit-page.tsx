import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { DataTable } from '../../parts/data-table.tsx';
import { instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import './audit.css';
import { AuditVerification } from './audit-verification.tsx';
import { type AuditEntry, useAuditEntries } from './use-audit-entries.ts';

const FACETS = ['recordId', 'actor', 'action'] as const;

/** Who did what to which record, when, and why; and whether the trail is whole. */
export default function AuditPage() {
  const { t } = useTranslation('admin');
  const [parameters, setParameters] = useSearchParams();
  const filter = Object.fromEntries(
    FACETS.map((facet) => [facet, parameters.get(facet)?.trim() ?? '']).filter(([, value]) => value !== ''),
  );
  const entries = useAuditEntries(filter);
  const change = (facet: string, value: string): void =>
    setParameters((before) => {
      const next = new URLSearchParams(before);
      if (value === '') next.delete(facet);
      else next.set(facet, value);
      return next;
    });
  return (
    <>
      <PageTitle title={t('audit.title')} lead={t('audit.lead')} />
      <AuditVerification />
      <div className="filter-bar">
        {FACETS.map((facet) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's
          <label key={facet}>
            {t(`audit.${facet}`)}
            <Input.Search
              aria-label={t(`audit.${facet}`)}
              defaultValue={parameters.get(facet) ?? ''}
              allowClear
              onSearch={(value) => change(facet, value.trim())}
            />
          </label>
        ))}
      </div>
      <Entries entries={entries} />
    </>
  );
}

function Entries({ entries }: { readonly entries: ReturnType<typeof useAuditEntries> }) {
  const { t } = useTranslation('admin');
  const { rows, failure } = entries;
  if (rows === undefined) return failure ? <Failed failure={failure} retry={entries.refresh} /> : <Loading />;
  if (rows.length === 0) return <Empty title={t('audit.empty')} />;
  return (
    <>
      <EntryTable rows={rows} />
      {entries.hasMore ? (
        <p>
          <button type="button" className="button button-plain" disabled={entries.reading} onClick={entries.more}>
            {t('frame:state.more')}
          </button>
        </p>
      ) : null}
    </>
  );
}

function EntryTable({ rows }: { readonly rows: readonly AuditEntry[] }) {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  return (
    <DataTable
      label={t('audit.title')}
      rows={rows}
      rowKey={({ seq }) => String(seq)}
      columns={[
        { title: t('audit.seq'), isFigure: true, cell: ({ seq }) => seq },
        { title: t('audit.at'), isShort: true, cell: ({ at }) => instant(at, timeZone) },
        {
          title: t('audit.actor'),
          cell: ({ actor, actorName }) => (isTold(actorName) ? <Named name={actorName} id={actor} /> : actor),
        },
        {
          title: t('audit.action'),
          cell: ({ action, reason }) => (
            <>
              <code>{action}</code>
              {reason ? <span className="second">{reason}</span> : null}
            </>
          ),
        },
        { title: t('audit.recordId'), cell: ({ recordId }) => <span className="second">{recordId}</span> },
        { title: t('audit.change'), isShort: true, cell: (entry) => <Change entry={entry} /> },
      ]}
    />
  );
}

/** A hidden or erased name reads `[personal]`, `[erased]`. */
function isTold(name: string | null | undefined): name is string {
  return Boolean(name) && !name?.startsWith('[');
}

function Named({ name, id }: { readonly name: string; readonly id: string }) {
  return (
    <>
      {name}
      <span className="second">{id}</span>
    </>
  );
}

function Change({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useTranslation('admin');
  if (!entry.before && !entry.after) return null;
  return (
    <details>
      <summary>{t('audit.details')}</summary>
      <pre className="audit-change">
        {entry.before ? `− ${entry.before}\n` : ''}
        {entry.after ? `+ ${entry.after}\n` : ''}
        {entry.hash}
      </pre>
    </details>
  );
}
