import { DocumentActions } from '../document-actions.tsx';
import {
  type DocumentLineFragment,
  KnowledgeDocumentDocument,
  type KnowledgeDocumentQuery,
  KnowledgeDocumentsDocument,
  type KnowledgeDocumentsQuery,
} from '../generated.ts';
import type { ListKind } from '../list-kind.ts';
import { OpacLink } from '../opac-link.tsx';
import { paragraph, tags, unitLink } from '../pieces.tsx';
import type { RecordSpec } from '../record-kind.ts';
import type { Tools } from '../tools.ts';

type Record = NonNullable<KnowledgeDocumentQuery['literatureDocument']>;

/** A document in a list, the catalogue's as well. */
export function documentLine(document: DocumentLineFragment, { t, platformName }: Tools) {
  return {
    label: t(`choice.kind.${document.kind}`),
    title: document.title,
    text: [document.authors.join('、'), document.source, document.year].filter(Boolean).join(' · '),
    facts: [document.standardNumber, document.field, platformName(document.home)],
    aside: document.hasFullText ? t('document.online') : t('document.byDelivery'),
  };
}

export const literatureList: ListKind<KnowledgeDocumentsQuery, object, DocumentLineFragment> = {
  kind: 'document',
  searchKind: 'DOCUMENT',
  document: KnowledgeDocumentsDocument,
  connectionOf: ({ literatureDocuments }) => literatureDocuments,
  choices: [{ name: 'kind', values: ['ARTICLE', 'THESIS', 'CONFERENCE_PAPER', 'BOOK', 'STANDARD', 'REPORT'] }],
  texts: ['field', 'title'],
  ids: ['unitId'],
  actions: <OpacLink />,
  line: documentLine,
};

export const literatureRecord: RecordSpec<KnowledgeDocumentQuery, Record> = {
  kind: 'document',
  list: '/literature',
  document: KnowledgeDocumentDocument,
  recordOf: ({ literatureDocument }) => literatureDocument,
  title: ({ title }) => title,
  lead: ({ authors }) => authors.join('、'),
  facts: (document, { t }) => [
    { name: t('facet.kind'), value: t(`choice.kind.${document.kind}`) },
    { name: t('fact.source'), value: document.source },
    { name: t('fact.year'), value: document.year },
    { name: t('facet.field'), value: document.field },
    { name: t('fact.standardNumber'), value: document.standardNumber },
    { name: 'DOI', value: document.doi },
    { name: 'ISSN', value: document.issn },
    { name: 'ISBN', value: document.isbn },
    { name: t('fact.pages'), value: document.pages },
    { name: t('fact.heldBy'), value: unitLink(document.unit) },
  ],
  sections: (document, { t }) => [
    { title: t('fact.abstract'), body: paragraph(document.abstract) },
    { title: t('fact.keywords'), body: tags(document.keywords) },
  ],
  panel: (document) => <DocumentActions document={document} />,
};
