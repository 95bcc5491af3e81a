import type { Page } from '../../kernel/records/page.ts';
import type { DeliveryRow } from './delivery-store.ts';
import type { DocumentRecord } from './documents.ts';

/** What the resolvers of a type get as their parent (read by codegen). */
export type LiteratureDocumentParent = DocumentRecord;
export type DeliveryParent = DeliveryRow;
export type LiteratureDocumentConnectionParent = Page<DocumentRecord>;
export type DeliveryConnectionParent = Page<DeliveryRow>;
export interface UnitParent {
  readonly id: string;
}
export interface AccountParent {
  readonly id: string;
}
