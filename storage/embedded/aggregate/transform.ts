import { show } from '../bson/show.ts';
import { type Document, isDocument } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { compileAddFields, compileProjection } from '../query/project.ts';
import { compileExpression, type ExpressionOptions } from './expression.ts';

/** One document in, one out. */
export type Transform = (document: Document) => Document;
type CompileTransform = (operand: unknown, options: ExpressionOptions, name: string) => Transform;

/** The stages that turn each document into another; updates by pipeline have only these. */
export const TRANSFORMS: Record<string, CompileTransform> = {
  $project: compileProject,
  $unset: compileUnset,
  $addFields: compileAdd,
  $set: compileAdd,
  $replaceRoot(operand, options) {
    const { newRoot, ...rest } = isDocument(operand) ? operand : {};
    const other = Object.keys(rest)[0];
    if (other !== undefined)
      throw new MongoServerFault(40415, `BSON field '$replaceRoot.${other}' is an unknown field.`);
    if (newRoot === undefined) {
      throw new MongoServerFault(40414, "BSON field '$replaceRoot.newRoot' is missing but a required field");
    }
    return compileReplaceRoot(newRoot, options, "'newRoot' expression ");
  },
  $replaceWith: (operand, options) => compileReplaceRoot(operand, options, "'replacement document' "),
};

function compileProject(operand: unknown, options: ExpressionOptions): Transform {
  if (!isDocument(operand)) throw new MongoServerFault(15969, '$project specification must be an object');
  if (Object.keys(operand).length === 0) {
    throw new MongoServerFault(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  }
  return compileProjection(operand, options);
}

function compileAdd(operand: unknown, options: ExpressionOptions, name: string): Transform {
  if (!isDocument(operand)) {
    throw new MongoServerFault(40272, `${name} specification stage must be an object, got ${typeof operand}`);
  }
  if (Object.keys(operand).length === 0) {
    throw new MongoServerFault(40177, `Invalid ${name} :: caused by :: specification must have at least one field`);
  }
  return compileAddFields(operand, options);
}

function compileUnset(operand: unknown, options: ExpressionOptions): Transform {
  const names: unknown[] = Array.isArray(operand) ? operand : [operand];
  if (names.length === 0 || names.some((name) => typeof name !== 'string')) {
    throw new MongoServerFault(31002, '$unset specification must be a string or an array of strings');
  }
  return compileProjection(Object.fromEntries(names.map((name) => [name, false])), options);
}

function compileReplaceRoot(operand: unknown, options: ExpressionOptions, what: string): Transform {
  const evaluate = compileExpression(operand, options);
  return (document) => {
    const result = evaluate(document);
    if (isDocument(result)) return result;
    throw new MongoServerFault(40228, `${what}must evaluate to an object, but resulting value was: ${show(result)}`);
  };
}

/** Compiles an update's pipeline. Errors: a stage that isn't allowed there (72) or unknown (40324). */
export function compileTransforms(stages: readonly Document[], options: ExpressionOptions): Transform {
  const transforms = stages.map((stage) => {
    const name = stageName(stage);
    const compile = Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name] : undefined;
    if (compile === undefined) {
      throw new MongoServerFault('InvalidOptions', `${name} is not allowed to be used within an update`);
    }
    return compile(stage[name], options, name);
  });
  return (document) => transforms.reduce((result, transform) => transform(result), document);
}

/** The single field of a stage. */
export function stageName(stage: unknown): string {
  if (!isDocument(stage)) {
    throw new MongoServerFault('TypeMismatch', "Each element of the 'pipeline' array must be an object");
  }
  const [name, ...others] = Object.keys(stage);
  if (name === undefined || others.length > 0) {
    throw new MongoServerFault(40323, 'A pipeline stage specification object must contain exactly one field.');
  }
  return name;
}
