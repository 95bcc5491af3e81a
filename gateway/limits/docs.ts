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

## Several replicas

Each replica counts for itself: with n replicas behind a balancer an identity may spend up to n × \`ratePoints\`. Breakers, bulkheads and shedding are about one process and one connection pool, and are right per replica.
`;
}

if (import.meta.main) process.stdout.write(limitsPage());
