import { documentOf, membersOf, ownedIndexes } from '../../kernel/records/owned.ts';
import type { RecordKind } from '../../kernel/records/record-store.ts';
import type { SharedFields } from '../../kernel/records/shared-fields.ts';
import type { DocumentKind } from './generated/types.ts';

interface DocumentDetails {
  readonly kind: DocumentKind;
  readonly authors: readonly string[];
  readonly source: string | null;
  readonly year: number | null;
  readonly field: string | null;
  readonly abstract: string | null;
  readonly keywords: readonly string[];
  readonly doi: string | null;
  readonly issn: string | null;
  readonly isbn: string | null;
  readonly standardNumber: string | null;
  readonly pages: number | null;
}

/** A document (文献) of the catalogue; `fileId` is the full text on this platform. */
export interface DocumentRecord extends SharedFields, DocumentDetails {
  readonly title: string;
  readonly fileId: string | null;
}

export const blankDocument: DocumentDetails = {
  kind: 'ARTICLE',
  authors: [],
  source: null,
  year: null,
  field: null,
  abstract: null,
  keywords: [],
  doi: null,
  issn: null,
  isbn: null,
  standardNumber: null,
  pages: null,
};

export const documentKind: RecordKind<DocumentRecord> = {
  kind: 'document',
  collection: 'literature_documents',
  noun: 'document',
  fields: {
    title: String,
    kind: String,
    authors: [String],
    source: String,
    year: Number,
    field: String,
    abstract: String,
    keywords: [String],
    doi: String,
    issn: String,
    isbn: String,
    standardNumber: String,
    pages: Number,
    fileId: String,
  },
  indexes: [...ownedIndexes('title'), { keys: { standardNumber: 1, title: 1, _id: 1 } }],
  title: (document) => document.title,
  entry: (document) => ({
    text: [
      document.title,
      ...document.authors,
      document.source,
      document.standardNumber,
      document.doi,
      document.issn,
      document.isbn,
      ...document.keywords,
      document.abstract,
    ]
      .filter(Boolean)
      .join(' '),
    summary: [document.authors.join('、'), document.source, document.year].filter(Boolean).join(' · '),
    ...(document.field ? { category: document.field } : {}),
  }),
  document: (document) => documentOf(blankDocument, document),
  fromDocument: (shared, title, document) => ({
    ...shared,
    ...membersOf(blankDocument, document),
    title,
    fileId: null,
  }),
};
