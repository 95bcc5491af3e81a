import type { Caller } from '../../kernel/caller.ts';
import type { Answer, TestSubgraph } from './subgraph.ts';

let keys = 0;

/** Runs one mutation with a fresh idempotency key (unless the input brings one) and gives its payload. */
export async function mutate(
  graph: TestSubgraph,
  caller: Caller,
  name: string,
  input: object,
  fields = '',
): Promise<Answer> {
  keys += 1;
  const type = name[0]?.toUpperCase() + name.slice(1);
  const document = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ${fields} } }`;
  return (await graph.run(caller, document, { input: { idempotencyKey: `fresh-${keys}`, ...input } }))[name];
}
