import { type ASTNode, getNamedType, isAbstractType, Kind, type OperationDefinitionNode, print, visit } from 'graphql';
import type { Arrangement } from './arrange.ts';
import type { ExpandedField, Selection } from './expand.ts';

/** What the planner gets, and nothing else of the client's document reaches it. */
export interface PlannerDocument {
  readonly text: string;
  /** False when nothing is left to fetch: only `__typename` and introspection were asked. */
  readonly needsFetching: boolean;
}

/**
 * Prints an expanded operation for the planner: root `__typename` and introspection left out (they are answered here), variables
 * that are no longer used left out, `__typename` added where an abstract type is selected, for the projection to know the concrete one.
 * `withTypename` says for which abstract types that costs no extra fetch; with type conditions below it is asked in any case.
 */
export function printForPlanner(
  operation: OperationDefinitionNode,
  selections: readonly Selection[],
  arrangement: Arrangement,
  withTypename: (type: string) => boolean,
): PlannerDocument {
  const used = new Set<string>();
  const body = printRoot(selections, { used, arrangement, withTypename });
  if (body === '') return { text: '', needsFetching: false };
  const variables = (operation.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value));
  const signature = variables.length === 0 ? '' : `(${variables.map((definition) => print(definition)).join(', ')})`;
  return { text: `${operation.operation}${signature}{${body}}`, needsFetching: true };
}

interface Printing {
  readonly arrangement: Arrangement;
  readonly used: Set<string>;
  readonly withTypename: (type: string) => boolean;
}

function printRoot(selections: readonly Selection[], state: Printing): string {
  const parts: string[] = [];
  for (const selection of selections) {
    if (selection.kind === 'fragment') {
      const inner = printRoot(selection.selections, state);
      if (inner !== '') parts.push(`...on ${selection.on.name}{${inner}}`);
    } else if (selection.type !== undefined) {
      parts.push(printField(selection, state));
    }
  }
  return parts.join(' ');
}

function printSelections(selections: readonly Selection[], state: Printing): string {
  const { lifted, liftedKeys } = state.arrangement;
  const here = selections.flatMap((selection) => {
    if (selection.kind === 'field') return liftedKeys.has(selection.planKey) ? [] : [printField(selection, state)];
    return [`...on ${selection.on.name}{${printSelections(selection.selections, state) || '__typename'}}`];
  });
  const raised = (lifted.get(selections) ?? []).map((field) => printField(field, state));
  return [...here, ...raised].join(' ');
}

function printField(field: ExpandedField, state: Printing): string {
  if (field.type === undefined) return field.name;
  const alias = field.planKey === field.name ? '' : `${field.planKey}:`;
  const args = field.args.map((argument) => printTracking(argument, state.used)).join(',');
  const directives = field.directives.map((directive) => ` ${printTracking(directive, state.used)}`).join('');
  const head = `${alias}${field.name}${args === '' ? '' : `(${args})`}${directives}`;
  return field.selections === undefined ? head : `${head}{${printBody(field, field.selections, state)}}`;
}

function printBody(field: ExpandedField, selections: readonly Selection[], state: Printing): string {
  const body = printSelections(selections, state);
  if (body === '') return '__typename';
  const type = field.type === undefined ? undefined : getNamedType(field.type);
  const narrows = selections.some(({ kind }) => kind === 'fragment');
  const wantsTypename = isAbstractType(type) && (narrows || state.withTypename(type.name)) && !hasTypename(selections);
  return wantsTypename ? `__typename ${body}` : body;
}

function hasTypename(selections: readonly Selection[]): boolean {
  return selections.some((selection) => selection.kind === 'field' && selection.name === '__typename');
}

function printTracking(node: ASTNode, used: Set<string>): string {
  visit(node, {
    [Kind.VARIABLE](variable) {
      used.add(variable.name.value);
    },
  });
  return print(node);
}
