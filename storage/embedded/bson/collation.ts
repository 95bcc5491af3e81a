import { MongoServerFault, notImplemented } from '../errors.ts';
import { toNumber } from './numbers.ts';
import { show } from './show.ts';
import { compareCodePoints } from './strings.ts';
import { type Document, typeName } from './types.ts';

/** How strings are ordered. `undefined` stands for MongoDB's `simple`: by code point. */
export interface Collation {
  readonly locale: string;
  /** 1 base letters, 2 and accents (case-insensitive), 3 and case. */
  readonly strength: 1 | 2 | 3;
  readonly numericOrdering: boolean;
  readonly compare: (a: string, b: string) => number;
}

const SENSITIVITY = { 1: 'base', 2: 'accent', 3: 'variant' } as const;

/** Options that change the order and that we only have in their default. */
const DEFAULTS: Document = {
  caseLevel: false,
  caseFirst: 'off',
  alternate: 'non-ignorable',
  maxVariable: 'punct',
  backwards: false,
  normalization: false,
};

const cache = new Map<string, Collation>();

/** Reads `collation`. English (`en…`) and Chinese (`zh…`, pinyin) at strength 1 to 3 come from the same CLDR tables as MongoDB's; anything else is refused by name. */
export function parseCollation(spec: Document | undefined): Collation | undefined {
  if (spec === undefined || Object.keys(spec).length === 0) return undefined;
  const { locale, strength, numericOrdering, version: _version, ...rest } = spec;
  if (locale === undefined) {
    throw new MongoServerFault(40414, "BSON field 'collation.locale' is missing but a required field");
  }
  if (typeof locale !== 'string') {
    throw new MongoServerFault(
      'TypeMismatch',
      `BSON field 'collation.locale' is the wrong type '${typeName(locale)}', expected type 'string'`,
    );
  }
  refuseOthers(rest);
  if (locale === 'simple') return undefined;
  if (!/^(en|zh)([_-][A-Za-z]+)*$/.test(locale)) throw notImplemented(`collation locale '${locale}'`);
  return cached(locale, readStrength(strength), numericOrdering === true);
}

function refuseOthers(rest: Document): void {
  for (const [name, value] of Object.entries(rest)) {
    if (!Object.hasOwn(DEFAULTS, name)) {
      throw new MongoServerFault(40415, `BSON field 'collation.${name}' is an unknown field.`);
    }
    if (value !== DEFAULTS[name]) throw notImplemented(`collation option '${name}: ${show(value)}'`);
  }
}

function readStrength(value: unknown): 1 | 2 | 3 {
  const strength = value === undefined ? 3 : toNumber(value);
  if (strength === 1 || strength === 2 || strength === 3) return strength;
  throw notImplemented(`collation strength ${strength}`);
}

function cached(locale: string, strength: 1 | 2 | 3, numericOrdering: boolean): Collation {
  const id = `${locale}/${strength}/${numericOrdering}`;
  const known = cache.get(id);
  if (known !== undefined) return known;
  const collator = new Intl.Collator(locale.replaceAll('_', '-'), {
    sensitivity: SENSITIVITY[strength],
    numeric: numericOrdering,
    ignorePunctuation: false,
  });
  const collation = { locale, strength, numericOrdering, compare: (a: string, b: string) => collator.compare(a, b) };
  cache.set(id, collation);
  return collation;
}

export function compareStrings(a: string, b: string, collation: Collation | undefined): number {
  return collation === undefined ? compareCodePoints(a, b) : collation.compare(a, b);
}
