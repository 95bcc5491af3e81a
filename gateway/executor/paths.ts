import type { FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import type { TypeRelations } from './relations.ts';
import { isObject, type JsonObject, type Run } from './run.ts';

/** Gives every object at a plan's path to `found`, in document order, and one that is shared by several places only once. */
export type Collector = (run: Pick<Run, 'data' | 'shared'>, found: (object: JsonObject) => void) => void;

/** Every response path that leads to each object at a plan's path. Only for errors. */
export type PathLister = (data: JsonObject) => Map<JsonObject, (string | number)[][]>;

export function compileCollector(path: readonly FlattenNodePathSegment[], relations: TypeRelations): Collector {
  const walk = compileWalk(path, relations);
  return ({ data, shared }, found) => {
    const seen = shared.size === 0 ? undefined : new Set<object>();
    const isNew = (value: object): boolean => {
      if (seen === undefined || !shared.has(value)) return true;
      if (seen.has(value)) return false;
      seen.add(value);
      return true;
    };
    walk(data, { isNew, found, at: undefined });
  };
}

export function compilePathLister(path: readonly FlattenNodePathSegment[], relations: TypeRelations): PathLister {
  const walk = compileWalk(path, relations);
  return (data) => {
    const paths = new Map<JsonObject, (string | number)[][]>();
    const at: (string | number)[] = [];
    const found = (object: JsonObject): void => {
      paths.set(object, [...(paths.get(object) ?? []), [...at]]);
    };
    walk(data, { isNew: () => true, found, at });
    return paths;
  };
}

interface Walking {
  readonly isNew: (value: object) => boolean;
  readonly found: (object: JsonObject) => void;
  /** Kept only for errors: the hot path does without. */
  readonly at: (string | number)[] | undefined;
}

type Walk = (value: unknown, walking: Walking) => void;

/** Lists are entered whether or not the path says `@`. */
function compileWalk(path: readonly FlattenNodePathSegment[], relations: TypeRelations): Walk {
  const [head, ...rest] = path;
  if (head === undefined) return visitObjects;
  const next = compileWalk(rest, relations);
  if (head === '@') return (value, walking) => walkList(value, walking, next);
  if ('Field' in head) {
    const key = head.Field;
    const walkField: Walk = (value, walking) => {
      if (Array.isArray(value)) return walkList(value, walking, walkField);
      if (!isObject(value) || !Object.hasOwn(value, key)) return;
      walking.at?.push(key);
      next(value[key], walking);
      walking.at?.pop();
    };
    return walkField;
  }
  const conditions = head.TypeCondition;
  const walkTyped: Walk = (value, walking) => {
    if (Array.isArray(value)) return walkList(value, walking, walkTyped);
    if (!isObject(value)) return;
    const typename = value.__typename;
    if (typeof typename !== 'string' || conditions.some((condition) => relations.isA(typename, condition))) {
      next(value, walking);
    }
  };
  return walkTyped;
}

function walkList(value: unknown, walking: Walking, next: Walk): void {
  if (!Array.isArray(value) || !walking.isNew(value)) return;
  for (let index = 0; index < value.length; index += 1) {
    walking.at?.push(index);
    next(value[index], walking);
    walking.at?.pop();
  }
}

function visitObjects(value: unknown, walking: Walking): void {
  if (Array.isArray(value)) walkList(value, walking, visitObjects);
  else if (isObject(value) && walking.isNew(value)) walking.found(value);
}
