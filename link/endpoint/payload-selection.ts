import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isLeafType,
  isObjectType,
} from 'graphql';

const DEEPEST = 3;

/**
 * The selection set of a mutation's payload union: `record` with the given fields for the success member, and every plain field of the
 * refusals, so that a refusal crosses with all its details whatever they are.
 */
export function payloadSelection(
  schema: GraphQLSchema,
  mutation: string,
  record: { readonly field: string; readonly fields: string },
): string | null {
  const payload = payloadType(schema, mutation);
  if (!payload) return null;
  const members = (isAbstractType(payload) ? schema.getPossibleTypes(payload) : [payload]).filter(isObjectType);
  const parts = members.map((member) => {
    const isSuccess = record.field in member.getFields();
    const fields = isSuccess ? `${record.field} { ${record.fields} }` : plainFields(schema, member, 0);
    return `... on ${member.name} { ${fields} }`;
  });
  return `__typename ${parts.join(' ')}`;
}

function payloadType(schema: GraphQLSchema, mutation: string): GraphQLNamedType | null {
  const field = schema.getMutationType()?.getFields()[mutation];
  return field ? getNamedType(field.type) : null;
}

/** All fields without arguments: leaves as they are, objects to a depth of three, abstract types by what they have in common. */
function plainFields(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): string {
  if (!('getFields' in type)) return '__typename';
  const fields = Object.values(type.getFields() as Record<string, GraphQLField<unknown, unknown>>);
  const parts = fields.flatMap((field) => (field.args?.length ? [] : selectionOf(schema, field, depth)));
  return ['__typename', ...parts].join(' ');
}

function selectionOf(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>, depth: number): string[] {
  const type = getNamedType(field.type);
  if (isLeafType(type)) return [field.name];
  // An entity is named by its id: its other fields are read where it lives.
  if ('getFields' in type && 'id' in type.getFields()) return [`${field.name} { id }`];
  return depth >= DEEPEST ? [] : [`${field.name} { ${plainFields(schema, type, depth + 1)} }`];
}
