import type { Caller } from '../../../kernel/caller.ts';
import { kindOf } from '../../../kernel/ids.ts';
import type { StoredFile } from '../../../kernel/types.ts';
import type { DraftRow, TestRequestRow } from '../models.ts';
import { doesTheWork } from './reads.ts';
import { contentOf } from './report-content.ts';
import { printed } from './report-issue.ts';
import type { ServicesRoom } from './room.ts';
import { takenItems } from './work.ts';

/** A draft with the request that it belongs to. */
export interface DraftView extends DraftRow {
  readonly request: TestRequestRow;
}

/** The draft, for those who do the work and the platform's staff: the firm sees issued reports only. */
export function draftFor(room: ServicesRoom, caller: Caller, request: TestRequestRow): DraftView | null {
  return request.draft && doesTheWork(room, caller, request) ? { ...request.draft, request } : null;
}

/** The report as it would be issued now, without number, code and stamp. Drawn anew each time: drafts change. The caller's for a day. */
export async function draftPreview(room: ServicesRoom, caller: Caller, draft: DraftView): Promise<StoredFile> {
  const { request } = draft;
  const content = await room.kernel.transact(caller, async (tx) => {
    const items = await takenItems(room, tx, request);
    const print = { number: '—', verification: null, signatory: '' };
    // Dated by the draft: the same draft is the same bytes, kept once.
    return { ...(await contentOf(room, tx, request, draft, items, print)), date: draft.savedAt };
  });
  const pdf = await printed(room, content, draft.ownFile);
  return room.kernel.files.upload(caller, '报告草稿.pdf', 'application/pdf', pdf);
}

/** A reference to an account; null for what is none, such as a system step. */
export function accountOf(id: string | null): { readonly id: string } | null {
  return id && kindOf(id) === 'account' ? { id } : null;
}
