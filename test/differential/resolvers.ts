import {
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getArgumentValues,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { Model } from './model.ts';
import { canonical, entityOf, hashOf, keyValue, pickEntityId, pickOne, type Question, type Thing } from './world.ts';

/** What a request's resolvers share, whichever subgraph they run in. */
export interface Journal {
  mutations: number;
}

export interface ResolverOptions {
  readonly model: Model;
  /** The subgraph's name; undefined for the merged schema. */
  readonly subgraph: string | undefined;
  /** The merged schema: what `@requires` selects is looked up there. */
  readonly merged: () => GraphQLSchema;
}

/** Gives every field of the schema a resolver that asks the world. */
export function attachWorld(schema: GraphQLSchema, options: ResolverOptions): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isObjectType(type)) attachObject(schema, type, options);
    else if ('resolveType' in type) type.resolveType = (thing: Thing) => thing.__typename;
  }
}

function attachObject(schema: GraphQLSchema, type: GraphQLObjectType, options: ResolverOptions): void {
  const isMutation = type === schema.getMutationType();
  const isRoot = isMutation || type === schema.getQueryType();
  for (const field of Object.values(type.getFields())) {
    if (field.name === '_service') continue;
    if (field.name === '_entities') {
      field.resolve = (_source, { representations }) =>
        representations.map((sent: Record<string, unknown>) => asKnownHere(schema, entityOf(sent)));
      continue;
    }
    field.resolve = (source: Thing | undefined, args: Record<string, unknown>, journal: Journal) => {
      const parent: Thing =
        isRoot || source === undefined ? { __typename: type.name, $concrete: type.name, $id: 'root' } : source;
      const order = isMutation ? journal.mutations++ : undefined;
      if (field.name === 'order' && parent.$order !== undefined) return parent.$order;
      return answer(schema, options, parent, field.name, field.type, args, order);
    };
  }
}

/** A subgraph that owns an interface resolves a reference to it to one of its object types. */
function asKnownHere(schema: GraphQLSchema, thing: Thing | undefined): Thing | undefined {
  return thing !== undefined && isInterfaceType(schema.getType(thing.__typename))
    ? { ...thing, __typename: thing.$concrete }
    : thing;
}

function answer(
  schema: GraphQLSchema,
  options: ResolverOptions,
  parent: Thing,
  field: string,
  type: GraphQLOutputType,
  args: Readonly<Record<string, unknown>>,
  order: number | undefined,
): unknown {
  const { model, subgraph } = options;
  const coordinates = [`${parent.__typename}.${field}`, `${parent.$concrete}.${field}`];
  const interfaces = interfacesOf(options.merged(), parent.$concrete).map((name) => `${name}.${field}`);
  const all = [...coordinates, ...interfaces];
  if (all.some((coordinate) => model.keyFields.has(coordinate))) return keyValue(field, parent.$concrete, parent.$id);
  const requires = all.map((coordinate) => model.requires.get(coordinate)).find((set) => set !== undefined);
  const required = requires === undefined ? undefined : requiredBy(options, parent, requires);
  const question: Question = { type: parent.$concrete, id: parent.$id, field, args, required };
  const stolen = subgraph !== undefined && all.some((coordinate) => model.overridden.has(`${subgraph}/${coordinate}`));
  const quiet = model.quiet.has(`*.${field}`) || all.some((coordinate) => model.quiet.has(coordinate));
  const candidates = all.map((coordinate) => model.candidates.get(coordinate)).find((names) => names !== undefined);
  const context: ValueContext = { schema, options, question, quiet, candidates, order };
  return value(context, type, stolen ? 'stolen' : '');
}

interface ValueContext {
  readonly schema: GraphQLSchema;
  readonly options: ResolverOptions;
  readonly question: Question;
  readonly quiet: boolean;
  readonly candidates: readonly string[] | undefined;
  readonly order: number | undefined;
}

const FAILS_ONE_IN = 17;
const NULL_ONE_IN = 9;
const NULL_WHERE_FORBIDDEN_ONE_IN = 61;

function value(context: ValueContext, type: GraphQLOutputType, salt: string): unknown {
  const { question, quiet } = context;
  const isRequired = isNonNullType(type);
  if (!quiet && salt === '' && hashOf(question, 'fail') % (isRequired ? FAILS_ONE_IN * 4 : FAILS_ONE_IN) === 0) {
    throw new Error(`the world refuses ${question.type}.${question.field}`);
  }
  const nullOneIn = isRequired ? NULL_WHERE_FORBIDDEN_ONE_IN : NULL_ONE_IN;
  if (!(isRequired && quiet) && hashOf(question, `null${salt}`) % nullOneIn === 0) return null;
  return present(context, isRequired ? type.ofType : type, salt);
}

