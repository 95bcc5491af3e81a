import type { TypedDocumentNode } from '@urql/core';
import type { ReactNode } from 'react';
import type { RecordKind } from '../../parts/record-address.ts';
import type { Fact, RecordSection } from '../../parts/record-page.tsx';
import type { Tools } from './tools.ts';

/** What every record of the knowledge resources says about where it comes from. */
export interface Shared {
  readonly id: string;
  readonly home: string;
  readonly syncedAt?: string | null;
  readonly withdrawn?: boolean;
}

/** The page of one kind of record, as data. */
export interface RecordSpec<Data, Record extends Shared> {
  readonly kind: RecordKind;
  /** Where its list is. */
  readonly list: string;
  readonly document: TypedDocumentNode<Data, { readonly id: string }>;
  readonly recordOf: (data: Data) => Record | null | undefined;
  readonly title: (record: Record) => string;
  readonly lead?: (record: Record, tools: Tools) => ReactNode;
  readonly facts: (record: Record, tools: Tools) => readonly Fact[];
  readonly sections: (record: Record, tools: Tools) => readonly RecordSection[];
  /** What a user can do with it, below the texts. */
  readonly panel?: (record: Record) => ReactNode;
}
