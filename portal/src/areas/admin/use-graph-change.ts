import type { TypedDocumentNode } from '@urql/core';
import { useClient } from 'urql';
import { type Failure, failureOf } from '../../graph/failure.ts';
import { isRefusal } from '../../graph/outcome.ts';
import {
  AdminRegisterSubgraphDocument,
  AdminRemoveSubgraphDocument,
  AdminRollBackGraphDocument,
  type RegisterSubgraphInput,
} from './generated.ts';

/** One thing that the checks of the graph found. */
export interface GraphCheck {
  readonly check: string;
  readonly isError: boolean;
  readonly coordinate?: string | null;
  readonly message: string;
}

/** What came of a change of the graph. */
export interface GraphAnswer {
  readonly isDone: boolean;
  readonly checks: readonly GraphCheck[];
  readonly refusal?: { readonly message: string; readonly problems?: readonly FieldProblem[] };
  readonly failure?: Failure;
}

interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

interface ChangePayload {
  readonly problems?: readonly FieldProblem[];
  readonly warnings?: readonly GraphCheck[];
  readonly checks?: readonly GraphCheck[];
}

/** The changes of the graph. They carry no idempotency key: doing one again changes nothing (schema/registry.graphql). */
export function useGraphChange() {
  const client = useClient();
  const change = async <Data, Input>(
    document: TypedDocumentNode<Data, { readonly input: Input }>,
    input: Input,
  ): Promise<GraphAnswer> => {
    const result = await client.mutation(document, { input }).toPromise();
    const payload = Object.values((result.data ?? {}) as Readonly<Record<string, unknown>>).find(
      (value): value is ChangePayload & object => typeof value === 'object' && value !== null,
    );
    if (payload === undefined)
      return { isDone: false, checks: [], failure: result.error ? failureOf(result.error) : { kind: 'unavailable' } };
    const checks = payload.checks ?? payload.warnings ?? [];
    const problems = payload.problems ?? [];
    return isRefusal(payload)
      ? { isDone: false, checks, refusal: { message: payload.message, problems } }
      : { isDone: true, checks };
  };
  return {
    register: (input: RegisterSubgraphInput) => change(AdminRegisterSubgraphDocument, input),
    remove: (name: string) => change(AdminRemoveSubgraphDocument, { name, checkOnly: false }),
    rollBack: (generation: number) => change(AdminRollBackGraphDocument, { generation }),
  };
}
