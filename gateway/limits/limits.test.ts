import { readFileSync } from 'node:fs';
import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { composeSupergraph } from '../compose.ts';
import { GatewayError } from '../errors.ts';
import { createGatewayMetrics } from '../telemetry/metrics.ts';
import { compileCost } from './cost.ts';
import { readCosts } from './cost-index.ts';
import { LIMITS, limitsFrom } from './defaults.ts';
import { limitsPage } from './docs.ts';
import { checkDocument } from './document.ts';
import { createRateLimiter } from './rate.ts';
import { checkVariables } from './variables.ts';

const limits = limitsFrom();
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
  return 'accepted';
};

describe('the table of defaults', () => {
  it('is what docs/gateway-limits.md says', () => {
    expect(readFileSync(new URL('../../docs/gateway-limits.md', import.meta.url), 'utf8')).toBe(limitsPage());
  });

  it('names metrics that exist', async () => {
    const { registry } = createGatewayMetrics();
    const names = new Set(registry.getMetricsAsArray().map(({ name }) => name));
    for (const { metric } of Object.values(LIMITS)) {
      const name = metric.replace(/\{.*/, '');
      // Gauges are registered by the front; front.test.ts reads them.
      if (name !== 'mudan_gateway_hot_documents') expect(names).toContain(name);
    }
  });

  it('takes overrides by name and refuses what it does not know', () => {
    expect(limitsFrom({ maxCost: 7 }).maxCost).toBe(7);
    expect(() => limitsFrom({ maxCosts: 7 } as never)).toThrow('no limit is called maxCosts');
    expect(() => limitsFrom({ maxCost: -1 })).toThrow('whole number');
    expect(() => limitsFrom({ maxCost: Number.NaN })).toThrow('whole number');
  });
});

describe('hostile documents', () => {
  const check = (text: string) => codeOf(() => checkDocument(parse(text), limits));
  const nest = (levels: number) => `${'{a'.repeat(levels)}${'}'.repeat(levels)}`;
  const bomb = Array.from(
    { length: 20 },
    (_, index) => `fragment F${index} on Q { ...F${index + 1} ...F${index + 1} }`,
  ).join(' ');
  const chain = Array.from({ length: 90 }, (_, index) => `fragment F${index} on Q { ...F${index + 1} }`).join(' ');

  it.each([
    ['500 levels', nest(500), 'LIMIT_DEPTH'],
    ['the deepest that may be', nest(24), 'accepted'],
    ['one more', nest(25), 'LIMIT_DEPTH'],
    ['inline fragments all the way down', `{${'...{'.repeat(200)}a${'}'.repeat(200)}}`, 'LIMIT_DEPTH'],
    ['a fragment cycle', '{ ...A } fragment A on Q { ...B } fragment B on Q { a ...A }', 'LIMIT_DEPTH'],
    ['a cycle nobody uses', '{ a } fragment A on Q { ...A }', 'LIMIT_DEPTH'],
    ['a chain of fragments', `{ ...F0 } ${chain} fragment F90 on Q { a }`, 'LIMIT_DEPTH'],
    ['a bomb of 2^20', `{ ...F0 } ${bomb} fragment F20 on Q { a }`, 'LIMIT_SELECTIONS'],
    [
      '5,000 fragments',
      Array.from({ length: 5_000 }, (_, index) => `fragment F${index} on Q { a }`).join(' '),
      'LIMIT_FRAGMENTS',
    ],
    ['10,000 aliases', `{${Array.from({ length: 10_000 }, (_, index) => `a${index}: a`).join(' ')}}`, 'LIMIT_ALIASES'],
    ['one field 1,000 times', `{${'a '.repeat(1_000)}}`, 'LIMIT_DUPLICATES'],
    ['one spread 1,000 times', `{${'...A '.repeat(1_000)}} fragment A on Q { a }`, 'LIMIT_DUPLICATES'],
    ['1,000 directives', `{ a ${'@include(if: true) '.repeat(1_000)}}`, 'LIMIT_DIRECTIVES'],
    ['a fragment that is missing', '{ ...Nowhere }', 'accepted'],
  ])('%s', (_, text, expected) => expect(check(text)).toBe(expected));

  it('measures a long bomb without expanding it', () => {
    const long = Array.from(
      { length: 60 },
      (_, index) => `fragment F${index} on Q { ${`...F${index + 1} `.repeat(20)} }`,
    );
    const document = parse(`{ ...F59 } ${[...long].reverse().join(' ')} fragment F60 on Q { a }`);
    expect(codeOf(() => checkDocument(document, { ...limits, maxDepth: 1_000 }))).toBe('LIMIT_SELECTIONS');
  });
});

describe('variables', () => {
  it('may be neither deep nor many', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(codeOf(() => checkVariables({ deep }, limits))).toBe('LIMIT_VARIABLES');
    expect(codeOf(() => checkVariables({ many: Array.from({ length: 5_001 }, () => 1) }, limits))).toBe(
      'LIMIT_VARIABLES',
    );
    expect(codeOf(() => checkVariables({ input: { a: [1, { b: 2 }] } }, limits))).toBe('accepted');
  });
});

