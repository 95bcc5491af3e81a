import { LIMITS } from './defaults.ts';

/** docs/gateway-limits.md, made from the table of defaults. `node gateway/limits/docs.ts > docs/gateway-limits.md` writes it; a test compares. */
export function limitsPage(): string {
  const rows = Object.entries(LIMITS).map(
    ([name, limit]) =>
      `| \`${name}\` | ${limit.default.toLocaleString('en')} ${limit.unit} | ${limit.what} | \`${limit.metric}\` |`,
  );
  return `# The gateway's limits

Made from \`gateway/limits/defaults.ts\`; do not edit. Any limit is overridden by name: \`createFront({ limits: { maxCost: 50_000 } })\`, or \`MUDAN_GATEWAY_LIMITS='{"maxCost":50000}'\` for a platform.
A limit can be raised, never switched off. The metric is what moves when it bites. Codes are explained in [errors.md](errors.md).

| limit | default | bounds | metric |
| --- | --- | --- | --- |
${rows.join('\n')}

## Cost

An operation's cost is known before it runs: a field costs its weight (\`@cost\`; objects 1, scalars 0) plus its children, times the entries it may have: the slicing argument, \`@listSize(assumedSize:)\`, or \`assumedListSize\`.
\`@skip\` and \`@include\` are not evaluated and alternatives of an abstract type are added up, so it is an upper bound. It is what \`ratePoints\` are paid in.

## Trusted documents

\`MUDAN_SAFELIST=off\` (\`createFront({ safelist })\`) serves every document. \`'log'\` serves those that are not registered and counts them (\`mudan_gateway_untrusted_documents_total\`); \`'enforce'\` refuses them with \`DOCUMENT_NOT_TRUSTED\`.
A portal's build registers its documents as a manifest \`{ "<sha256>": "<document>" }\` (\`mudan registry trust FILE\`); clients may then send \`documentId: "sha256:…"\` in place of the text. Run \`log\` until the counter stands still, then \`enforce\`.

## Metrics

\`/metrics\` is served on the gateway's own port, to connections from this machine only; everybody else gets 403. \`MUDAN_METRICS_FROM='10.0.0.0/8,2001:db8::1'\` (\`createFront({ metricsFrom })\`) lets a Prometheus elsewhere in.
Behind a proxy set \`MUDAN_TRUSTED_PROXIES\`: the address that counts is then what the proxy saw. A request with a proxy's headers (\`X-Forwarded-For\`, \`Forwarded\`, \`Via\`, \`X-Real-IP\`) that no trusted proxy accounts for is refused, so a proxy on the same machine exposes nothing by accident.

## Several replicas

Each replica counts for itself: with n replicas behind a balancer an identity may spend up to n × \`ratePoints\`. Breakers, bulkheads and shedding are about one process and one connection pool, and are right per replica.
Documents by their hash (automatic persisted queries) are remembered per replica too, 32 MiB of them: one that another replica has seen is answered PERSISTED_QUERY_NOT_FOUND, and the client sends the text once more, as it does after a restart.
Clients do that by themselves; a balancer that keeps a client on one replica saves the extra round trip. To share either, give \`createFront\` a \`rateLimiter\` or \`persisted\` of your own (two functions each) over a store that all replicas reach.
`;
}

if (import.meta.main) process.stdout.write(limitsPage());
