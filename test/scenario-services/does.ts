import type { Caller } from '../../kernel/caller.ts';
import type { Answer } from '../harness/booking-world.ts';
import type { ServicesWorld } from '../harness/services-world.ts';

/** Sends a mutation that must succeed. */
export async function does(
  world: ServicesWorld,
  caller: Caller,
  name: string,
  input: Record<string, unknown>,
  selection: string,
): Promise<Answer> {
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
  const answer = await world.services.send(
    caller,
    name,
    input,
    `... on ${success} { ${selection} } ... on Refusal { message }`,
  );
  if (answer.__typename !== success) throw new Error(`${name}: ${answer.__typename} ${answer.message}`);
  return answer;
}
