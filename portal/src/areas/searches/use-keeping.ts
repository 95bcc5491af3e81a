import { useCommand } from '../../graph/use-command.ts';
import { DeleteSavedSearchDocument, RenameSavedSearchDocument, SaveSearchDocument } from './generated.ts';
import type { Search } from './pages.ts';

/** Keeping, renaming and forgetting searches. */
export function useKeeping() {
  const saving = useCommand(SaveSearchDocument);
  const renaming = useCommand(RenameSavedSearchDocument);
  const deleting = useCommand(DeleteSavedSearchDocument);
  return {
    save: (name: string, { page, text, facets, sort }: Search) =>
      saving.run({ name, page, text, facets, sort: sort ?? null }),
    rename: (id: string, name: string) => renaming.run({ id, name }),
    forget: (id: string) => deleting.run({ id }),
  };
}
