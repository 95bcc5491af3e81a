import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { GatewayError } from '../../gateway/errors.ts';
import { difference } from './compare.ts';
import { platformSupergraph, type Supergraph } from './define.ts';
import { type Engines, startEngines } from './engines.ts';
import { type GeneratedOperation, generateOperation } from './operations.ts';
import { abstract } from './supergraphs/abstract.ts';
import { guild } from './supergraphs/guild.ts';
import { media } from './supergraphs/media.ts';
import { people } from './supergraphs/people.ts';
import { shop } from './supergraphs/shop.ts';

/** Operations per supergraph; `npm run test:differential` asks for 5,000. */
const RUNS = Number(process.env.DIFFERENTIAL_RUNS ?? 80);
/** The same operations every time unless another seed is given. */
const SEED = Number(process.env.DIFFERENTIAL_SEED ?? 20_261_122);

/** Shares of operations that may be refused with QUERY_PLANNING_FAILED, per supergraph; what they are is in docs/gateway-differences.md. */
const MAY_BE_REFUSED: Readonly<Record<string, number>> = { shop: 0.1, media: 0.01 };

interface Tally {
  operations: number;
  refused: number;
  /** The stock gateway differs from the reference; ours agrees with it. That is the proof that the stock gateway is wrong. */
  stockWrong: number;
  byPlanner: ReadonlyMap<string, number>;
}

const supergraphs: readonly Supergraph[] = [shop, media, people, abstract, guild, platformSupergraph()];

describe.each(supergraphs)('the supergraph $name', (supergraph) => {
  let engines: Engines | undefined;
  afterAll(() => engines?.close());

  it('is answered as by one merged schema of the same data, and as by the stock gateway wherever that is right', async () => {
    const started = await startEngines(supergraph);
    engines = started;
    const tally: Tally = { operations: 0, refused: 0, stockWrong: 0, byPlanner: started.planners };
    const tapes = fc.array(fc.nat({ max: 255 }), { minLength: 20, maxLength: 300, size: 'max' });
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        const operation = generateOperation(started.apiSchema, tape);
        fc.pre(started.validate(operation.text).length === 0);
        await tryOperation(started, operation, tally);
      }),
      { numRuns: RUNS, seed: SEED, maxSkipsPerRun: 1_000, endOnFailure: true },
    );
    console.log(
      `${supergraph.name}: ${tally.operations} operations (seed ${SEED}), planners ${JSON.stringify([...tally.byPlanner])}, ` +
        `${tally.refused} refused, ${tally.stockWrong} where only the stock gateway differs from the reference, none wrong`,
    );
    expect(tally.refused / tally.operations).toBeLessThanOrEqual(MAY_BE_REFUSED[supergraph.name] ?? 0);
  });
});

async function tryOperation(engines: Engines, { text, variables }: GeneratedOperation, tally: Tally): Promise<void> {
  tally.operations += 1;
  const reference = await engines.reference(text, variables);
  const cold = await engines.ours(text, variables).catch((error: unknown) => {
    if (error instanceof GatewayError && error.code.startsWith('QUERY_PLANNING')) return undefined;
    throw error;
  });
  if (cold === undefined) {
    tally.refused += 1;
    return;
  }
  const isMutation = text.startsWith('mutation');
  const hot = await engines.ours(text, variables);
  const [shared, joined] = await Promise.all([
    engines.ours(text, variables, true),
    engines.ours(text, variables, true),
  ]);
  for (const other of [hot, shared, joined]) expect(difference(other, cold)).toBeUndefined();
  if (!isMutation) expect(joined.data).toEqual(shared.data);
  const against = difference(cold, reference);
  if (against !== undefined) throw new Error(`${against}\n${text}\n${JSON.stringify(variables)}`);
  const stock = await engines
    .stock(text, variables)
    .catch((error: unknown) => ({ data: null, errors: [{ message: String(error) }] }));
  const againstStock = difference(cold, stock);
  if (againstStock === undefined) return;
  expect(
    difference(stock, reference),
    `ours and stock differ, yet both agree with the reference: ${againstStock}\n${text}`,
  ).toBeDefined();
  tally.stockWrong += 1;
}