function present(context: ValueContext, type: GraphQLOutputType, salt: string): unknown {
  const { question, schema } = context;
  if (isNonNullType(type)) return present(context, type.ofType, salt);
  if (isListType(type)) {
    const length = hashOf(question, `length${salt}`) % 4;
    return Array.from({ length }, (_, index) => value({ ...context, quiet: true }, type.ofType, `${salt}[${index}]`));
  }
  if (isLeafType(type)) return leaf(context, type.name, salt);
  const candidates = context.candidates ?? [type.name];
  const concrete = pickOne(candidates, question, salt) ?? type.name;
  const isInterfaceObject =
    isObjectType(type) &&
    context.options.merged().getType(type.name) !== undefined &&
    isInterfaceType(context.options.merged().getType(type.name));
  const shown = isInterfaceObject ? type.name : isObjectType(schema.getType(concrete)) ? concrete : type.name;
  const isEntity = context.options.model.entities.has(concrete) || context.options.model.entities.has(type.name);
  const id = isEntity
    ? pickEntityId(question, salt)
    : `${question.type}.${question.id}.${question.field}${canonical(question.args)}${salt}`;
  return {
    __typename: shown,
    $concrete: concrete,
    $id: id,
    ...(context.order === undefined ? {} : { $order: context.order }),
  };
}

function leaf({ question, options, schema }: ValueContext, name: string, salt: string): unknown {
  const number = hashOf(question, `leaf${salt}`);
  const type = schema.getType(name);
  if (isEnumType(type)) return pickOne(options.model.enumValues.get(name) ?? [], question, salt);
  switch (name) {
    case 'Int':
      return number % 1000;
    case 'Float':
      return (number % 10_000) / 8;
    case 'Boolean':
      return number % 2 === 0;
    default:
      return number % 7 === 0 ? `"${question.field}"\n\u2028牡丹${number}` : `${question.field}-${number}`;
  }
}

function interfacesOf(merged: GraphQLSchema, concrete: string): readonly string[] {
  const type = merged.getType(concrete);
  return isObjectType(type) ? type.getInterfaces().map(({ name }) => name) : [];
}

/** In a subgraph: what the gateway sent. In the merged schema: what the same fields answer there. */
function requiredBy(options: ResolverOptions, parent: Thing, set: SelectionSetNode): unknown {
  if (options.subgraph === undefined) return evaluate(options, parent, set);
  if (parent.$representation === undefined) throw new Error('asked without the fields that it requires');
  return pick(parent.$representation, set);
}

function pick(from: unknown, set: SelectionSetNode): unknown {
  if (Array.isArray(from)) return from.map((entry) => pick(entry, set));
  if (typeof from !== 'object' || from === null) return null;
  const object = from as Record<string, unknown>;
  return Object.fromEntries(
    set.selections.flatMap((selection): [string, unknown][] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) return Object.entries(pick(from, selection.selectionSet) as object);
      const given = object[selection.name.value];
      if (given === undefined) return [];
      return [
        [selection.name.value, selection.selectionSet === undefined ? given : pick(given, selection.selectionSet)],
      ];
    }),
  );
}

function evaluate(options: ResolverOptions, thing: unknown, set: SelectionSetNode): unknown {
  if (Array.isArray(thing)) return thing.map((entry) => evaluate(options, entry, set));
  if (typeof thing !== 'object' || thing === null) return null;
  const parent = thing as Thing;
  const schema = options.merged();
  const type = schema.getType(parent.$concrete);
  if (!isObjectType(type)) return null;
  return Object.fromEntries(
    set.selections.flatMap((selection): [string, unknown][] => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const condition = selection.typeCondition?.name.value ?? type.name;
        const applies = condition === type.name || interfacesOf(schema, type.name).includes(condition);
        return applies ? Object.entries(evaluate(options, thing, selection.selectionSet) as object) : [];
      }
      const field = type.getFields()[selection.name.value];
      if (field === undefined) return selection.name.value === '__typename' ? [['__typename', type.name]] : [];
      const args = getArgumentValues(field, selection, {});
      const found = answer(schema, options, parent, field.name, field.type, args, undefined);
      return [
        [field.name, selection.selectionSet === undefined ? found : evaluate(options, found, selection.selectionSet)],
      ];
    }),
  );
}
