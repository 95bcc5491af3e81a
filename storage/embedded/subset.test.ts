import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACCUMULATORS, REFUSED_ACCUMULATORS } from './aggregate/accumulators.ts';
import { compileExpression } from './aggregate/expression.ts';
import { OPERATORS, REFUSED_EXPRESSIONS } from './aggregate/operators.ts';
import { compilePipeline } from './aggregate/pipeline.ts';
import { STAGES } from './aggregate/stages.ts';
import { faultOf } from './bson/plain.testing.ts';
import type { Document } from './bson/types.ts';
import { COMMANDS, commandFor, REFUSED_COMMANDS } from './commands/registry.ts';
import { parseFilter } from './query/parse.ts';
import { compileUpdate } from './update/compile.ts';
import { REFUSED_OPERATORS, UPDATE_OPERATORS } from './update/operators.ts';

const text = readFileSync(new URL('./SUBSET.md', import.meta.url), 'utf8');

/** The operators named in a section of SUBSET.md, and those named in its line "Refused:". */
function section(title: string): { supported: string[]; refused: string[] } {
  const body = text.split(`## ${title}\n`)[1]?.split('\n## ')[0] ?? '';
  const lists = body
    .split('\n\n')
    .filter(
      (paragraph) => /`\$/.test(paragraph) && !/^(?:In projections|With|Variables|In it is)/.test(paragraph.trim()),
    );
  const names = (paragraphs: string[]) =>
    paragraphs.flatMap((paragraph) =>
      [...paragraph.split('. ')[0]!.matchAll(/`(\$\w+)`/g)].map((match) => match[1] as string),
    );
  const isRefusal = (paragraph: string) => paragraph.trim().startsWith('Refused');
  return { supported: names(lists.filter((list) => !isRefusal(list))), refused: names(lists.filter(isRefusal)) };
}

const codeOf = (work: () => unknown): number | undefined => {
  try {
    work();
  } catch (error) {
    return (error as { code: number }).code;
  }
  return undefined;
};
const unknownTo = (work: () => unknown, code: number, message: string): boolean => {
  try {
    work();
  } catch (error) {
    const fault = error as { code: number; message: string };
    return fault.code === 238 || (fault.code === code && fault.message.startsWith(message));
  }
  return false;
};

describe('SUBSET.md', () => {
  it('names the commands', () => {
    const [supported = '', refused = ''] = (text.split('## Commands')[1] ?? '').split('## ')[0]!.split('Refused:');
    const names = (list: string) => [...list.matchAll(/`(\w+)`/g)].map((match) => match[1]).toSorted();
    expect(names(supported)).toEqual([...COMMANDS.keys()].toSorted());
    expect(names(refused)).toEqual([...REFUSED_COMMANDS].toSorted());
    for (const name of REFUSED_COMMANDS) expect(faultOf(() => commandFor(name)).code, name).toBe(238);
  });

  it('names the query operators', () => {
    const { supported, refused } = section('Query operators');
    expect(supported.length).toBeGreaterThan(20);
    for (const name of supported) {
      const filters: Document[] = [{ [name]: [{}] }, { a: { [name]: 1 } }];
      expect(
        filters.every((filter) => unknownTo(() => parseFilter(filter), 2, 'unknown')),
        name,
      ).toBe(false);
    }
    for (const name of refused)
      expect(
        codeOf(() => parseFilter({ a: { [name]: 1 } })),
        name,
      ).toBe(238);
  });

  it('names the update operators', () => {
    const { supported, refused } = section('Update operators');
    expect(supported.toSorted()).toEqual(Object.keys(UPDATE_OPERATORS).toSorted());
    expect(refused.toSorted()).toEqual([...REFUSED_OPERATORS].toSorted());
  });

  it('names the stages', () => {
    const { supported, refused } = section('Stages');
    expect(supported.toSorted()).toEqual([...Object.keys(STAGES), '$documents', '$out', '$merge'].toSorted());
    for (const name of refused) expect(faultOf(() => compilePipeline([{ [name]: {} }])).code, name).toBe(238);
  });

  it('names the accumulators', () => {
    const { supported, refused } = section('Accumulators of `$group`');
    expect(supported.toSorted()).toEqual(Object.keys(ACCUMULATORS).toSorted());
    expect(refused.toSorted()).toEqual([...REFUSED_ACCUMULATORS].toSorted());
  });

  it('refuses what it says by name', () => {
    const group = (name: string) => compilePipeline([{ $group: { _id: null, x: { [name]: {} } } }]);
    for (const name of REFUSED_ACCUMULATORS) expect(faultOf(() => group(name)).code, name).toBe(238);
    for (const name of REFUSED_EXPRESSIONS)
      expect(faultOf(() => compileExpression({ [name]: 1 })).code, name).toBe(238);
    for (const name of REFUSED_OPERATORS)
      expect(faultOf(() => compileUpdate({ [name]: { a: 1 } })).code, name).toBe(238);
  });

  it('names the expressions', () => {
    const { supported, refused } = section('Expressions');
    expect([...new Set(supported)].toSorted()).toEqual(Object.keys(OPERATORS).toSorted());
    expect(refused.toSorted()).toEqual(
      [...REFUSED_EXPRESSIONS].filter((name) => name !== '$encStrStartsWith').toSorted(),
    );
  });
});
