import { type Document, isDocument, setPath, typeName } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { isPattern } from '../query/operands.ts';
import { compileExpression, followPath } from './expression.ts';
import type { CompileStage, Namespace, Pipeline, PipelineOptions } from './stage.ts';

const unparsable = (message: string) => new MongoServerFault('FailedToParse', message);

interface LookupSpec {
  readonly from: Namespace;
  readonly as: readonly string[];
  readonly localField: readonly string[] | undefined;
  readonly foreignField: string | undefined;
  readonly variables: Document;
  readonly pipeline: readonly unknown[];
}

function readSpec(operand: unknown): LookupSpec {
  if (!isDocument(operand))
    throw unparsable(`the $lookup stage specification must be an object, but found ${typeName(operand)}`);
  const { from, as, localField, foreignField, let: variables = {}, pipeline, ...rest } = operand;
  const other = Object.keys(rest)[0];
  if (other !== undefined) throw unparsable(`unknown argument to $lookup: ${other}`);
  if (typeof as !== 'string') throw unparsable("$lookup argument 'as' must be a string");
  if ((localField === undefined) !== (foreignField === undefined)) {
    throw unparsable("$lookup requires both or neither of 'localField' and 'foreignField' to be specified");
  }
  if (localField === undefined && pipeline === undefined) {
    throw unparsable("$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified");
  }
  for (const [name, value] of Object.entries({ localField, foreignField })) {
    if (value !== undefined && typeof value !== 'string')
      throw unparsable(`$lookup argument '${name}' must be a string`);
  }
  if (!isDocument(variables)) throw unparsable("$lookup argument 'let' must be an object");
  return {
    from: readFrom(from),
    as: as.split('.'),
    localField: typeof localField === 'string' ? localField.split('.') : undefined,
    foreignField: typeof foreignField === 'string' ? foreignField : undefined,
    variables,
    pipeline: pipelineOf(pipeline),
  };
}

function pipelineOf(pipeline: unknown): readonly unknown[] {
  if (pipeline === undefined) return [];
  if (Array.isArray(pipeline)) return pipeline;
  throw new MongoServerFault(
    'TypeMismatch',
    `'pipeline' option must be specified as an array, found ${typeName(pipeline)}`,
  );
}

function readFrom(from: unknown): Namespace {
  if (typeof from === 'string' && from !== '') return { coll: from };
  throw unparsable(`$lookup needs the name of a collection, found ${typeName(from)}`);
}

const MAX_DEPTH = 20;

function depthOf(options: PipelineOptions): number {
  const depth = (options.depth ?? 0) + 1;
  if (depth <= MAX_DEPTH) return depth;
  throw new MongoServerFault(232, `Maximum number of nested sub-pipelines exceeded. Limit is ${MAX_DEPTH}`);
}

/** The other collection's pipeline, which does what it can of it while reading. */
function runOn(
  from: Namespace,
  pipeline: Pipeline,
  condition: Document | undefined,
  options: PipelineOptions,
): Iterable<Document> {
  if (pipeline.isSourceless) return pipeline.run([]);
  if (options.read === undefined) throw notImplemented('$lookup here');
  const { filter, ...rest } = pipeline.pushdown;
  const both = condition === undefined ? filter : { $and: [condition, filter] };
  return pipeline.run(options.read(from, { ...rest, filter: both }, options));
}

/** Both forms: equality of fields, a pipeline with variables, and the two together. */
export const compileLookup: CompileStage = (operand, context) => {
  const spec = readSpec(operand);
  const outer = context.options.letVariables ?? {};
  const names = Object.keys(spec.variables);
  const values = names.map((name) => compileExpression(spec.variables[name], context.options));
  const holder: Document = { ...outer, ...Object.fromEntries(names.map((name) => [name, undefined])) };
  const options = { ...context.options, depth: depthOf(context.options), letVariables: holder };
  const pipeline = context.compile(spec.pipeline, options);
  if (pipeline.output !== undefined)
    throw new MongoServerFault(51047, '$out and $merge are not allowed within a $lookup');
  return function* lookup(source) {
    for (const document of source) {
      const bound = values.map((value) => value(document));
      Object.assign(holder, outer);
      names.forEach((name, i) => {
        holder[name] = bound[i];
      });
      const found = [...runOn(spec.from, pipeline, joinCondition(spec, document), options)];
      yield setPath(document, spec.as, found);
    }
  };
};

/** Null and missing join with null and missing; an array joins with what any of its elements does. */
function joinCondition({ localField, foreignField }: LookupSpec, document: Document): Document | undefined {
  if (localField === undefined || foreignField === undefined) return undefined;
  const value = followPath(document, localField, 0) ?? null;
  if (!Array.isArray(value)) return { [foreignField]: { $eq: value } };
  if (!value.some(isPattern)) return { [foreignField]: { $in: value } };
  // `$in` would match by the pattern instead of finding it.
  return { $or: value.map((item) => ({ [foreignField]: { $eq: item } })) };
}
