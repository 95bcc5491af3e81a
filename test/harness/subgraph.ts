import { execute, parse, validate } from 'graphql';
import { scopesOf } from '../../auth/policy.ts';
import { type Caller, type Grant, type Role, sealCaller } from '../../kernel/caller.ts';
import { createSubgraph, type Subgraph, type SubgraphDefinition } from '../../subgraphs/create-subgraph.ts';
import type { TestKernel } from './kernel.ts';

/** A user of a platform with one role over a path; scopes follow from the role as in production. */
export function user(
  name: string,
  role: Role,
  path: readonly string[],
  more: Partial<Pick<Caller, 'home' | 'unitId' | 'locale'>> = {},
): Caller {
  const home = more.home ?? path[0] ?? 'mdj';
  const grants: readonly Grant[] = [{ role, path }];
  return sealCaller({
    kind: 'user',
    subject: `${home}:account:${name}`,
    name,
    home,
    unitId: more.unitId ?? path[1] ?? null,
    grants,
    scopes: scopesOf(grants),
    authorisationVersion: 1,
    locale: more.locale ?? 'en',
    correlationId: `test-${name}`,
  });
}

/** Nobody in particular. */
export function anonymous(home = 'mdj'): Caller {
  return sealCaller({
    kind: 'anonymous',
    subject: '',
    name: '',
    home,
    unitId: null,
    grants: [],
    scopes: [],
    authorisationVersion: 0,
    locale: 'en',
    correlationId: 'test-anonymous',
  });
}

// biome-ignore lint/suspicious/noExplicitAny: answers of a graph are read as the test wrote the query
export type Answer = any;

export interface TestSubgraph {
  readonly subgraph: Subgraph;
  /** Runs a document as the caller; throws on any GraphQL error. */
  run(caller: Caller, document: string, variables?: Record<string, unknown>): Promise<Answer>;
  /** The codes of the errors that a document gives. */
  codes(caller: Caller, document: string, variables?: Record<string, unknown>): Promise<readonly string[]>;
}

/** Builds subgraphs on one test kernel and starts them together. */
export async function testSubgraphs(
  { kernel, ledger }: TestKernel,
  definitions: readonly SubgraphDefinition[],
): Promise<TestSubgraph[]> {
  const built = [];
  for (const definition of definitions) built.push(runner(await createSubgraph(definition, { kernel, ledger })));
  return built;
}

function runner(subgraph: Subgraph): TestSubgraph {
  const ask = async (caller: Caller, document: string, variableValues: Record<string, unknown> = {}) => {
    const parsed = parse(document);
    const invalid = validate(subgraph.schema, parsed);
    if (invalid[0]) throw invalid[0];
    const contextValue = subgraph.contextFor(caller);
    return execute({ schema: subgraph.schema, document: parsed, variableValues, contextValue });
  };
  return {
    subgraph,
    async run(caller, document, variables) {
      const { data, errors } = await ask(caller, document, variables);
      if (errors?.[0]) throw errors[0].originalError ?? errors[0];
      return JSON.parse(JSON.stringify(data));
    },
    async codes(caller, document, variables) {
      const { errors } = await ask(caller, document, variables);
      return (errors ?? []).map((error) => String(error.extensions.code));
    },
  };
}
