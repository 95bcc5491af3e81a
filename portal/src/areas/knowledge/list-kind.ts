import type { TypedDocumentNode } from '@urql/core';
import type { ReactNode } from 'react';
import type { RecordKind, SearchKindName } from '../../parts/record-address.ts';
import type { RecordLine } from '../../parts/record-list.tsx';
import type { Tools } from './tools.ts';

/** A facet whose values are known: a select. Texts: `choice.<name>.<value>`. */
export interface Choice {
  /** The field of the graph's filter. */
  readonly name: string;
  readonly values: readonly string[];
}

/** One page of a list as the graph gives it. */
export interface ListConnection<Node> {
  readonly totalCount?: number | null;
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined };
}

export interface ListVariables<Filter> {
  readonly filter?: Filter | null | undefined;
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** The kinds of record that have such a list. */
export type ListedKind = Exclude<RecordKind, 'instrument' | 'testItem' | 'topic'>;

/** A list of one kind of record, as data. Texts: `list.<kind>.title`, `.lead`. */
export interface ListKind<Data, Filter, Node extends { readonly id: string; readonly home: string }> {
  readonly kind: ListedKind;
  /** Where words are searched for. */
  readonly searchKind: SearchKindName;
  readonly document: TypedDocumentNode<Data, ListVariables<Filter>>;
  readonly connectionOf: (data: Data) => ListConnection<Node>;
  readonly line: (node: Node, tools: Tools) => Omit<RecordLine, 'id' | 'to'>;
  readonly choices: readonly Choice[];
  /** Facets with free text: exactly this field, the start of the title. */
  readonly texts: readonly ('field' | 'title' | 'name' | 'district')[];
  /** Facets by the id of another record, set by links: the unit, the topic. */
  readonly ids: readonly ('unitId' | 'topicId')[];
  /** What one can do above the list. */
  readonly actions?: ReactNode;
}

/** The graph's filter out of the page's address; what is not a facet of the kind is left out. */
export function filterOf(
  kind: { readonly choices: readonly Choice[]; readonly texts: readonly string[]; readonly ids: readonly string[] },
  parameters: URLSearchParams,
): Readonly<Record<string, string>> {
  const chosen = kind.choices.flatMap(({ name, values }) => {
    const value = parameters.get(name);
    return value !== null && values.includes(value) ? [[name, value]] : [];
  });
  const typed = [...kind.texts, ...kind.ids].flatMap((name) => {
    const value = parameters.get(name)?.trim() ?? '';
    return value === '' ? [] : [[name, value]];
  });
  return {
    scope: parameters.get('scope') === 'OWN' ? 'OWN' : 'NETWORK',
    ...Object.fromEntries([...chosen, ...typed]),
  };
}
