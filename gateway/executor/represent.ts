import type { FetchNodePathSegment, FetchRewrite, RequiresSelection } from '@graphql-hive/router-query-planner';
import { quote } from './leaf.ts';
import { mergeInto } from './merge.ts';
import type { TypeRelations } from './relations.ts';
import { isObject, type JsonObject } from './run.ts';

/** What a subgraph needs to know of an entity. */
export interface Representer {
  /**
   * Equal for equal entities, and cheap: an entity may stand at hundreds of places. Undefined when it is not of the wanted type, or a needed
   * field never arrived.
   */
  key(entity: JsonObject): unknown;
  /** The representation as JSON text, for an entity that has a key. */
  text(entity: JsonObject): string;
}

export function compileRepresenter(
  requires: readonly RequiresSelection[],
  rewrites: readonly FetchRewrite[] | undefined,
  relations: TypeRelations,
): Representer {
  const flat = rewrites === undefined || rewrites.length === 0 ? compileFlat(requires, relations) : undefined;
  if (flat !== undefined) return flat;
  const rewrite = compileRewrites(rewrites, relations);
  const text = (entity: JsonObject): string | undefined => {
    const representation = select(entity, requires, relations);
    if (representation === undefined || typeof representation.__typename !== 'string') return undefined;
    rewrite(representation);
    return JSON.stringify(representation);
  };
  return { key: text, text: (entity) => text(entity) ?? '' };
}

/** The usual case, without objects between: one object type, and nothing nested. One key field is a key as it is. */
function compileFlat(requires: readonly RequiresSelection[], relations: TypeRelations): Representer | undefined {
  const [fragment] = requires;
  if (fragment?.kind !== 'InlineFragment' || requires.length !== 1) return undefined;
  const fields: { readonly key: string; readonly prefix: string }[] = [];
  for (const selection of fragment.selections) {
    if (selection.kind !== 'Field' || selection.selections !== undefined) return undefined;
    if (selection.name === '__typename') continue;
    fields.push({ key: selection.name, prefix: `,${JSON.stringify(selection.alias ?? selection.name)}:` });
  }
  const { typeCondition } = fragment;
  const text = (entity: JsonObject): string | undefined => {
    const typename = entity.__typename;
    if (typeof typename !== 'string' || !relations.isA(typename, typeCondition)) return undefined;
    let written = `{"__typename":${quote(typename)}`;
    for (const { key, prefix } of fields) {
      const value = entity[key];
      if (value === undefined) return undefined;
      written += prefix + (typeof value === 'string' ? quote(value) : JSON.stringify(value));
    }
    return `${written}}`;
  };
  const [only] = fields;
  if (only === undefined || fields.length > 1) return { key: text, text: (entity) => text(entity) ?? '' };
  return {
    key(entity) {
      const value = entity[only.key];
      const isPlain = entity.__typename === typeCondition && (typeof value === 'string' || typeof value === 'number');
      return isPlain && !(typeof value === 'string' && value.startsWith('{')) ? value : text(entity);
    },
    text: (entity) => text(entity) ?? '',
  };
}

function select(
  source: JsonObject,
  selections: readonly RequiresSelection[],
  relations: TypeRelations,
): JsonObject | undefined {
  const result: JsonObject = {};
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const value = source[selection.name];
      if (value === undefined) return undefined;
      const picked = selection.selections === undefined ? value : selectValue(value, selection.selections, relations);
      if (picked === undefined) return undefined;
      result[selection.alias ?? selection.name] = picked;
    } else if (selection.kind === 'InlineFragment') {
      const typename = source.__typename;
      if (typeof typename !== 'string' || !relations.isA(typename, selection.typeCondition)) continue;
      const inner = select(source, selection.selections, relations);
      if (inner !== undefined) mergeInto(result, inner);
    }
  }
  return result;
}

function selectValue(value: unknown, selections: readonly RequiresSelection[], relations: TypeRelations): unknown {
  if (Array.isArray(value)) {
    const list = value.map((entry) => selectValue(entry, selections, relations));
    return list.includes(undefined) ? undefined : list;
  }
  return isObject(value) ? select(value, selections, relations) : null;
}

export type Rewriter = (value: unknown) => void;

/** The planner's changes to what goes out or comes in: a value set, a key renamed, at every place that the path leads to. */
export function compileRewrites(rewrites: readonly FetchRewrite[] | undefined, relations: TypeRelations): Rewriter {
  const compiled = (rewrites ?? []).map((rewrite) => compileRewrite(rewrite, relations));
  return (value) => {
    for (const rewrite of compiled) rewrite(value);
  };
}

function compileRewrite(rewrite: FetchRewrite, relations: TypeRelations): Rewriter {
  if ('KeyRenamer' in rewrite) {
    const { path, renameKeyTo } = rewrite.KeyRenamer;
    return atParent(path, relations, (object, key) => {
      if (!Object.hasOwn(object, key)) return;
      object[renameKeyTo] = object[key];
      delete object[key];
    });
  }
  const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
  return atParent(path, relations, (object, key) => {
    object[key] = setValueTo;
  });
}

function atParent(
  path: readonly FetchNodePathSegment[],
  relations: TypeRelations,
  change: (object: JsonObject, key: string) => void,
): Rewriter {
  const last = path.at(-1);
  if (last === undefined || !('Key' in last)) throw new Error('a rewrite of the plan does not end at a key');
  return path.slice(0, -1).reduceRight<Rewriter>(
    (next, segment) => descend(segment, relations, next),
    (value) => eachObject(value, (object) => change(object, last.Key)),
  );
}

function descend(segment: FetchNodePathSegment, relations: TypeRelations, next: Rewriter): Rewriter {
  if ('Key' in segment) return (value) => eachObject(value, (object) => next(object[segment.Key]));
  return (value) =>
    eachObject(value, (object) => {
      const typename = object.__typename;
      const applies =
        typeof typename !== 'string' || segment.TypenameEquals.some((condition) => relations.isA(typename, condition));
      if (applies) next(object);
    });
}

function eachObject(value: unknown, visit: (object: JsonObject) => void): void {
  if (Array.isArray(value)) for (const entry of value) eachObject(entry, visit);
  else if (isObject(value)) visit(value);
}
