import {
  type ArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';

/** `@listSize` of one field: how many entries to count. */
export interface ListSize {
  readonly assumedSize: number | undefined;
  readonly slicingArguments: readonly string[];
  readonly sizedFields: readonly string[];
}

export interface FieldCost {
  readonly weight: number | undefined;
  readonly listSize: ListSize | undefined;
  readonly argumentWeights: ReadonlyMap<string, number>;
}

/** What a supergraph says about cost, by coordinate (`Type.field`) and type name. */
export interface CostIndex {
  readonly fields: ReadonlyMap<string, FieldCost>;
  readonly types: ReadonlyMap<string, number>;
}

const COST_SPEC = 'https://specs.apollo.dev/cost/';

/** Reads `@cost` and `@listSize` from a supergraph SDL: the API schema has lost them. Once per generation. */
export function readCosts(supergraphSdl: string): CostIndex {
  const document = parse(supergraphSdl, { noLocation: true });
  const names = directiveNames(document);
  const fields = new Map<string, FieldCost>();
  const types = new Map<string, number>();
  for (const definition of document.definitions) {
    if (!('directives' in definition) || !('name' in definition) || definition.name === undefined) continue;
    const weight = weightOf(definition.directives as readonly ConstDirectiveNode[], names.cost);
    if (weight !== undefined) types.set(definition.name.value, weight);
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    for (const field of definition.fields ?? []) {
      const cost = fieldCost(field, names);
      if (cost !== undefined) fields.set(`${definition.name.value}.${field.name.value}`, cost);
    }
  }
  return { fields, types };
}

interface Names {
  readonly cost: string;
  readonly listSize: string;
}

/** The names the two directives have in this supergraph: they can be imported, imported under another name, or prefixed. */
function directiveNames(document: DocumentNode): Names {
  const names = { cost: 'cost', listSize: 'cost__listSize' };
  const schema = document.definitions.find((definition) => definition.kind === Kind.SCHEMA_DEFINITION);
  for (const link of schema?.directives ?? []) {
    const url = argument(link, 'url');
    if (typeof url !== 'string' || !url.startsWith(COST_SPEC)) continue;
    const prefix = argument(link, 'as');
    if (typeof prefix === 'string') Object.assign(names, { cost: prefix, listSize: `${prefix}__listSize` });
    const imports = argument(link, 'import');
    for (const entry of Array.isArray(imports) ? imports : []) {
      const [name, as] = typeof entry === 'string' ? [entry, entry] : [entry.name, entry.as ?? entry.name];
      if (name === '@cost') names.cost = as.slice(1);
      if (name === '@listSize') names.listSize = as.slice(1);
    }
  }
  return names;
}

function fieldCost(field: FieldDefinitionNode, names: Names): FieldCost | undefined {
  const weight = weightOf(field.directives, names.cost);
  const directive = field.directives?.find(({ name }) => name.value === names.listSize);
  const argumentWeights = new Map<string, number>();
  for (const { name, directives } of field.arguments ?? []) {
    const argumentWeight = weightOf(directives, names.cost);
    if (argumentWeight !== undefined) argumentWeights.set(name.value, argumentWeight);
  }
  if (weight === undefined && directive === undefined && argumentWeights.size === 0) return undefined;
  return { weight, listSize: directive === undefined ? undefined : listSizeOf(directive), argumentWeights };
}

function listSizeOf(directive: ConstDirectiveNode): ListSize {
  const assumedSize = argument(directive, 'assumedSize');
  return {
    assumedSize: typeof assumedSize === 'number' ? assumedSize : undefined,
    slicingArguments: strings(argument(directive, 'slicingArguments')),
    sizedFields: strings(argument(directive, 'sizedFields')),
  };
}

function weightOf(directives: readonly ConstDirectiveNode[] | undefined, name: string): number | undefined {
  const directive = directives?.find((candidate) => candidate.name.value === name);
  const weight = directive === undefined ? undefined : Number(argument(directive, 'weight'));
  return weight === undefined || Number.isNaN(weight) ? undefined : weight;
}

function argument(directive: ConstDirectiveNode, name: string): ReturnType<typeof valueFromASTUntyped> {
  const node: (ArgumentNode & { readonly value: ValueNode }) | undefined = directive.arguments?.find(
    (entry) => entry.name.value === name,
  );
  return node === undefined ? undefined : valueFromASTUntyped(node.value);
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
