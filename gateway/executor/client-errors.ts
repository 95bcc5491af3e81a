import {
  type GraphQLCompositeType,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
} from 'graphql';
import { collectFields } from './collect.ts';
import type { ExpandedField, Selection } from './expand.ts';
import { isObject, type Path, type Run } from './run.ts';

/**
 * The subgraphs' errors with paths as the client knows them. A plan also asks for what the client didn't select: an error of a field
 * that some `@requires` needed is reported at the object it was needed for; one of a field that was asked on objects of another type
 * than the client asked it for concerns nobody and is left out. Nothing to do, and nothing done, where there are no errors.
 */
export function clientErrors(
  run: Run,
  schema: GraphQLSchema,
  root: GraphQLCompositeType,
  selections: readonly Selection[],
): readonly GraphQLFormattedError[] {
  return run.errors.flatMap((error) => {
    if (error.path === undefined) return [error];
    const path = clientPath(schema, root, selections, run.data, error.path);
    if (path === undefined) return [];
    if (path.length > 0) return [{ ...error, path }];
    const { path: _outside, ...rest } = error;
    return [rest];
  });
}

/** As far as the client's selection goes along the path; undefined where it selected the field, but not for this type. */
function clientPath(
  schema: GraphQLSchema,
  root: GraphQLCompositeType,
  selections: readonly Selection[],
  data: unknown,
  path: Path,
): Path | undefined {
  const known: (string | number)[] = [];
  let [level, type, value]: [readonly Selection[], GraphQLCompositeType, unknown] = [selections, root, data];
  for (const segment of path) {
    if (typeof segment === 'number') {
      known.push(segment);
      value = Array.isArray(value) ? value[segment] : undefined;
      continue;
    }
    const typename = isObject(value) ? value.__typename : undefined;
    const concrete = typeof typename === 'string' ? schema.getType(typename) : type;
    const fields = isCompositeType(concrete) ? collectFields(schema, concrete, level) : [];
    const own = fields.find(({ planKeys }) => planKeys.includes(segment));
    const field = own ?? findAnywhere(level, segment);
    if (field === undefined) return known;
    if (own === undefined && typeof typename === 'string') return undefined;
    known.push(field.responseKey);
    value = isObject(value) ? value[segment] : undefined;
    const below = field.type === undefined ? undefined : getNamedType(field.type);
    if (!isCompositeType(below)) return known;
    [level, type] = [field.selections ?? [], below];
  }
  return known;
}

/** For an object that is null, and so doesn't say its type. */
function findAnywhere(level: readonly Selection[], planKey: string): ExpandedField | undefined {
  for (const selection of level) {
    const found = selection.kind === 'fragment' ? findAnywhere(selection.selections, planKey) : selection;
    if (found?.planKey === planKey) return found;
  }
  return undefined;
}
