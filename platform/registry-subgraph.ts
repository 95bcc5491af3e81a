import { fetchSdl, SdlNotFetched } from '../gateway/registry/fetch-sdl.ts';
import type { ChangeResult, Registry } from '../gateway/registry/registry.ts';
import type { GenerationRecord, GenerationStatus, Problem } from '../gateway/registry/types.ts';
import type { Caller } from '../kernel/caller.ts';
import { invalidInput, notFound, say } from '../kernel/refusals.ts';
import { type Kernel, Refused } from '../kernel/types.ts';
import type { SubgraphDefinition } from '../subgraphs/create-subgraph.ts';

interface RegistryContext {
  readonly caller: Caller;
  readonly kernel: Kernel;
  readonly registry: Registry;
}

interface RegisterInput {
  readonly name: string;
  readonly url: string;
  readonly sdl?: string | null;
  readonly checkOnly: boolean;
}

interface RemoveInput {
  readonly name: string;
  readonly checkOnly: boolean;
}

type Payload = Readonly<Record<string, unknown>> & { readonly __typename: string };

const STATUS: Readonly<Record<GenerationStatus, string>> = {
  staged: 'STAGED',
  active: 'ACTIVE',
  superseded: 'SUPERSEDED',
  failed: 'FAILED',
  'rolled-back': 'ROLLED_BACK',
};

/**
 * The registry as part of the graph that it governs, for administrators. It belongs to the platform's wiring, not to a domain: that is why it lives here. The
 * registry is opened after the subgraphs are made, hence the function.
 */
export function registrySubgraph(registry: () => Registry): SubgraphDefinition {
  return {
    name: 'registry',
    create: async ({ kernel }) => ({ resolvers, contextFor: (caller) => ({ caller, kernel, registry: registry() }) }),
  };
}

const resolvers = {
  Query: {
    graphGenerations: async (_: unknown, { first }: { first: number }, { registry }: RegistryContext) =>
      (await registry.history(first)).map(generationOf),
  },
  Mutation: {
    registerSubgraph: (_: unknown, { input }: { input: RegisterInput }, context: RegistryContext) =>
      answered(() => register(input, context)),
    removeSubgraph: (_: unknown, { input }: { input: RemoveInput }, context: RegistryContext) =>
      answered(() => remove(input, context)),
    rollBackGraph: (_: unknown, { input }: { input: { generation: number } }, context: RegistryContext) =>
      answered(() => rollBack(input.generation, context)),
  },
};

/** Expected refusals are members of the payload's union. */
async function answered(work: () => Promise<Payload>): Promise<Payload> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) return error.refusal as Payload;
    throw error;
  }
}

async function register({ name, url, sdl, checkOnly }: RegisterInput, context: RegistryContext): Promise<Payload> {
  const { caller, registry } = context;
  const subgraph = { name, url, sdl: sdl ?? (await askFor(url, caller)), origin: 'partner' as const };
  const change = { kind: 'put', subgraph, by: caller.subject } as const;
  return payloadOf(
    checkOnly ? await registry.check(change) : await registry.apply(change),
    'registerSubgraph',
    name,
    context,
  );
}

async function askFor(url: string, caller: Caller): Promise<string> {
  try {
    return await fetchSdl(url);
  } catch (error) {
    if (!(error instanceof SdlNotFetched)) throw error;
    const text = {
      zh: `无法从该地址取得模式定义：${error.message}`,
      en: `Its schema could not be fetched: ${error.message}`,
    };
    throw invalidInput(caller, [{ field: 'url', text }]);
  }
}

async function remove({ name, checkOnly }: RemoveInput, context: RegistryContext): Promise<Payload> {
  const { caller, registry } = context;
  const known = (await registry.active())?.services.find((service) => service.name === name);
  if (known !== undefined && known.origin !== 'partner') {
    const text = { zh: '该子图属于本平台，不能移除。', en: 'It is part of the platform and can’t be removed.' };
    throw invalidInput(caller, [{ field: 'name', text }]);
  }
  const change = { kind: 'remove', name, by: caller.subject } as const;
  return payloadOf(
    checkOnly ? await registry.check(change) : await registry.apply(change),
    'removeSubgraph',
    name,
    context,
  );
}

async function rollBack(generation: number, context: RegistryContext): Promise<Payload> {
  return payloadOf(
    await context.registry.rollBack(generation, context.caller.subject),
    'rollBackGraph',
    String(generation),
    context,
  );
}

async function payloadOf(
  result: ChangeResult,
  action: string,
  recordId: string,
  { caller, kernel }: RegistryContext,
): Promise<Payload> {
  switch (result.outcome) {
    case 'refused': {
      const message = say(caller, {
        zh: '检查未通过，未作任何更改。',
        en: 'The checks refuse it; nothing was changed.',
      });
      return { __typename: 'GraphChangeRefused', message, problems: result.problems.map(problemOf) };
    }
    case 'accepted':
      return { __typename: 'GraphChanged', generation: null, warnings: result.problems.map(problemOf) };
    case 'active':
      await kernel.transact(caller, async (tx) =>
        tx.audit({ action, recordId, after: { generation: result.generation.number } }),
      );
      return {
        __typename: 'GraphChanged',
        generation: generationOf(result.generation),
        warnings: result.problems.map(problemOf),
      };
    case 'busy':
      return {
        __typename: 'GraphChangeUnderWay',
        message: say(caller, { zh: '另一项更改正在进行，请稍后重试。', en: 'Another change is under way. Try again.' }),
      };
    case 'unknown':
      throw notFound(caller, result.what);
    default: {
      const message = say(caller, { zh: `未能生效：${result.reason}`, en: `It could not be served: ${result.reason}` });
      return { __typename: 'GraphChangeFailed', message, generation: generationOf(result.generation) };
    }
  }
}

function generationOf({ number, status, createdAt, createdBy, change, reason, services }: GenerationRecord) {
  const subgraphs = services.map(({ name, url, origin, sdl }) => ({
    name,
    url: url ?? null,
    origin: origin === 'partner' ? 'PARTNER' : 'CORE',
    sdl,
  }));
  return { number, status: STATUS[status], createdAt, createdBy, change, reason: reason ?? null, subgraphs };
}

function problemOf({ check, severity, coordinate, message }: Problem) {
  return { check, isError: severity === 'error', coordinate: coordinate ?? null, message };
}
