import { describe, expect, it } from 'vitest';
import { composeSupergraph, type SubgraphSource } from './compose.ts';

const LINK = (extra = ''): string =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@composeDirective", "@cost", "@listSize"]) ${extra}\n`;

const service = (name: string, sdl: string, extra?: string): SubgraphSource => ({ name, sdl: LINK(extra) + sdl });

describe('composing', () => {
  it('keeps @cost, @listSize and composed directives in the supergraph', () => {
    const composed = composeSupergraph([
      service(
        'shop',
        'directive @access(anyOf: [String!]!) on FIELD_DEFINITION type Query { items(first: Int): [Item!] @listSize(slicingArguments: ["first"]) @access(anyOf: ["user"]) } type Item { price: Int @cost(weight: 7) }',
        '@link(url: "https://mudan.example/access/v1.0", import: ["@access"]) @composeDirective(name: "@access")',
      ),
    ]);
    expect(composed).toMatchObject({ ok: true });
    const sdl = composed.ok ? composed.supergraphSdl : '';
    expect(sdl).toContain('@cost(weight: 7)');
    expect(sdl).toContain('@listSize(slicingArguments: ["first"])');
    expect(sdl).toContain('@access(anyOf: ["user"])');
    expect(sdl).toContain('local://shop');
  });

  it('says which subgraph has a syntax error, and where', () => {
    const composed = composeSupergraph([
      service('good', 'type Query { a: Int }'),
      { name: 'bad', sdl: 'type Query {\n  a: \n}' },
    ]);
    expect(composed).toEqual({ ok: false, errors: [expect.stringMatching(/^bad: .*\(line 3, column 1\)$/)] });
  });

  it('says in words why subgraphs do not fit, with a code', () => {
    const composed = composeSupergraph([
      service('one', 'type Query { a: Int }'),
      service('two', 'type Query { a: Int }'),
    ]);
    expect(composed).toEqual({
      ok: false,
      errors: [expect.stringMatching(/Non-shareable field "Query\.a".*\[INVALID_FIELD_SHARING\]$/)],
    });
  });

  it('gives hints that refuse nothing', () => {
    const composed = composeSupergraph([
      service('one', 'type Query { a: A } type A @shareable { "one" b: Int }'),
      service('two', 'type Query { c: A } type A @shareable { "two" b: Int }'),
    ]);
    expect(composed).toMatchObject({ ok: true, hints: [{ code: 'INCONSISTENT_DESCRIPTION', coordinate: 'A.b' }] });
  });
});
