import { createHash } from 'node:crypto';
import { buildSchema, parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationsOf, trustedDocuments, withAbstractTypenames } from './operations.ts';

const document = parse(`
  query A { thing { ...Line } }
  query B { other }
  fragment Line on Thing { id owner { id } }
`);

describe('operations', () => {
  it('stand alone with their fragments, and ask for the type of everything below the root', () => {
    const [a, b] = operationsOf(document);
    expect(a?.text).toContain('fragment Line on Thing');
    expect(a?.text.match(/__typename/g)).toHaveLength(2);
    expect(b).toMatchObject({ name: 'B', kind: 'query', text: 'query B {\n  other\n}' });
  });

  it('are trusted by the hash of their text', () => {
    const operations = operationsOf(document);
    const trusted = trustedDocuments(operations);
    expect(Object.keys(trusted)).toHaveLength(2);
    for (const [hash, text] of Object.entries(trusted))
      expect(createHash('sha256').update(text).digest('hex')).toBe(hash);
  });

  it('have one name each, in the whole portal', () => {
    const operations = operationsOf(document);
    expect(() => trustedDocuments([...operations, ...operations])).toThrow('Two operations of the portal are named A.');
    expect(() => operationsOf(parse('{ other }'))).toThrow('no name');
  });

  it('are typed with `__typename` where a type is one of several, and nowhere else', () => {
    const schema = buildSchema('type Query { one: Result thing: Thing } union Result = Thing type Thing { id: ID }');
    const typed = withAbstractTypenames(schema, parse('{ one { ... on Thing { id } } thing { id } }'));
    expect(print(typed)).toBe(
      '{\n  one {\n    __typename\n    ... on Thing {\n      id\n    }\n  }\n  thing {\n    id\n  }\n}',
    );
  });
});
