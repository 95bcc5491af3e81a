import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { refuseIncomplete } from './complete.ts';
import { type Demands, readDemands, repairArguments } from './demands.ts';
import type { PlannerReply, PlannerRequest } from './planner-protocol.ts';

/**
 * The process that plans. It exists because the native planner can be made to crash or to run for a minute: here that costs one
 * request and a restart, not the gateway. Apollo's planner, slower and in JavaScript, is loaded only when the native one can't
 * parse or build a plan; never when it says that there is no path, for then there is none.
 */
interface Planners {
  readonly supergraphSdl: string;
  readonly native: QueryPlanner;
  readonly demands: Demands;
  apollo: ((text: string) => string) | undefined;
}

const generations = new Map<string, Planners>();
const NO_LABELS = new Set<string>();
/** The native planner's words for "the graph has no way to this field". */
const NO_PATH = /no paths? found/i;

process.on('message', (request: PlannerRequest) => {
  answer(request).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit(0));

async function answer(request: PlannerRequest): Promise<PlannerReply> {
  const { id } = request;
  try {
    if (request.kind === 'load') {
      const { supergraphSdl } = request;
      generations.set(request.generation, {
        supergraphSdl,
        native: new QueryPlanner(supergraphSdl),
        demands: readDemands(supergraphSdl),
        apollo: undefined,
      });
      return { id, ok: true };
    }
    if (request.kind === 'drop') {
      generations.delete(request.generation);
      return { id, ok: true };
    }
    const planners = generations.get(request.generation);
    if (planners === undefined) return { id, ok: false, reason: 'unknown-generation', message: request.generation };
    return await plan(id, planners, request.text);
  } catch (error) {
    return { id, ok: false, reason: 'failed', message: String(error) };
  }
}

async function plan(id: number, planners: Planners, text: string): Promise<PlannerReply> {
  let nativeFailure: string;
  try {
    const made = planners.native.plan(text, undefined, NO_LABELS, 0);
    repairArguments(made, planners.demands);
    refuseIncomplete(made);
    return { id, ok: true, plan: JSON.stringify(made), planner: 'native' };
  } catch (error) {
    nativeFailure = String(error);
    if (NO_PATH.test(nativeFailure)) return { id, ok: false, reason: 'no-plan', message: nativeFailure };
  }
  try {
    planners.apollo ??= (await import('./apollo-planner.ts')).apolloPlanner(planners.supergraphSdl, planners.demands);
    return { id, ok: true, plan: planners.apollo(text), planner: 'apollo' };
  } catch (error) {
    return { id, ok: false, reason: 'failed', message: `${nativeFailure}; ${String(error)}` };
  }
}
