import type { BatchFetchNode, FetchNode, RequiresSelection } from '@graphql-hive/router-query-planner';
import {
  type GraphQLSchema,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  parse,
  type SelectionSetNode,
} from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Selection } from '../executor/expand.ts';
import type { Identity } from '../types.ts';
import type { AccessRules } from './rules.ts';

/** One thing that a caller must hold for an operation, and the field that asks for it. */
export interface Requirement {
  /** `Type.field`, for the refusal. */
  readonly coordinate: string;
  readonly anyOf: readonly string[];
}

/**
 * Everything that the rules ask for one operation, found once when it is prepared: on the operation as the client wrote it, and on the
 * fetches of its plan, because a plan also fetches what nobody asked for (`@requires`) and hands it to another subgraph.
 */
export class Requirements {
  readonly #found = new Map<string, Requirement>();
  readonly #rules: AccessRules;
  /** The supergraph's full schema, inaccessible elements included. */
  readonly #schema: GraphQLSchema;

  constructor(rules: AccessRules, schema: GraphQLSchema) {
    this.#rules = rules;
    this.#schema = schema;
  }

  get list(): readonly Requirement[] {
    return [...this.#found.values()];
  }

  addOperation(kind: 'query' | 'mutation', selections: readonly Selection[]): void {
    for (const selection of selections) {
      if (selection.kind === 'field' && selection.type !== undefined && kind === 'mutation') {
        this.#requireRule(selection.parent.name, selection.name);
      }
    }
    this.#addSelections(selections);
  }

  addFetch(fetch: FetchNode | BatchFetchNode): void {
    for (const definition of parse(fetch.operation, { noLocation: true }).definitions) {
      if (definition.kind !== 'OperationDefinition') continue;
      const root = this.#schema.getRootType(definition.operation);
      if (root != null) this.#addSelectionSet(definition.selectionSet, root.name);
    }
    const requires =
      fetch.kind === 'Fetch' ? [fetch.requires ?? []] : fetch.entityBatch.aliases.map((alias) => alias.requires);
    for (const selections of requires) this.#addRequires(selections, undefined);
  }

  #addSelections(selections: readonly Selection[]): void {
    for (const selection of selections) {
      if (selection.kind === 'field' && selection.type !== undefined)
        this.#addField(selection.parent.name, selection.name);
      this.#addSelections(selection.selections ?? []);
    }
  }

  #addSelectionSet(set: SelectionSetNode, parent: string): void {
    for (const selection of set.selections) {
      if (selection.kind === 'InlineFragment') {
        this.#addSelectionSet(selection.selectionSet, selection.typeCondition?.name.value ?? parent);
      } else if (selection.kind === 'Field') {
        const type = this.#addField(parent, selection.name.value);
        if (selection.selectionSet !== undefined) this.#addSelectionSet(selection.selectionSet, type ?? '_Entity');
      }
    }
  }

  #addRequires(selections: readonly RequiresSelection[], parent: string | undefined): void {
    for (const selection of selections) {
      if (selection.kind === 'InlineFragment') this.#addRequires(selection.selections, selection.typeCondition);
      else if (selection.kind === 'Field' && parent !== undefined) {
        const type = this.#addField(parent, selection.alias ?? selection.name);
        this.#addRequires(selection.selections ?? [], type);
      }
    }
  }

  /** The field's output type by name; undefined for meta fields and `_entities`. */
  #addField(typeName: string, field: string): string | undefined {
    const type = this.#schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return undefined;
    for (const related of this.#related(typeName)) {
      for (const { anyOf } of this.#rules.forField(related, field)) this.#add(`${related}.${field}`, anyOf);
    }
    return type
      .getFields()
      [field]?.type.toString()
      .replace(/[[\]!]/g, '');
  }

  /** A mutation that its owner gave no rule is refused. */
  #requireRule(type: string, field: string): void {
    if (this.#rules.forField(type, field).length === 0) this.#add(`${type}.${field}`, []);
  }

  /** The type itself, the interfaces it implements, and, for an abstract one, every type an object of it may have. */
  #related(typeName: string): readonly string[] {
    const type = this.#schema.getType(typeName);
    const names = new Set([typeName]);
    if (isObjectType(type) || isInterfaceType(type)) for (const parent of type.getInterfaces()) names.add(parent.name);
    if (isAbstractType(type)) {
      for (const possible of this.#schema.getPossibleTypes(type)) {
        names.add(possible.name);
      }
    }
    return [...names];
  }

  #add(coordinate: string, anyOf: readonly string[]): void {
    if (anyOf.includes('public')) return;
    const key = JSON.stringify([...anyOf].sort());
    if (!this.#found.has(key)) this.#found.set(key, { coordinate, anyOf });
  }
}

/** The refusal, or undefined if this caller may. O(distinct rules); no I/O. */
export function refusalFor(requirements: readonly Requirement[], identity: Identity): GatewayError | undefined {
  for (const { coordinate, anyOf } of requirements) {
    const holds = anyOf.some((scope) => (scope === 'user' ? !identity.anonymous : identity.scopes.has(scope)));
    if (holds) continue;
    return new GatewayError(identity.anonymous && anyOf.length > 0 ? 'UNAUTHENTICATED' : 'FORBIDDEN', {
      params: { what: coordinate },
    });
  }
  return undefined;
}