describe('cost', () => {
  const composed = composeSupergraph([
    {
      name: 'a',
      sdl: `
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize"])
        type Query {
          xs(first: Int = 10, after: String): Xs! @listSize(slicingArguments: ["first"], sizedFields: ["edges"], requireOneSlicingArgument: false)
          plain(first: Int): Xs!
          list(first: Int): [X!]
          big: [X!] @listSize(assumedSize: 30)
          dear(text: String @cost(weight: 4)): X @cost(weight: 7)
          heavy: Heavy
        }
        type Xs { edges: [X!]! totalCount: Int @cost(weight: 20) }
        type X { id: ID! xs: [X!] }
        type Heavy @cost(weight: 50) { id: ID! }`,
    },
  ]);
  if (!composed.ok) throw new Error(composed.errors.join());
  const schema = buildSchema(composed.supergraphSdl, { assumeValidSDL: true });
  const index = readCosts(composed.supergraphSdl);
  const cost = (text: string, variables: Record<string, unknown> = {}) => {
    const document = parse(text);
    return compileCost(schema, index, document, getOperationAST(document)!, limits)(variables);
  };

  it.each([
    ['{ xs(first: 20) { edges { id } } }', {}, 1 + 20],
    ['{ xs { edges { id } totalCount } }', {}, 1 + 10 + 20],
    ['{ plain(first: 20) { edges { id } } }', {}, 1 + 20],
    ['{ plain { edges { id } } }', {}, 1 + 5],
    ['{ list(first: 20) { id xs { id } } }', {}, 20 * (1 + 5)],
    ['{ big { id } }', {}, 30],
    ['{ dear(text: "x") { id } }', {}, 11],
    ['{ dear { id } heavy { id } __typename }', {}, 57],
    ['query($n: Int) { list(first: $n) { id } }', { n: 40 }, 40],
    ['query($n: Int = 30) { list(first: $n) { id } }', {}, 30],
    ['query($n: Int) { list(first: $n) { id } }', {}, 5],
    ['query($n: Int) { list(first: $n) { ...F } } fragment F on X { xs { id } }', { n: 100 }, 100 * 6],
    ['query($n: Int) { xs(first: $n) { ... on Xs { edges { ...F } } } } fragment F on X { id }', { n: 3 }, 4],
    ['{ a: big { id } b: big { id } }', {}, 60],
    ['{ __schema { types { name } } }', {}, 0],
  ])('%s with %j costs %i', (text, variables, expected) => expect(cost(text, variables)).toBe(expected));

  it.each([
    ['{ xs(first: 101) { edges { id } } }', {}],
    ['{ list(first: 1000000) { id } }', {}],
    ['query($n: Int) { plain(first: $n) { edges { id } } }', { n: 101 }],
    ['query($n: Int = 5000) { xs(first: $n) { edges { id } } }', {}],
  ])('refuses the page of %s with %j', (text, variables) =>
    expect(codeOf(() => cost(text, variables))).toBe('LIMIT_PAGE_SIZE'),
  );

  it('does not let a negative page make something else cheaper', () => {
    expect(cost('query($n: Int) { list(first: $n) { id } big { id } }', { n: -1_000 })).toBe(30);
  });
});

describe('the rate', () => {
  it('is each key’s own', async () => {
    const limiter = createRateLimiter({ ratePoints: 10, rateWindowSeconds: 60 });
    await limiter.consume('a', 9);
    await expect(limiter.consume('a', 9)).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      options: { retryAfterSeconds: 60 },
    });
    await limiter.consume('b', 9);
  });
});
