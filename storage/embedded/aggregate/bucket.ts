import { compareValues } from '../bson/compare.ts';
import { show } from '../bson/show.ts';
import { type Document, Int32, isDocument } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { compileExpression, type ExpressionOptions } from './expression.ts';
import { type Field, type Group, groupBy, readField, toDocument } from './group.ts';
import type { CompileStage, Stage } from './stage.ts';

/** Ranges of `groupBy`: a boundary belongs to the range that it begins. */
export const compileBucket: CompileStage = (operand, context) => {
  if (!isDocument(operand)) throw new MongoServerFault(40201, 'Argument to $bucket stage must be an object');
  const { groupBy: by, boundaries, default: other, output, ...rest } = operand;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw new MongoServerFault(40197, `Unrecognized option to $bucket: ${unknown}.`);
  if (by === undefined || boundaries === undefined) {
    throw new MongoServerFault(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  }
  const limits = readBoundaries(boundaries, context.options);
  const boundedOf = compileExpression(by, context.options);
  const fields = Object.entries(isDocument(output) ? output : { count: { $sum: new Int32(1) } }).map(([name, spec]) =>
    readField(name, spec, context.options),
  );
  const hasDefault = Object.hasOwn(operand, 'default');
  const fallback = hasDefault ? compileExpression(other, context.options)({}) : undefined;
  const group = groupBy((document) => bucketOf(boundedOf(document), limits, hasDefault, fallback), fields, context);
  return bucketStage(group, fields);
};

function bucketStage(group: (source: Iterable<Document>) => Group[], fields: readonly Field[]): Stage {
  return (source) =>
    group(source)
      .sort((a, b) => compareValues(a.id, b.id))
      .map((item) => toDocument(item, fields));
}

function readBoundaries(boundaries: unknown, options: ExpressionOptions): readonly unknown[] {
  if (!Array.isArray(boundaries)) throw new MongoServerFault(40200, "The $bucket 'boundaries' field must be an array");
  if (boundaries.length < 2)
    throw new MongoServerFault(
      40192,
      `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length} value(s).`,
    );
  const limits = boundaries.map((boundary) => compileExpression(boundary, options)({}));
  limits.forEach((limit, i) => {
    if (i > 0 && compareValues(limits[i - 1], limit) >= 0) {
      throw new MongoServerFault(
        40194,
        `The 'boundaries' option to $bucket must be sorted, but elements ${i - 1} and ${i} are not in ascending order (${show(limits[i - 1])} is not less than ${show(limit)}).`,
      );
    }
  });
  return limits;
}

function bucketOf(value: unknown, limits: readonly unknown[], hasDefault: boolean, fallback: unknown): unknown {
  const above = limits.findIndex((limit) => compareValues(value, limit) < 0);
  if (above > 0) return limits[above - 1];
  if (hasDefault) return fallback;
  throw new MongoServerFault(
    40066,
    '$switch could not find a matching branch for an input, and no default was specified.',
  );
}
