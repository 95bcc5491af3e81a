import type { Model } from 'mongoose';
import type { Caller } from '../../kernel/caller.ts';
import { membersOf, OwnedRecords, ownedFilter } from '../../kernel/records/owned.ts';
import { type Page, type PageRequest, pageInfo, pageSize, searchCursor } from '../../kernel/records/page.ts';
import { RecordStore } from '../../kernel/records/record-store.ts';
import { maySee } from '../../kernel/records/shared-fields.ts';
import type { UnitProjection } from '../../kernel/records/unit-projection.ts';
import { notFound, refuseProblems, required, say } from '../../kernel/refusals.ts';
import { type Kernel, Refused, type Tx } from '../../kernel/types.ts';
import { blankDocument, type DocumentRecord, documentKind } from './documents.ts';
import type { LiteratureDocumentFilter, OpenFullTextInput, RegisterDocumentInput } from './generated/types.ts';

/** The catalogue of literature and its full texts. */
export class DocumentStore {
  readonly records: RecordStore<DocumentRecord>;
  readonly #kernel: Kernel;
  readonly #owned: OwnedRecords<DocumentRecord>;

  constructor(kernel: Kernel, units: Model<UnitProjection>) {
    this.#kernel = kernel;
    this.records = new RecordStore(kernel.connection, kernel.platform.id, documentKind);
    this.#owned = new OwnedRecords(kernel, this.records, units);
  }

  list(caller: Caller, filter: LiteratureDocumentFilter | null | undefined, request: PageRequest) {
    const more = { kind: filter?.kind, year: filter?.year, standardNumber: filter?.standardNumber };
    const where = ownedFilter(filter, this.#kernel.platform.id, 'title', more);
    return this.records.page(caller, { ...where, withdrawn: false }, { field: 'title', direction: 1 }, request);
  }

  /** A catalogue query by words, counted as such. Cost: one search of the index and one read of its hits. */
  async opac(caller: Caller, text: string, request: PageRequest): Promise<Page<DocumentRecord>> {
    this.#kernel.countNow('opacQueries', 1);
    const first = pageSize(request.first);
    const after = request.after ? { after: request.after } : {};
    const found = await this.#kernel.search({ text, kinds: ['document'], scope: 'NETWORK', first, ...after });
    const records = await this.records.visibleByIds(
      caller,
      found.hits.map(({ entry }) => entry.id),
    );
    const edges = records.flatMap((node, index) => (node ? [{ node, cursor: searchCursor(request, index) }] : []));
    const total = found.facets.find(({ kind }) => kind === 'document')?.count ?? 0;
    return {
      edges,
      pageInfo: { ...pageInfo(edges, found.hasNextPage, Boolean(request.after)), endCursor: found.endCursor },
      totalCount: async () => total,
    };
  }

  register(caller: Caller, input: RegisterDocumentInput) {
    const none = { field: 'pages', text: { zh: '页数应大于 0。', en: 'The number of pages must be above 0.' } };
    return this.#owned.register(caller, input, {
      action: 'registerDocument',
      idKind: 'document',
      field: 'literatureDocument',
      problems: [required('title', input.title), (input.pages ?? 1) > 0 ? null : none],
      build: async (shared, tx) => ({
        ...shared,
        ...membersOf(blankDocument, input),
        title: input.title.trim(),
        fileId: input.fileId ? (await this.#kernel.files.attach(tx, input.fileId)).id : null,
      }),
    });
  }

  /** Opens a full text and counts its pages for the unit that holds it. */
  openFullText(caller: Caller, input: OpenFullTextInput) {
    const request = { caller, name: 'openFullText', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const document = await this.inHand(tx, input.documentId);
      if (!document.fileId) throw noFullText(caller, document._id);
      const pages = input.pages ?? document.pages ?? 1;
      const most = document.pages ?? Number.MAX_SAFE_INTEGER;
      const strange = { field: 'pages', text: { zh: '页数超出范围。', en: 'The document has not that many pages.' } };
      refuseProblems(caller, [pages >= 1 && pages <= most ? null : strange]);
      tx.count('fullTextPages', pages, document.unitId ? { unitId: document.unitId } : {});
      tx.audit({ action: 'openFullText', recordId: document._id, after: { pages } });
      return { __typename: 'OpenFullTextSuccess', fileId: document.fileId, pages };
    });
  }

  /** A link to a file that was given out, good for ten minutes. */
  link(fileId: string): Promise<string> {
    return this.#kernel.files.link(fileId);
  }

  /** A document that the caller may see. */
  async inHand(tx: Tx, id: string): Promise<DocumentRecord> {
    const document = await this.records.byId(id, tx.session);
    if (!document || document.withdrawn || !maySee(tx.caller, this.#kernel.platform.id, document))
      throw notFound(tx.caller, id);
    return document;
  }
}

function noFullText(caller: Caller, documentId: string): Refused {
  const message = say(caller, {
    zh: '本平台没有该文献的全文，请申请原文传递。',
    en: 'The full text is not here: request a delivery.',
  });
  return new Refused({ __typename: 'NoFullText', message, documentId });
}
