import { compileTransforms } from '../aggregate/transform.ts';
import { identical, valuesEqual } from '../bson/compare.ts';
import { show } from '../bson/show.ts';
import { cloneValue, type Document, isDocument, setField, typeName } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { type ApplyOptions, compileModifiers } from './modifiers.ts';
import type { UpdateOptions } from './operators.ts';

/** An update, compiled. `apply` never changes the document it is given. `modified`: the new document differs in at least one byte. */
export interface CompiledUpdate {
  readonly kind: 'modifiers' | 'replacement' | 'pipeline';
  readonly apply: (document: Document, at?: ApplyOptions) => { document: Document; modified: boolean };
}

/** Compiles operators (`{$set: …}`), a replacement or a pipeline. Errors that don't depend on the document are thrown here. */
export function compileUpdate(update: Document | readonly Document[], options: UpdateOptions = {}): CompiledUpdate {
  if (Array.isArray(update)) return compilePipelineUpdate(update, options);
  const specification = update as Document;
  const isModifiers = Object.keys(specification)[0]?.startsWith('$') === true;
  return isModifiers ? compileModifierUpdate(specification, options) : compileReplacement(specification, options);
}

function compileModifierUpdate(update: Document, options: UpdateOptions): CompiledUpdate {
  const modify = compileModifiers(update, options);
  return finish('modifiers', (document, at) => {
    modify(document, at);
    return document;
  });
}

function compileReplacement(replacement: Document, options: UpdateOptions): CompiledUpdate {
  if ((options.arrayFilters?.length ?? 0) > 0) {
    throw new MongoServerFault('FailedToParse', 'arrayFilters may not be specified for replacement-style updates');
  }
  const dollar = Object.keys(replacement).find((name) => name.startsWith('$'));
  if (dollar !== undefined) {
    throw new MongoServerFault(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    );
  }
  return finish('replacement', (document) => withId(cloneValue(replacement), document._id));
}

function compilePipelineUpdate(stages: readonly Document[], options: UpdateOptions): CompiledUpdate {
  if ((options.arrayFilters?.length ?? 0) > 0) {
    throw new MongoServerFault('FailedToParse', 'arrayFilters may not be specified for pipeline-syle updates');
  }
  const transform = compileTransforms(stages, options);
  return finish('pipeline', (document) => withId(transform(document), document._id));
}

/** `_id` comes first; a new document that has none keeps the old one's. */
export function withId(document: Document, id: unknown): Document {
  const own = document._id === undefined ? id : document._id;
  if (own === undefined || Object.keys(document)[0] === '_id') return document;
  const result: Document = { _id: own };
  for (const name of Object.keys(document)) if (name !== '_id') setField(result, name, document[name]);
  return result;
}

type Produce = (copy: Document, at: ApplyOptions) => Document;

function finish(kind: CompiledUpdate['kind'], produce: Produce): CompiledUpdate {
  return {
    kind,
    apply(document, at = {}) {
      const result = produce(cloneValue(document), at);
      refuseOtherId(kind, document._id, result._id);
      return { document: result, modified: !identical(document, result) };
    },
  };
}

function refuseOtherId(kind: CompiledUpdate['kind'], before: unknown, after: unknown): void {
  if (before !== undefined && (after === undefined || !valuesEqual(before, after) || !identical(before, after))) {
    throw new MongoServerFault(
      'ImmutableField',
      kind === 'modifiers'
        ? `Performing an update on the path '_id' would modify the immutable field '_id'`
        : `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${show(after)}`,
    );
  }
  if (before === undefined && after !== undefined) checkId(after);
}

/** Refuses what can't be an `_id`: arrays, regular expressions, undefined, documents with `$` names. For inserts as well. */
export function checkId(id: unknown): void {
  const type = typeName(id);
  if (type === 'array' || type === 'regex' || type === 'undefined') {
    throw new MongoServerFault('InvalidIdField', `The '_id' value cannot be of type ${type}`);
  }
  const dollar = isDocument(id) ? Object.keys(id).find((name) => name.startsWith('$')) : undefined;
  if (dollar !== undefined) {
    throw new MongoServerFault(
      'DollarPrefixedFieldName',
      `_id fields may not contain '$'-prefixed fields: ${dollar} is not valid for storage.`,
    );
  }
}
