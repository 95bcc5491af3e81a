/** One field that cannot be kept, in both languages. */
interface Problem {
  readonly field: string;
  readonly text: { readonly zh: string; readonly en: string };
}

/** How many searches a user may keep. */
export const SAVED_SEARCHES_AT_MOST = 50;
const NAME_CHARACTERS = 60;
const TEXT_CHARACTERS = 200;
const FACETS_AT_MOST = 20;
/** Names of facets and orders: what a page's address can carry without surprise. */
const FACET_NAME = /^[A-Za-z]{1,40}$/;
const SORT = /^[A-Za-z_]{1,40}$/;

interface Asked {
  readonly text: string;
  readonly facets: readonly { readonly name: string; readonly value: string }[];
  readonly sort?: string | null | undefined;
}

/** Two names that a person would take for the same one. */
export function nameKey(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

/** What is wrong with a saved search's name; null: nothing. */
export function nameProblem(name: string): Problem | null {
  const characters = [...name.trim()].length;
  if (characters === 0) return { field: 'name', text: { zh: '请填写名称。', en: 'Give it a name.' } };
  return characters > NAME_CHARACTERS ? tooLong('name', NAME_CHARACTERS) : null;
}

/** What is wrong with the words, facets and order of a search. */
export function searchProblems({ text, facets, sort }: Asked): readonly (Problem | null)[] {
  const names = facets.map(({ name }) => name);
  return [
    [...text].length > TEXT_CHARACTERS ? tooLong('text', TEXT_CHARACTERS) : null,
    facets.length > FACETS_AT_MOST || new Set(names).size < names.length
      ? {
          field: 'facets',
          text: {
            zh: `筛选条件最多 ${FACETS_AT_MOST} 个，且不能重复。`,
            en: `At most ${FACETS_AT_MOST} facets, each name once.`,
          },
        }
      : null,
    ...facets.map(({ name, value }, place) =>
      FACET_NAME.test(name) && [...value].length <= TEXT_CHARACTERS
        ? null
        : { field: `facets.${place}`, text: { zh: '筛选条件无效。', en: 'This facet cannot be kept.' } },
    ),
    sort && !SORT.test(sort)
      ? { field: 'sort', text: { zh: '排序方式无效。', en: 'This order cannot be kept.' } }
      : null,
  ];
}

function tooLong(field: string, most: number): Problem {
  return { field, text: { zh: `最多 ${most} 个字符。`, en: `At most ${most} characters.` } };
}
