import { isDocument } from '../bson/types.ts';

/** Whether a value is a document whose first field is an operator; a DBRef (`{$ref, $id}`) is a plain value. */
export function isOperator(value: unknown): boolean {
  if (!isDocument(value)) return false;
  const name = Object.keys(value)[0];
  return name?.startsWith('$') === true && name !== '$ref' && name !== '$id' && name !== '$db';
}
