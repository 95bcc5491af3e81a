import { mongo } from 'mongoose';
import type { Entities } from './entities.ts';
import { Mismatch, match } from './match.ts';
import { bulkResult, clientBulkResult } from './operations.ts';
import type { ExpectedError, Json } from './spec.ts';

interface Failed extends Error {
  readonly code?: number;
  readonly codeName?: string;
  readonly errorResponse?: Json;
  readonly result?: unknown;
  readonly cause?: unknown;
}

/** Throws {@link Mismatch} unless the error is the one expected. */
export function matchError(expected: ExpectedError, error: Failed, entities: Entities): void {
  const fail = (what: string): never => {
    throw new Mismatch(`error ${what}: ${error.name} ${error.code ?? ''} ${error.message}`);
  };
  const source = serverError(error);
  if (expected.isClientError !== undefined && expected.isClientError === source instanceof mongo.MongoServerError)
    fail('is on the wrong side');
  if (
    expected.errorContains !== undefined &&
    !error.message.toLowerCase().includes(expected.errorContains.toLowerCase())
  )
    fail(`doesn't contain '${expected.errorContains}'`);
  if (expected.errorCode !== undefined && source.code !== expected.errorCode) fail(`hasn't code ${expected.errorCode}`);
  if (expected.errorCodeName !== undefined && source.codeName !== expected.errorCodeName)
    fail(`hasn't codeName ${expected.errorCodeName}`);
  for (const label of expected.errorLabelsContain ?? []) if (!hasLabel(source, label)) fail(`hasn't label ${label}`);
  for (const label of expected.errorLabelsOmit ?? []) if (hasLabel(source, label)) fail(`has label ${label}`);
  if (expected.errorResponse !== undefined)
    match(expected.errorResponse, source.errorResponse, 'errorResponse', entities, true);
  matchBulk(expected, error, entities);
}

/** A client bulk write wraps what the server said. */
function serverError(error: Failed): Failed {
  return error instanceof mongo.MongoClientBulkWriteError && error.cause instanceof Error
    ? (error.cause as Failed)
    : error;
}

function hasLabel(error: Failed, label: string): boolean {
  return error instanceof mongo.MongoError && error.hasErrorLabel(label);
}

function matchBulk(expected: ExpectedError, error: Failed, entities: Entities): void {
  if (error instanceof mongo.MongoClientBulkWriteError) {
    for (const [index, writeError] of Object.entries(expected.writeErrors ?? {}))
      match(writeError, error.writeErrors.get(Number(index)), `writeErrors.${index}`, entities, true);
    if (expected.writeConcernErrors) match(expected.writeConcernErrors, error.writeConcernErrors, 'result', entities);
    if (expected.expectResult !== undefined)
      match(
        expected.expectResult,
        error.partialResult && clientBulkResult(error.partialResult),
        'partialResult',
        entities,
        true,
      );
    return;
  }
  if (expected.expectResult === undefined) return;
  const result = error instanceof mongo.MongoBulkWriteError ? bulkResult(error.result) : error.result;
  match(expected.expectResult, result, 'error.result', entities, true);
}
