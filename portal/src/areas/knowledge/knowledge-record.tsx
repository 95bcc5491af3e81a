import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { instant } from '../../parts/format.ts';
import { RecordPage } from '../../parts/record-page.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import type { RecordSpec, Shared } from './record-kind.ts';
import { useTools } from './tools.ts';

/** The page of one record of a kind. */
export function KnowledgeRecord<Data, Record extends Shared>({ of }: { readonly of: RecordSpec<Data, Record> }) {
  const { t } = useTranslation('knowledge');
  const tools = useTools();
  const { id = '' } = useParams();
  const { data, failure, loading, refresh } = useRead(of.document, { id });
  if (failure && data === undefined) return <Failed failure={failure} retry={refresh} />;
  if (loading || data === undefined) return <Loading />;
  const record = of.recordOf(data);
  if (!record) return <Empty title={t('record.notFound')} text={t('record.notFoundText')} />;
  const panel = of.panel?.(record);
  return (
    <>
      {record.withdrawn ? <p className="notice">{t('record.withdrawn')}</p> : null}
      <RecordPage
        back={{ to: of.list, text: t(`list.${of.kind}.title`) }}
        title={of.title(record)}
        lead={of.lead?.(record, tools)}
        facts={[
          ...of.facts(record, tools),
          { name: t('fact.home'), value: tools.platformName(record.home) },
          { name: t('fact.syncedAt'), value: record.syncedAt ? instant(record.syncedAt, tools.timeZone) : null },
        ]}
        sections={[
          ...of.sections(record, tools),
          ...(panel && !record.withdrawn ? [{ title: t(`panel.${of.kind}`), body: panel }] : []),
        ]}
      />
    </>
  );
}
