interface LimitText {
  readonly default: number;
  readonly unit: string;
  readonly what: string;
  /** The metric that moves when the limit bites. */
  readonly metric: string;
}

/**
 * Every limit of the gateway, its safe default and the metric that shows it at work. docs/gateway-limits.md is this table (a test
 * compares them). Any of them is overridden by configuration; none can be switched off, only raised.
 */
export const LIMITS = {
  maxBodyBytes: {
    default: 1_048_576,
    unit: 'bytes',
    what: 'size of a request body',
    metric: 'mudan_gateway_refusals_total{code="PAYLOAD_TOO_LARGE"}',
  },
  bodyTimeoutMs: {
    default: 10_000,
    unit: 'ms',
    what: 'time for a request body to arrive once its headers did',
    metric: 'mudan_gateway_refusals_total{code="REQUEST_TIMEOUT"}',
  },
  requestTimeoutMs: {
    default: 30_000,
    unit: 'ms',
    what: 'time for a whole request; every subgraph fetch is given up then',
    metric: 'mudan_gateway_refusals_total{code="DEADLINE_EXCEEDED"}',
  },
  maxBatch: {
    default: 1,
    unit: 'operations',
    what: 'operations in one HTTP request; 1 means that batching is off',
    metric: 'mudan_gateway_refusals_total{code="BATCHING_DISABLED"}',
  },
  maxDocumentLength: {
    default: 65_536,
    unit: 'characters',
    what: 'length of a document, looked at before anything is done with it',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_DOCUMENT"}',
  },
  maxTokens: {
    default: 4_000,
    unit: 'tokens',
    what: 'lexical tokens of a document',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_TOKENS"}',
  },
  maxDepth: {
    default: 24,
    unit: 'levels',
    what: 'nesting of selections once fragments are expanded',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_DEPTH"}',
  },
  maxAliases: {
    default: 60,
    unit: 'aliases',
    what: 'aliases once fragments are expanded',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_ALIASES"}',
  },
  maxSelections: {
    default: 2_000,
    unit: 'selections',
    what: 'selections once fragments are expanded',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_SELECTIONS"}',
  },
  maxDuplicates: {
    default: 30,
    unit: 'selections',
    what: 'repetitions of one response name in one selection set',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_DUPLICATES"}',
  },
  maxFragments: {
    default: 100,
    unit: 'fragments',
    what: 'fragment definitions of a document',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_FRAGMENTS"}',
  },
  maxDirectives: {
    default: 100,
    unit: 'directives',
    what: 'directives of a document',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_DIRECTIVES"}',
  },
  maxVariableDepth: {
    default: 20,
    unit: 'levels',
    what: 'nesting of the variables',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_VARIABLES"}',
  },
  maxVariableValues: {
    default: 5_000,
    unit: 'values',
    what: 'values in the variables',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_VARIABLES"}',
  },
  maxPageSize: {
    default: 100,
    unit: 'entries',
    what: 'value of a slicing argument (`@listSize(slicingArguments:)`, else `first` and `last`)',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_PAGE_SIZE"}',
  },
  maxCost: {
    default: 10_000,
    unit: 'points',
    what: 'cost of an operation by `@cost` and `@listSize`',
    metric: 'mudan_gateway_refusals_total{code="LIMIT_COST"}',
  },
  assumedListSize: {
    default: 5,
    unit: 'entries',
    what: 'entries counted for a list without `@listSize`',
    metric: 'mudan_gateway_operation_cost',
  },
  ratePoints: {
    default: 20_000,
    unit: 'points',
    what: 'cost that one identity (one address when nobody is logged in) may spend in a window',
    metric: 'mudan_gateway_refusals_total{code="RATE_LIMITED"}',
  },
  rateWindowSeconds: {
    default: 10,
    unit: 's',
    what: 'length of that window',
    metric: 'mudan_gateway_refusals_total{code="RATE_LIMITED"}',
  },
  rateColdPoints: {
    default: 100,
    unit: 'points',
    what: 'cost of making the gateway read a document that it has not prepared, charged before it is parsed; also of a request that is none, and (by address) of one with credentials that are refused',
    metric: 'mudan_gateway_refusals_total{code="RATE_LIMITED"}',
  },
  rateBodyBytes: {
    default: 1_024,
    unit: 'bytes',
    what: 'so much of a request body costs a point, charged before it is read (after, when the request does not announce its length)',
    metric: 'mudan_gateway_refusals_total{code="RATE_LIMITED"}',
  },
  rateHoldMs: {
    default: 250,
    unit: 'ms',
    what: 'time that a rate-limited request, or one whose body is too large, waits for its refusal, so that a client which does not heed it costs little (at most 1,000 wait)',
    metric: 'mudan_gateway_refusals_total{code="RATE_LIMITED"}',
  },
  maxInFlight: {
    default: 2_000,
    unit: 'requests',
    what: 'requests being served at once by one replica; lowered by itself, down to 64, while they make the event loop run late',
    metric: 'mudan_gateway_shed_total{reason="in-flight"}',
  },
  maxEventLoopDelayMs: {
    default: 250,
    unit: 'ms',
    what: 'smoothed delay of the event loop above which requests are turned away (documents not yet prepared: from half of it)',
    metric: 'mudan_gateway_shed_total{reason="event-loop"}',
  },
  maxColdQueue: {
    default: 200,
    unit: 'requests',
    what: 'documents not yet prepared that wait to be read',
    metric: 'mudan_gateway_shed_total{reason="cold-queue"}',
  },
  maxColdWaitMs: {
    default: 3_000,
    unit: 'ms',
    what: 'time that they wait',
    metric: 'mudan_gateway_shed_total{reason="cold-queue"}',
  },
  heavyCost: {
    default: 1_000,
    unit: 'points',
    what: 'cost from which an operation counts as heavy',
    metric: 'mudan_gateway_operation_cost',
  },
  maxHeavy: {
    default: 2,
    unit: 'operations',
    what: 'heavy operations of one identity that run at once; one while the event loop runs late (one that waits for subgraphs longer than 250 ms gives its place to the next)',
    metric: 'mudan_gateway_shed_total{reason="heavy-queue"}',
  },
  maxHeavyQueue: {
    default: 100,
    unit: 'operations',
    what: 'heavy operations of one identity that wait',
    metric: 'mudan_gateway_shed_total{reason="heavy-queue"}',
  },
  maxHeavyWaitMs: {
    default: 5_000,
    unit: 'ms',
    what: 'time that they wait',
    metric: 'mudan_gateway_shed_total{reason="heavy-queue"}',
  },
  maxRssBytes: {
    default: 1_610_612_736,
    unit: 'bytes',
    what: 'memory of the process above which requests are turned away (caches are emptied at 80 % of it)',
    metric: 'mudan_gateway_shed_total{reason="memory"}',
  },
  hotDocuments: {
    default: 2_000,
    unit: 'documents',
    what: 'prepared documents kept by the hot front',
    metric: 'mudan_gateway_hot_documents',
  },
  subgraphTimeoutMs: {
    default: 8_000,
    unit: 'ms',
    what: 'time for one attempt of one fetch',
    metric: 'mudan_gateway_subgraph_failures_total{code="SUBGRAPH_TIMEOUT"}',
  },
  subgraphRetries: {
    default: 1,
    unit: 'attempts',
    what: 'further attempts of a failed query fetch (never of a mutation)',
    metric: 'mudan_gateway_subgraph_retries_total',
  },
  subgraphRetryBudgetPercent: {
    default: 10,
    unit: '%',
    what: "share of a subgraph's fetches that may be retries",
    metric: 'mudan_gateway_subgraph_retries_total',
  },
  breakerFailurePercent: {
    default: 50,
    unit: '%',
    what: "share of failed fetches over 10 s that opens a subgraph's breaker",
    metric: 'mudan_gateway_breaker_state',
  },
  breakerMinimumRps: {
    default: 1,
    unit: 'fetches/s',
    what: 'fewer fetches than this say nothing about a subgraph',
    metric: 'mudan_gateway_breaker_state',
  },
  breakerTimeouts: {
    default: 5,
    unit: 'fetches',
    what: "fetches that ran into their time limit one after the other, none answered in between, which open a subgraph's breaker whatever the share",
    metric: 'mudan_gateway_breaker_state',
  },
  breakerOpenMs: {
    default: 5_000,
    unit: 'ms',
    what: 'time after which an open breaker lets one fetch through to try',
    metric: 'mudan_gateway_breaker_state',
  },
  bulkheadConcurrent: {
    default: 200,
    unit: 'fetches',
    what: 'fetches to one subgraph at once',
    metric: 'mudan_gateway_subgraph_failures_total{code="SUBGRAPH_BUSY"}',
  },
  bulkheadQueue: {
    default: 400,
    unit: 'fetches',
    what: 'fetches that wait for one subgraph',
    metric: 'mudan_gateway_subgraph_failures_total{code="SUBGRAPH_BUSY"}',
  },
} as const satisfies Record<string, LimitText>;

type LimitName = keyof typeof LIMITS;
export type Limits = Readonly<Record<LimitName, number>>;

/** The defaults with what the configuration overrides; throws for a name that is no limit and for a value that is no positive integer. */
export function limitsFrom(overrides: Partial<Limits> = {}): Limits {
  const limits: Record<string, number> = Object.fromEntries(
    Object.entries(LIMITS).map(([name, { default: value }]) => [name, value]),
  );
  for (const [name, value] of Object.entries(overrides)) {
    if (!Object.hasOwn(LIMITS, name)) throw new RangeError(`no limit is called ${name}`);
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`limit ${name} must be a whole number`);
    limits[name] = value;
  }
  return limits as Limits;
}
