import type { Connection, Model } from 'mongoose';
import type { Caller } from '../../kernel/caller.ts';
import { anything, createCollections, defineModel, type Stored } from '../../kernel/define-model.ts';
import { notFound, refuseProblems } from '../../kernel/refusals.ts';
import { refusal } from '../../kernel/room-commands.ts';
import type { CommandRequest, Kernel, Refused, Tx } from '../../kernel/types.ts';
import { nameKey, nameProblem, SAVED_SEARCHES_AT_MOST, searchProblems } from './domain/saved-search.ts';
import type {
  DeleteSavedSearchInput,
  RenameSavedSearchInput,
  SavedSearch,
  SaveSearchInput,
} from './generated/types.ts';

/** All that one user keeps, under the account's id: so that names and number hold whoever else writes at the same time. */
interface SavedSearchesRow extends Stored {
  /** Newest first. */
  readonly searches: readonly SavedSearch[];
}

/** Searches that users keep. Personal: exported with the account and erased with it. */
export class SavedSearches {
  readonly #kernel: Kernel;
  readonly #model: Model<SavedSearchesRow>;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#model = savedSearchModel(kernel.connection);
  }

  /** Makes the collection and takes part in export and erasure. */
  async open(): Promise<this> {
    await createCollections([this.#model]);
    this.#kernel.people.keep({
      name: 'savedSearches',
      export: (accountId) => this.of(accountId),
      erase: async (_id, { session }) => {
        await this.#model.deleteOne({ _id }, { session });
      },
    });
    return this;
  }

  /** What a user keeps, newest first. Cost: one read by id. */
  async of(accountId: string): Promise<readonly SavedSearch[]> {
    return (await this.#model.findById(accountId).lean<SavedSearchesRow | null>())?.searches ?? [];
  }

  save(caller: Caller, input: SaveSearchInput) {
    const { text = '', facets = [], sort, page } = input;
    return this.#change(caller, 'saveSearch', input, async (tx, kept) => {
      refuseProblems(caller, [nameProblem(input.name), ...searchProblems({ text, facets, sort })]);
      refuseTaken(caller, kept, input.name);
      if (kept.length >= SAVED_SEARCHES_AT_MOST) throw tooMany(caller);
      const savedSearch: SavedSearch = {
        id: this.#kernel.newId('savedSearch'),
        name: input.name.trim(),
        page,
        text: text.trim(),
        facets: facets.map(({ name, value }) => ({ name, value })),
        sort: sort ?? null,
        savedAt: tx.now,
      };
      const answer = { __typename: 'SaveSearchSuccess' as const, savedSearch };
      return { searches: [savedSearch, ...kept], id: savedSearch.id, answer };
    });
  }

  rename(caller: Caller, input: RenameSavedSearchInput) {
    return this.#change(caller, 'renameSavedSearch', input, async (_tx, kept) => {
      refuseProblems(caller, [nameProblem(input.name)]);
      const before = one(caller, kept, input.id);
      const others = kept.filter(({ id }) => id !== input.id);
      refuseTaken(caller, others, input.name);
      const savedSearch = { ...before, name: input.name.trim() };
      const searches = kept.map((search) => (search.id === input.id ? savedSearch : search));
      return { searches, id: input.id, answer: { __typename: 'RenameSavedSearchSuccess' as const, savedSearch } };
    });
  }

  delete(caller: Caller, input: DeleteSavedSearchInput) {
    return this.#change(caller, 'deleteSavedSearch', input, async (_tx, kept) => {
      const { id } = one(caller, kept, input.id);
      const searches = kept.filter((search) => search.id !== id);
      return { searches, id, answer: { __typename: 'DeleteSavedSearchSuccess' as const, id } };
    });
  }

  /** One after the other for each user. The audit trail is told that, not what was searched for. */
  #change<Answer extends object>(
    caller: Caller,
    name: string,
    input: { readonly idempotencyKey: string },
    work: (tx: Tx, kept: readonly SavedSearch[]) => Promise<Changed<Answer>>,
  ) {
    const _id = caller.subject;
    const request: CommandRequest = { caller, name, idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.queued([`savedSearches ${_id}`], () =>
      this.#kernel.command(request, async (tx) => {
        const row = await this.#model.findById(_id).session(tx.session).lean<SavedSearchesRow | null>();
        const { searches, id, answer } = await work(tx, row?.searches ?? []);
        await this.#model.updateOne({ _id }, { $set: { searches } }, { session: tx.session, upsert: true });
        tx.audit({ action: name, recordId: id });
        return answer;
      }),
    );
  }
}

interface Changed<Answer> {
  readonly searches: readonly SavedSearch[];
  readonly id: string;
  readonly answer: Answer;
}

function savedSearchModel(connection: Connection): Model<SavedSearchesRow> {
  return defineModel<SavedSearchesRow>(connection, 'members_saved_searches', { searches: anything });
}

function one(caller: Caller, kept: readonly SavedSearch[], id: string): SavedSearch {
  const found = kept.find((search) => search.id === id);
  if (!found) throw notFound(caller, id);
  return found;
}

function refuseTaken(caller: Caller, kept: readonly SavedSearch[], name: string): void {
  const savedSearch = kept.find((search) => nameKey(search.name) === nameKey(name));
  if (!savedSearch) return;
  throw refusal(
    caller,
    'SavedSearchNameTaken',
    {
      zh: `您已有名为“${savedSearch.name}”的保存检索。请换一个名称，或先重命名、删除原来的。`,
      en: `You keep a search called “${savedSearch.name}” already. Choose another name, or rename or delete that one first.`,
    },
    { savedSearch },
  );
}

function tooMany(caller: Caller): Refused {
  const limit = SAVED_SEARCHES_AT_MOST;
  return refusal(
    caller,
    'TooManySavedSearches',
    {
      zh: `最多保存 ${limit} 条检索。请先删除不再需要的。`,
      en: `You keep ${limit} searches, as many as one may. Delete one first.`,
    },
    { limit },
  );
}
