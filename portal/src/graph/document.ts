import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { gql } from '@urql/core';

const texts = new Map<string, string>();

/** A typed document out of a `generated.ts`. Its text is kept: the gateway may serve registered texts only, to the byte. */
export function document<Data, Variables>(name: string, text: string): TypedDocumentNode<Data, Variables> {
  texts.set(name, text);
  return gql(text) as TypedDocumentNode<Data, Variables>;
}

/** The text of an operation as it was generated. */
export function textOf(name: string | undefined): string | undefined {
  return name === undefined ? undefined : texts.get(name);
}
