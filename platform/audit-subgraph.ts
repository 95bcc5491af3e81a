import type { Caller } from '../kernel/caller.ts';
import type { Kernel } from '../kernel/types.ts';
import type { Link } from '../link/create-link.ts';
import type { SubgraphDefinition } from '../subgraphs/create-subgraph.ts';

interface AuditContext {
  readonly caller: Caller;
  readonly kernel: Kernel;
  readonly verify: Link['checkpoints']['verify'];
}

interface EntriesArguments {
  readonly filter?: {
    readonly recordId?: string | null;
    readonly actor?: string | null;
    readonly action?: string | null;
  } | null;
  readonly first: number;
  readonly before?: number | null;
}

type Entry = Awaited<ReturnType<Kernel['audit']['list']>>[number];

const LARGEST_PAGE = 100;

/** The audit trail for auditors and administrators, read only. It lives here and not in a subgraph's folder because the chain's checkpoints are the link's. */
export function auditSubgraph(verify: AuditContext['verify']): SubgraphDefinition {
  return {
    name: 'audit',
    create: async ({ kernel }) => ({ resolvers, contextFor: (caller) => ({ caller, kernel, verify }) }),
  };
}

const resolvers = {
  Query: {
    auditEntries: async (_: unknown, { filter, first, before }: EntriesArguments, { kernel }: AuditContext) => {
      const { recordId, actor, action } = filter ?? {};
      const rows = await kernel.audit.list({
        ...(recordId ? { recordId } : {}),
        ...(actor ? { actor } : {}),
        ...(action ? { action } : {}),
        ...(before ? { before } : {}),
        first: Math.min(Math.max(first, 1), LARGEST_PAGE),
      });
      return rows.map(entryOf);
    },
    verifyAudit: (_: unknown, _arguments: unknown, { verify }: AuditContext) => verify(),
  },
};

/** What changed has another form for each action: it is told as JSON. */
function entryOf({ before, after, ...row }: Entry) {
  return { ...row, before: jsonOf(before), after: jsonOf(after) };
}

function jsonOf(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
