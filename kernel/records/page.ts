import { GraphQLError } from 'graphql';
import type { Model } from 'mongoose';
import type { Stored } from '../define-model.ts';

/** The default and the largest page of any list (design.md §9). */
export const PAGE_DEFAULT = 20;
export const PAGE_MAXIMUM = 100;

export interface PageRequest {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
}

/** An order with a unique end: by one field, then by `_id`. Needs an index on both behind the filter's equalities. */
export interface PageOrder {
  readonly field: string;
  readonly direction: 1 | -1;
}

/** A Relay connection of rows; `totalCount` is computed only when it is asked for. */
export interface Page<T> {
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: PageInfo;
  readonly totalCount: () => Promise<number | null>;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** How many rows a request asks for: between 1 and 100, else BAD_USER_INPUT. */
export function pageSize(first: number | null | undefined): number {
  const size = first ?? PAGE_DEFAULT;
  if (size >= 1 && size <= PAGE_MAXIMUM) return size;
  throw new GraphQLError(`first must be between 1 and ${PAGE_MAXIMUM}.`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** One page by keyset: cost grows with the page, not with how far it is into the list. */
export async function pageOf<T extends Stored>(
  model: Model<T>,
  filter: Readonly<Record<string, unknown>>,
  order: PageOrder,
  request: PageRequest,
): Promise<Page<T>> {
  const size = pageSize(request.first);
  const position = request.after ? readCursor(request.after) : null;
  const where = position ? { $and: [filter, behind(order, position)] } : filter;
  const rows = (await model
    .find(where as never)
    .sort({ [order.field]: order.direction, _id: order.direction })
    .limit(size + 1)
    .lean()) as unknown as T[];
  const edges = rows.slice(0, size).map((node) => ({ node, cursor: cursorOf(node, order) }));
  return {
    edges,
    pageInfo: pageInfo(edges, rows.length > size, position !== null),
    totalCount: () => model.countDocuments(filter as never),
  };
}

/** The cursor of the hit at `index` of a page of search results: its position, as `kernel.search` takes it. */
export function searchCursor(request: PageRequest, index: number): string {
  const before = Number.parseInt(request.after ?? '0', 10);
  return String((Number.isSafeInteger(before) && before > 0 ? before : 0) + index + 1);
}

/** Page information for edges that were read in order. */
export function pageInfo(
  edges: readonly { readonly cursor: string }[],
  hasNextPage: boolean,
  hasPreviousPage: boolean,
): PageInfo {
  return {
    hasNextPage,
    hasPreviousPage,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
}

type Position = readonly [unknown, string];

function behind(order: PageOrder, [value, id]: Position): Record<string, unknown> {
  const operator = order.direction === 1 ? '$gt' : '$lt';
  if (order.field === '_id') return { _id: { [operator]: id } };
  return {
    $or: [{ [order.field]: { [operator]: value } }, { [order.field]: value, _id: { [operator]: id } }],
  };
}

function cursorOf<T extends Stored>(row: T, order: PageOrder): string {
  const value = (row as unknown as Record<string, unknown>)[order.field] ?? null;
  const stored = value instanceof Date ? { date: value.toISOString() } : value;
  return Buffer.from(JSON.stringify([stored, row._id])).toString('base64url');
}

function readCursor(cursor: string): Position {
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown];
    if (typeof id !== 'string') throw new TypeError('no id');
    const date = typeof value === 'object' && value !== null ? (value as { date?: unknown }).date : undefined;
    return [typeof date === 'string' ? new Date(date) : scalarOnly(value), id];
  } catch {
    throw new GraphQLError('This is not a cursor of this list.', { extensions: { code: 'BAD_USER_INPUT' } });
  }
}

/** A cursor comes from outside: no object from it may reach a filter as operators. */
function scalarOnly(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) throw new TypeError('not a scalar');
  return value;
}
