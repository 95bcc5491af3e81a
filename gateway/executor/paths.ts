import type { FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import type { TypeRelations } from './relations.ts';
import { isObject, type JsonObject } from './run.ts';

/** Gives every object at a plan's path to `found`, in document order. */
export type Collector = (data: JsonObject, found: (object: JsonObject) => void) => void;

/** Gives the response path of every object that the collector of the same path finds, in the same order. Only for errors. */
export type PathLister = (data: JsonObject) => (string | number)[][];

export function compileCollector(path: readonly FlattenNodePathSegment[], relations: TypeRelations): Collector {
  const walk = compileWalk(path, relations);
  return (data, found) => walk(data, undefined, (object) => found(object));
}

export function compilePathLister(path: readonly FlattenNodePathSegment[], relations: TypeRelations): PathLister {
  const walk = compileWalk(path, relations);
  return (data) => {
    const paths: (string | number)[][] = [];
    walk(data, [], (_object, at) => paths.push([...(at ?? [])]));
    return paths;
  };
}

type Found = (object: JsonObject, at: (string | number)[] | undefined) => void;
type Walk = (value: unknown, at: (string | number)[] | undefined, found: Found) => void;

/** `at` is kept only when it is given: the hot path does without. Lists are entered whether or not the path says `@`. */
function compileWalk(path: readonly FlattenNodePathSegment[], relations: TypeRelations): Walk {
  const [head, ...rest] = path;
  if (head === undefined) return visitObjects;
  const next = compileWalk(rest, relations);
  if (head === '@') return (value, at, found) => walkList(value, at, found, next);
  if ('Field' in head) {
    const key = head.Field;
    const walkField: Walk = (value, at, found) => {
      if (Array.isArray(value)) return walkList(value, at, found, walkField);
      if (!isObject(value) || !Object.hasOwn(value, key)) return;
      at?.push(key);
      next(value[key], at, found);
      at?.pop();
    };
    return walkField;
  }
  const conditions = head.TypeCondition;
  const walkTyped: Walk = (value, at, found) => {
    if (Array.isArray(value)) return walkList(value, at, found, walkTyped);
    if (!isObject(value)) return;
    const typename = value.__typename;
    if (typeof typename !== 'string' || conditions.some((condition) => relations.isA(typename, condition))) {
      next(value, at, found);
    }
  };
  return walkTyped;
}

function walkList(value: unknown, at: (string | number)[] | undefined, found: Found, next: Walk): void {
  if (!Array.isArray(value)) return;
  for (let index = 0; index < value.length; index += 1) {
    at?.push(index);
    next(value[index], at, found);
    at?.pop();
  }
}

function visitObjects(value: unknown, at: (string | number)[] | undefined, found: Found): void {
  if (Array.isArray(value)) walkList(value, at, found, visitObjects);
  else if (isObject(value)) found(value, at);
}
