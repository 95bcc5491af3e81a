import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { matchExpression, queryTerms, withoutBreaks } from './segment.ts';
import type { SearchEntry, SearchRequest, SearchResult } from './types.ts';

/** More matches than this are not all ranked: the newest are, and the result says so. */
export const RANKED_AT_MOST = 5_000;
const MAXIMUM_PAGE = 100;
/** Weights of title, body and inner words in bm25. */
const WEIGHTS = '10.0, 3.0, 1.0';
const MARKS = ['\u0001', '\u0002'] as const;

interface Filter {
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
}

interface Row {
  readonly entry: string;
  readonly score: number;
  readonly title: string;
  readonly snippet: string;
}

/** Runs a search over one index file. Terms must all occur; when nothing has them all, any will do. Cost: single milliseconds for selective terms. */
export function runSearch(database: DatabaseSync, ownPlatform: string, request: SearchRequest): SearchResult {
  const terms = queryTerms(request.text);
  const filter = filterOf(request, ownPlatform);
  if (terms.length === 0) return browse(database, request, filter);
  const all = matchExpression(terms, 'AND');
  const expression = hasAny(database, all, filter) ? all : matchExpression(terms, 'OR');
  return ranked(database, request, filter, expression);
}

function filterOf(request: SearchRequest, ownPlatform: string): Filter {
  const parts: string[] = ["e.sharing NOT IN ('NOT_SHARED', 'UNIT')"];
  const values: SQLInputValue[] = [];
  const equal = (column: string, value: string | undefined): void => {
    if (value === undefined) return;
    parts.push(`e.${column} = ?`);
    values.push(value);
  };
  equal('home', request.scope === 'OWN' ? ownPlatform : undefined);
  equal('unit', request.unitId);
  equal('category', request.category);
  equal('district', request.district);
  return { sql: parts.join(' AND '), values };
}

function withKinds(filter: Filter, kinds: readonly string[] | undefined): Filter {
  if (!kinds || kinds.length === 0) return filter;
  return {
    sql: `${filter.sql} AND e.kind IN (${kinds.map(() => '?').join(', ')})`,
    values: [...filter.values, ...kinds],
  };
}

function hasAny(database: DatabaseSync, expression: string, filter: Filter): boolean {
  const sql = `SELECT 1 FROM words JOIN entries e ON e.number = words.rowid WHERE words MATCH ? AND ${filter.sql} LIMIT 1`;
  return database.prepare(sql).get(expression, ...filter.values) !== undefined;
}

/** The rowid below which matches are too many to rank; 0 when all can be. */
function floorOf(database: DatabaseSync, expression: string): number {
  const sql = 'SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?';
  const row = database.prepare(sql).get(expression, RANKED_AT_MOST) as { rowid: number } | undefined;
  return row?.rowid ?? 0;
}

function ranked(database: DatabaseSync, request: SearchRequest, filter: Filter, expression: string): SearchResult {
  const floor = floorOf(database, expression);
  const within = `FROM words JOIN entries e ON e.number = words.rowid WHERE words MATCH ? AND words.rowid > ?`;
  const narrow = withKinds(filter, request.kinds);
  const { first, offset } = pageOf(request);
  const sql = `SELECT e.entry AS entry, -bm25(words, ${WEIGHTS}) AS score, highlight(words, 0, ?, ?) AS title,
    snippet(words, 1, ?, ?, '…', 24) AS snippet ${within} AND ${narrow.sql} ORDER BY score DESC, e.number DESC LIMIT ? OFFSET ?`;
  const values = [...MARKS, ...MARKS, expression, floor, ...narrow.values, first + 1, offset];
  const rows = database.prepare(sql).all(...values) as unknown as Row[];
  const counted = `SELECT e.kind AS kind, count(*) AS count ${within} AND ${filter.sql} GROUP BY e.kind ORDER BY count DESC, e.kind`;
  const facets = database.prepare(counted).all(expression, floor, ...filter.values);
  return resultOf(rows, facets, first, offset, floor > 0);
}

/** Without words: the newest entries. */
function browse(database: DatabaseSync, request: SearchRequest, filter: Filter): SearchResult {
  const narrow = withKinds(filter, request.kinds);
  const { first, offset } = pageOf(request);
  const sql = `SELECT e.entry AS entry, 0 AS score, '' AS title, '' AS snippet FROM entries e WHERE ${narrow.sql} ORDER BY e.number DESC LIMIT ? OFFSET ?`;
  const rows = database.prepare(sql).all(...narrow.values, first + 1, offset) as unknown as Row[];
  const counted = `SELECT e.kind AS kind, count(*) AS count FROM entries e WHERE ${filter.sql} GROUP BY e.kind ORDER BY count DESC, e.kind`;
  return resultOf(rows, database.prepare(counted).all(...filter.values), first, offset, false);
}

function pageOf(request: SearchRequest): { first: number; offset: number } {
  const first = Math.min(Math.max(1, request.first), MAXIMUM_PAGE);
  const offset = request.after === undefined ? 0 : Number.parseInt(request.after, 10);
  return { first, offset: Number.isSafeInteger(offset) && offset >= 0 ? offset : 0 };
}

function resultOf(rows: readonly Row[], facets: unknown, first: number, offset: number, capped: boolean): SearchResult {
  const page = rows.slice(0, first);
  const hits = page.map((row) => {
    const entry = JSON.parse(row.entry) as SearchEntry;
    return { entry, score: row.score, highlight: highlightOf(row, entry) };
  });
  const hasNextPage = rows.length > first;
  const endCursor = page.length > 0 ? String(offset + page.length) : null;
  return { hits, endCursor, hasNextPage, capped, facets: facets as SearchResult['facets'] };
}

/** The title with its matches between `<mark>` and `</mark>`, or else the passage that matched; everything else is escaped for HTML. */
function highlightOf(row: Row, entry: SearchEntry): string {
  const marked = [row.title, row.snippet].find((text) => text.includes(MARKS[0])) ?? entry.title;
  const [open, close] = MARKS;
  return escapeHtml(withoutBreaks(marked)).replaceAll(open, '<mark>').replaceAll(close, '</mark>');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
