import { show } from '../bson/show.ts';
import type { Document } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import type { Predicate } from '../query/ast.ts';
import { compileParsed } from '../query/match.ts';
import { parseFilter } from '../query/parse.ts';
import type { UpdateOptions } from './operators.ts';

export type ElementFilters = ReadonlyMap<string, (element: unknown) => boolean>;

const unparsable = (message: string) => new MongoServerFault('FailedToParse', message);

/** Compiles `arrayFilters`; each names the element it tests by the first part of its paths. */
export function parseArrayFilters(options: UpdateOptions): ElementFilters {
  const filters = new Map<string, (element: unknown) => boolean>();
  for (const filter of options.arrayFilters ?? []) {
    const predicate = parseFilter(filter);
    const name = identifierOf(predicate);
    if (filters.has(name)) throw unparsable(`Found multiple array filters with the same top-level field name ${name}`);
    const matches = compileParsed(predicate, options);
    filters.set(name, (element) => matches({ [name]: element }));
  }
  return filters;
}

function identifierOf(predicate: Predicate): string {
  const names = new Set(identifiersIn(predicate));
  const [name, other] = names;
  if (name === undefined) throw unparsable('Cannot use an expression without a top-level field name in arrayFilters');
  if (other !== undefined) {
    throw unparsable(
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${other}'`,
    );
  }
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
    throw new MongoServerFault(
      'BadValue',
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
    );
  }
  return name;
}

function identifiersIn(predicate: Predicate): readonly string[] {
  switch (predicate.op) {
    case 'path':
      return predicate.parts.slice(0, 1);
    case 'not':
      return identifiersIn(predicate.of);
    case 'expr':
      throw new MongoServerFault(224, '$expr is not allowed in this context');
    default:
      return predicate.of.flatMap(identifiersIn);
  }
}

/** Every `$[name]` needs its filter, and every filter its use. */
export function refuseUnused(filters: ElementFilters, paths: readonly (readonly string[])[], update: Document): void {
  const used = new Set<string>();
  for (const parts of paths) {
    for (const part of parts) {
      const name = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (name === undefined) continue;
      used.add(name);
      if (!filters.has(name)) {
        throw new MongoServerFault(
          'BadValue',
          `No array filter found for identifier '${name}' in path '${parts.join('.')}'`,
        );
      }
    }
  }
  for (const name of filters.keys()) {
    if (!used.has(name))
      throw unparsable(`The array filter for identifier '${name}' was not used in the update ${show(update)}`);
  }
}
