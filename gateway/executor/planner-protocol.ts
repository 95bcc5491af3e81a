/**
 * What the gateway and its planner process say to each other (`planner-process.ts`). One request is under way at a time, so that
 * a crash or a timeout has exactly one culprit.
 */
export type PlannerRequest =
  | { readonly id: number; readonly kind: 'load'; readonly generation: string; readonly supergraphSdl: string }
  | {
      readonly id: number;
      readonly kind: 'plan';
      readonly generation: string;
      readonly text: string;
    }
  | { readonly id: number; readonly kind: 'drop'; readonly generation: string };

export type Planner = 'native' | 'apollo';

export type PlannerReply =
  | { readonly id: number; readonly ok: true; readonly plan?: string; readonly planner?: Planner }
  | { readonly id: number; readonly ok: false; readonly reason: PlannerFailure; readonly message: string };

/** `no-plan`: the graph has no way to the fields; `failed`: neither planner could; `crash`, `timeout`: this document did it. */
export type PlannerFailure = 'no-plan' | 'failed' | 'crash' | 'timeout' | 'unknown-generation';
