import { type Document, decodeDocument, isDocument } from '../bson/types.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import { compileMatcher, type Matcher } from '../query/match.ts';
import type { Context } from './context.ts';
import { readFlag } from './options.ts';

/** The options of a validator as they are kept; throws 72 and, for `$jsonSchema`, 238. */
export function readValidation(body: Document): Document {
  const { validator, validationLevel, validationAction } = body;
  if (validator !== undefined) {
    if (!isDocument(validator))
      throw new MongoServerFault('TypeMismatch', "BSON field 'validator' is the wrong type, expected type 'object'");
    compileMatcher(validator);
  }
  requireOneOf(body, 'validationLevel', ['strict', 'moderate', 'off']);
  requireOneOf(body, 'validationAction', ['error', 'warn']);
  return {
    ...(validator !== undefined && { validator }),
    ...(validationLevel !== undefined && { validationLevel }),
    ...(validationAction !== undefined && { validationAction }),
  };
}

function requireOneOf(body: Document, field: string, values: readonly unknown[]): void {
  if (body[field] === undefined || values.includes(body[field])) return;
  throw new MongoServerFault(
    'BadValue',
    `Enumeration value '${String(body[field])}' for field '${field}' is not a valid value.`,
  );
}

const compiled = new WeakMap<Document, Matcher>();

function matcherOf(collection: Collection): Matcher | undefined {
  const { validator, validationLevel } = collection.options;
  if (!isDocument(validator) || Object.keys(validator).length === 0 || validationLevel === 'off') return undefined;
  let matcher = compiled.get(validator);
  if (!matcher) {
    matcher = compileMatcher(validator);
    compiled.set(validator, matcher);
  }
  return matcher;
}

/** Refuses a document that the collection's validator doesn't accept (121). `before`: with level `moderate` what was invalid may stay so. */
export function checkValid(context: Context, collection: Collection, after: Buffer, before?: Buffer): void {
  const matcher = matcherOf(collection);
  if (!matcher || readFlag(context.body, 'bypassDocumentValidation')) return;
  const document = decodeDocument(after);
  if (matcher(document)) return;
  if (before && collection.options.validationLevel === 'moderate' && !matcher(decodeDocument(before))) return;
  if (collection.options.validationAction === 'warn') return;
  throw new MongoServerFault('DocumentValidationFailure', 'Document failed validation', {
    extra: {
      errInfo: {
        failingDocumentId: document._id,
        details: {
          operatorName: Object.keys(collection.options.validator)[0],
          specifiedAs: collection.options.validator,
          reason: 'document did not match the validator',
        },
      },
    },
  });
}
