import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { recordAddress } from '../../parts/record-address.ts';
import { RecordList } from '../../parts/record-list.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { KnowledgeOpacDocument, type KnowledgeOpacQuery } from './generated.ts';
import { documentLine } from './kinds/literature.tsx';
import { useTools } from './tools.ts';

const PAGE = 20;
const connectionOf = (data: KnowledgeOpacQuery) => data.opac;

/** The union catalogue (OPAC): documents of all linked libraries by words, counted as catalogue queries. */
export default function OpacPage() {
  const { t } = useTranslation('knowledge');
  const tools = useTools();
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.get('q') ?? '';
  const pages = usePages(KnowledgeOpacDocument, { text, first: PAGE }, connectionOf, { pause: text === '' });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setParameters({ q: String(new FormData(event.currentTarget).get('q') ?? '').trim() });
  };
  return (
    <>
      <PageTitle title={t('opac.title')} lead={t('opac.lead')} />
      <search className="filters">
        <form onSubmit={submit}>
          <div className="filter">
            <label htmlFor="opac-words">{t('opac.words')}</label>
            <input id="opac-words" key={text} name="q" type="search" className="select" defaultValue={text} required />
          </div>
          <button type="submit" className="button button-small">
            {t('filter.search')}
          </button>
        </form>
      </search>
      {pages.failure ? <Failed failure={pages.failure} retry={pages.refresh} /> : null}
      {pages.loading && text !== '' ? <Loading /> : null}
      {text !== '' && pages.first && pages.nodes.length === 0 ? (
        <Empty title={t('list.none')} text={t('opac.noneText')} />
      ) : null}
      {text !== '' && pages.nodes.length > 0 ? (
        <>
          <RecordList
            label={t('opac.title')}
            lines={pages.nodes.map((node) => ({
              id: node.id,
              to: recordAddress('document', node.id),
              ...documentLine(node, tools),
            }))}
          />
          <MoreButton pages={pages} />
        </>
      ) : null}
    </>
  );
}
