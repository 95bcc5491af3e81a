import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isAbstractType,
  Kind,
  OperationTypeNode,
  print,
  type SelectionSetNode,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/** One operation of the portal, complete with the fragments that it uses. */
export interface PortalOperation {
  readonly name: string;
  readonly kind: OperationTypeNode;
  /** What goes over the wire: `__typename` in every selection set, so that the client has nothing to add and the text's hash can be trusted. */
  readonly text: string;
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/** The operations of a document, each by itself. Throws for one without a name. */
export function operationsOf(document: DocumentNode): readonly PortalOperation[] {
  return Object.entries(separateOperations(document)).map(([name, single]) => {
    if (name === '') throw new Error('An operation of the portal has no name.');
    const kind = single.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)?.operation;
    return { name, kind: kind ?? OperationTypeNode.QUERY, text: print(withTypenames(single)) };
  });
}

/** Text by SHA-256 (hex), as `mudan registry trust FILE` takes it. Throws when two areas use one name. */
export function trustedDocuments(operations: readonly PortalOperation[]): Readonly<Record<string, string>> {
  const names = new Set<string>();
  for (const { name } of operations) {
    if (names.has(name)) throw new Error(`Two operations of the portal are named ${name}.`);
    names.add(name);
  }
  return Object.fromEntries(operations.map(({ text }) => [createHash('sha256').update(text).digest('hex'), text]));
}

/** `__typename` where a type is one of several: what the generated types need to tell them apart. */
export function withAbstractTypenames(schema: GraphQLSchema, document: DocumentNode): DocumentNode {
  const info = new TypeInfo(schema);
  return visit(
    document,
    visitWithTypeInfo(info, {
      SelectionSet: { leave: (set) => (isAbstractType(info.getParentType()) ? typenamed(set) : undefined) },
    }),
  );
}

function withTypenames(document: DocumentNode): DocumentNode {
  return visit(document, {
    Field: {
      leave: (field) => (field.selectionSet ? { ...field, selectionSet: typenamed(field.selectionSet) } : undefined),
    },
  });
}

function typenamed(set: SelectionSetNode): SelectionSetNode {
  const has = set.selections.some((one) => one.kind === Kind.FIELD && one.name.value === '__typename' && !one.alias);
  return has ? set : { ...set, selections: [TYPENAME, ...set.selections] };
}
