import type { GraphQLCompositeType, GraphQLOutputType, GraphQLSchema } from 'graphql';
import { isInterfaceType, isObjectType } from 'graphql';
import { covers, type Selection } from './expand.ts';

/** A response key of one concrete type, with everything that is selected below it. */
export interface CollectedField {
  readonly responseKey: string;
  /** Where the subgraphs' answers are; almost always one. */
  readonly planKeys: readonly string[];
  readonly name: string;
  /** As the concrete type declares it, which may be narrower than its interface; undefined for meta fields. */
  readonly type: GraphQLOutputType | undefined;
  readonly selections: Selection[] | undefined;
}

/** The specification's CollectFields for one concrete type, done once when a plan is compiled. Keys are in response order. */
export function collectFields(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  selections: readonly Selection[],
): CollectedField[] {
  const fields = new Map<string, CollectedField>();
  collectInto(schema, type, selections, fields);
  return [...fields.values()];
}

function collectInto(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  selections: readonly Selection[],
  fields: Map<string, CollectedField>,
): void {
  for (const selection of selections) {
    if (selection.kind === 'fragment') {
      if (covers(schema, selection.on, type)) collectInto(schema, type, selection.selections, fields);
      continue;
    }
    const known = fields.get(selection.responseKey);
    if (known !== undefined) {
      if (!known.planKeys.includes(selection.planKey)) {
        fields.set(selection.responseKey, { ...known, planKeys: [...known.planKeys, selection.planKey] });
      }
      known.selections?.push(...(selection.selections ?? []));
      continue;
    }
    const own = isObjectType(type) || isInterfaceType(type) ? type.getFields()[selection.name]?.type : undefined;
    fields.set(selection.responseKey, {
      responseKey: selection.responseKey,
      planKeys: [selection.planKey],
      name: selection.name,
      type: selection.type === undefined ? undefined : (own ?? selection.type),
      selections: selection.selections === undefined ? undefined : [...selection.selections],
    });
  }
}
