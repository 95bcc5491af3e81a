import { sha256 } from '../gateway/documents.ts';
import { fetchSdl, SdlNotFetched } from '../gateway/registry/fetch-sdl.ts';
import type { Change, ChangeResult, Registry } from '../gateway/registry/registry.ts';
import type { RegistryStore } from '../gateway/registry/types.ts';
import { UserError } from './user-error.ts';

/** What an operator asks of the registry: plain data, because it may come over the control socket. */
export type RegistryCommand =
  | { readonly action: 'list' }
  | { readonly action: 'history' }
  | {
      readonly action: 'put';
      readonly name: string;
      readonly url: string;
      readonly sdl: string | null;
      readonly checkOnly: boolean;
      readonly by: string;
    }
  | { readonly action: 'remove'; readonly name: string; readonly checkOnly: boolean; readonly by: string }
  | { readonly action: 'rollback'; readonly to: number; readonly by: string }
  | { readonly action: 'trust'; readonly documents: Readonly<Record<string, string>>; readonly source: string };

/** Lines for a person, and whether what was asked for is done. */
export interface RegistryReport {
  readonly done: boolean;
  readonly lines: readonly string[];
}

/** Runs one command. Expected failures are reports; a wrong use is a `UserError`. */
export async function runRegistryCommand(
  registry: Registry,
  store: RegistryStore,
  command: RegistryCommand,
): Promise<RegistryReport> {
  switch (command.action) {
    case 'list':
      return list(registry);
    case 'history':
      return history(registry);
    case 'put':
      return change(registry, { kind: 'put', subgraph: await subgraphOf(command), by: command.by }, command.checkOnly);
    case 'remove':
      return change(
        registry,
        { kind: 'remove', name: await removable(registry, command.name), by: command.by },
        command.checkOnly,
      );
    case 'rollback':
      return report(await registry.rollBack(command.to, command.by));
    case 'trust':
      return trust(store, command);
  }
}

async function list(registry: Registry): Promise<RegistryReport> {
  const active = await registry.active();
  const lines =
    active?.services.map(({ name, origin, url }) => `${name}  ${origin ?? 'core'}  ${url ?? 'in the platform'}`) ?? [];
  return { done: true, lines: [`generation ${active?.number ?? 'none'}`, ...lines] };
}

async function history(registry: Registry): Promise<RegistryReport> {
  const records = await registry.history();
  const lines = records.map(({ number, status, createdAt, createdBy, change: what, reason }) =>
    [number, status, createdAt.toISOString(), createdBy, what, reason].filter((part) => part !== undefined).join('  '),
  );
  return { done: true, lines };
}

async function subgraphOf(command: RegistryCommand & { readonly action: 'put' }) {
  const { name, url } = command;
  try {
    return { name, url, sdl: command.sdl ?? (await fetchSdl(url)), origin: 'partner' as const };
  } catch (error) {
    if (error instanceof SdlNotFetched)
      throw new UserError(`The SDL of ${name} could not be fetched: ${error.message}.`);
    throw error;
  }
}

/** The platform's own subgraphs belong to its software, not to the registry. */
async function removable(registry: Registry, name: string): Promise<string> {
  const service = (await registry.active())?.services.find((one) => one.name === name);
  if (service !== undefined && service.origin !== 'partner')
    throw new UserError(`${name} is part of the platform and can’t be removed.`);
  return name;
}

async function change(registry: Registry, wanted: Change, checkOnly: boolean): Promise<RegistryReport> {
  return report(checkOnly ? await registry.check(wanted) : await registry.apply(wanted));
}

function report(result: ChangeResult): RegistryReport {
  const problems =
    'problems' in result
      ? result.problems.map(
          ({ severity, check, coordinate, message }) =>
            `${severity}: ${check}${coordinate === undefined ? '' : ` ${coordinate}`}: ${message}`,
        )
      : [];
  switch (result.outcome) {
    case 'refused':
      return { done: false, lines: ['refused; nothing was changed', ...problems] };
    case 'accepted':
      return { done: true, lines: ['accepted; nothing was changed', ...problems] };
    case 'busy':
      return { done: false, lines: ['another change is under way; try again'] };
    case 'unknown':
      return { done: false, lines: [`there is no ${result.what}`] };
    case 'active':
      return { done: true, lines: [`generation ${result.generation.number} is served by every replica`, ...problems] };
    case 'incomplete':
      return {
        done: false,
        lines: [`generation ${result.generation.number} is active, but not everywhere: ${result.reason}`],
      };
    case 'rolled-back':
      return { done: false, lines: [`generation ${result.generation.number} was given up: ${result.reason}`] };
  }
}

async function trust(
  store: RegistryStore,
  { documents, source }: RegistryCommand & { readonly action: 'trust' },
): Promise<RegistryReport> {
  const wrong = Object.entries(documents).filter(([hash, text]) => typeof text !== 'string' || sha256(text) !== hash);
  if (wrong.length > 0)
    throw new UserError(
      `${wrong.length} documents are not named by their SHA-256, the first is ${wrong[0]?.[0]}. Nothing was registered.`,
    );
  const added = await store.addDocuments(documents, source);
  return { done: true, lines: [`${added} documents are new, ${Object.keys(documents).length - added} were known`] };
}
