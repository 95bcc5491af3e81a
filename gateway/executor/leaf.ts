import { type GraphQLLeafType, isEnumType } from 'graphql';

/** A leaf as JSON text, or undefined when the value doesn't fit its type. Never called with null. */
export type LeafWriter = (value: unknown) => string | undefined;

const MAX_INT = 2_147_483_647;
const MIN_INT = -2_147_483_648;
/** Longer strings are quoted by the engine's own, vectorised, code. */
const SHORT = 64;

const BUILT_IN: Readonly<Record<string, LeafWriter>> = {
  Int: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= MIN_INT && value <= MAX_INT
      ? `${value}`
      : undefined,
  Float: (value) => (typeof value === 'number' && Number.isFinite(value) ? `${value}` : undefined),
  Boolean: (value) => (value === true ? 'true' : value === false ? 'false' : undefined),
  String: (value) => (typeof value === 'string' ? quote(value) : undefined),
  ID: (value) =>
    typeof value === 'string' ? quote(value) : Number.isInteger(value) ? `"${value as number}"` : undefined,
};

/** Values of an enum that the API schema doesn't have (`@inaccessible`) don't fit; custom scalars take any JSON value. */
export function leafWriter(type: GraphQLLeafType): LeafWriter {
  if (isEnumType(type)) {
    const texts = new Map(type.getValues().map(({ name }) => [name, `"${name}"`]));
    return (value) => (typeof value === 'string' ? texts.get(value) : undefined);
  }
  return BUILT_IN[type.name] ?? ((value) => JSON.stringify(value));
}

/** `JSON.stringify` for a string; faster for short ones that need no escape. */
export function quote(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit >= 0xd800 && unit <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}
