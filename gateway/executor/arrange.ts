import { getNamedType, isNonNullType, print } from 'graphql';
import type { ExpandedField, Selection } from './expand.ts';
import type { InterfaceObject, TypeRelations } from './relations.ts';

/** How an operation is put to the planner where asking as the client did would be planned wrongly. */
export interface Arrangement {
  /** Fields to ask at the level of an interface instead of below a type condition, by the selection list of that level. */
  readonly lifted: ReadonlyMap<readonly Selection[], readonly ExpandedField[]>;
  /** The plan keys of lifted fields. */
  readonly liftedKeys: ReadonlySet<string>;
  /** Fields that stay below a type condition: plan key → the type. `separate.ts` gives each type a lookup of its own. */
  readonly keptOn: ReadonlyMap<string, string>;
}

/** A client's alias of this form gets a plan key too, so that none can be mistaken for one. */
const PLAN_KEY = /^_h\d+_/;

/**
 * Three things that planners get wrong are asked differently; test/differential found them (docs/gateway-differences.md):
 * a field that some `@requires` asks with arguments, and the client with others, gets a key of its own, so that the two never merge;
 * so does, for each type, a field that may be null on one type and not on another; and a field that an `@interfaceObject` subgraph adds is asked on the interface rather than under `... on T`, because the native
 * planner merges lookups of different types into one for one of them. Fields that may not be null stay: where they fail, they would
 * take their neighbours on objects of other types with them. Their keys tell the type, so that merged lookups can be told apart again.
 * Sets `planKey` on the fields.
 */
export function arrange(selections: readonly Selection[], relations: TypeRelations): Arrangement {
  const state: Arranging = {
    relations,
    lifted: new Map(),
    liftedKeys: new Set(),
    keptOn: new Map(),
    numbers: new Map(),
  };
  arrangeLevel(selections, undefined, state);
  return state;
}

interface Arranging extends Arrangement {
  readonly relations: TypeRelations;
  readonly lifted: Map<readonly Selection[], ExpandedField[]>;
  readonly liftedKeys: Set<string>;
  readonly keptOn: Map<string, string>;
  /** By fate, response key, name and arguments. */
  readonly numbers: Map<string, number>;
}

function arrangeLevel(selections: readonly Selection[], parent: string | undefined, state: Arranging): void {
  const { relations } = state;
  for (const selection of selections) {
    if (selection.kind === 'fragment') {
      arrangeLevel(selection.selections, selection.on.name, state);
      continue;
    }
    if (relations.differing.has(`${selection.parent.name}.${selection.name}`)) {
      selection.planKey = `_h00_${selection.responseKey}_${selection.parent.name}`;
    } else if (relations.requiredWithArguments.has(selection.name) || PLAN_KEY.test(selection.responseKey)) {
      selection.planKey = `_h0_${selection.responseKey}`;
    }
    const type = selection.type === undefined ? undefined : getNamedType(selection.type).name;
    arrangeLevel(selection.selections ?? [], type, state);
  }
  const asObject = parent === undefined ? undefined : relations.interfaceObjects.get(parent);
  if (asObject !== undefined) liftFrom(selections, selections, asObject, undefined, state);
  else keepBelow(selections, undefined, state);
}

/** For what has no level of the interface to be lifted to, such as a union, or an interface of the interface. */
function keepBelow(selections: readonly Selection[], on: string | undefined, state: Arranging): void {
  const answered = on === undefined ? [] : objectsOf(on, state.relations);
  for (const selection of selections) {
    if (selection.kind === 'fragment') {
      if (!state.relations.interfaceObjects.has(selection.on.name))
        keepBelow(selection.selections, selection.on.name, state);
    } else if (on !== undefined && answered.some((asObject) => canAnswer(asObject, selection.name))) {
      keep(selection, on, state);
    }
  }
}

function objectsOf(type: string, { interfaceObjects, isA }: TypeRelations): readonly InterfaceObject[] {
  return [...interfaceObjects].flatMap(([name, asObject]) => (isA(type, name) ? [asObject] : []));
}

function canAnswer({ added, common }: InterfaceObject, field: string): boolean {
  return added.has(field) || common.has(field);
}

function liftFrom(
  level: readonly Selection[],
  selections: readonly Selection[],
  asObject: InterfaceObject,
  on: string | undefined,
  state: Arranging,
): void {
  for (const selection of selections) {
    if (selection.kind === 'fragment') liftFrom(level, selection.selections, asObject, selection.on.name, state);
    else if (on !== undefined && canAnswer(asObject, selection.name)) {
      if (isNonNullType(selection.type)) keep(selection, on, state);
      else lift(level, selection, on, state);
    }
  }
}

function keep(field: ExpandedField, on: string, state: Arranging): void {
  field.planKey = keyOn(field, on, 'kept', state);
  state.keptOn.set(field.planKey, on);
}

function lift(level: readonly Selection[], field: ExpandedField, on: string, state: Arranging): void {
  field.planKey = keyOn(field, on, 'lifted', state);
  state.liftedKeys.add(field.planKey);
  state.lifted.set(level, [...(state.lifted.get(level) ?? []), field]);
}

/** Equal for equal fields of one type, but never for one that is kept and one that is lifted elsewhere. */
function keyOn(field: ExpandedField, on: string, fate: 'kept' | 'lifted', { numbers }: Arranging): string {
  const args = field.args.map((argument) => print(argument)).join();
  const identity = `${fate} ${field.responseKey} ${field.name} ${args}`;
  const number = numbers.get(identity) ?? numbers.size + 1;
  numbers.set(identity, number);
  return `_h${number}_${field.responseKey}_${on}`;
}
