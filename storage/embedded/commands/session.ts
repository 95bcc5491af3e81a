import { type BSON, Long } from 'bson';
import { toNumber } from '../bson/numbers.ts';
import { isDocument, isNumeric, typeOf } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import type { Store } from '../store.ts';
import type { Request } from '../wire/frames.ts';
import type { Command, Context } from './context.ts';
import { readArray } from './options.ts';

/** Session of a command, by the bytes of its id. */
export function sessionKey({ content }: Request): string | undefined {
  if (content.shape) return content.session;
  const lsid: unknown = content.fields.lsid;
  return lsid === undefined ? undefined : keyOf(lsid);
}

function keyOf(lsid: unknown): string {
  const id: unknown = isDocument(lsid) ? lsid.id : undefined;
  if (id === undefined || typeOf(id) !== 5)
    throw new MongoServerFault('TypeMismatch', "BSON field 'lsid.id' is the wrong type, expected type 'binData'");
  return Buffer.from((id as BSON.Binary).buffer).toString('latin1');
}

/** `txnNumber`, where the command has one. */
export function txnNumberOf({ content }: Request): bigint | undefined {
  if (content.shape) return content.txnNumber;
  const body = content.fields;
  const value: unknown = body.txnNumber;
  if (value === undefined) return undefined;
  if (!isNumeric(value))
    throw new MongoServerFault('TypeMismatch', "BSON field 'txnNumber' is the wrong type, expected type 'long'");
  if (body.lsid === undefined)
    throw new MongoServerFault('InvalidOptions', 'Transaction number requires a session ID to also be specified');
  if (Long.isLong(value)) return (BigInt(value.high) << 32n) | BigInt(value.low >>> 0);
  return BigInt(toNumber(value));
}

function requireTransaction(context: Context): { session: string; txnNumber: bigint } {
  const txnNumber = txnNumberOf(context.request);
  const session = sessionKey(context.request);
  if (session === undefined || txnNumber === undefined || context.body.autocommit !== false) {
    throw new MongoServerFault(125, `${context.request.command} must be run within a transaction`);
  }
  if (context.db !== 'admin')
    throw new MongoServerFault(
      'Unauthorized',
      `${context.request.command} may only be run against the admin database.`,
    );
  return { session, txnNumber };
}

function commitTransaction(context: Context): Record<string, unknown> {
  const { session, txnNumber } = requireTransaction(context);
  context.store.sessions.commit(session, txnNumber);
  return {};
}

function abortTransaction(context: Context): Record<string, unknown> {
  const { session, txnNumber } = requireTransaction(context);
  const transaction = context.store.sessions.continue(session, txnNumber);
  context.store.sessions.abort(transaction);
  return {};
}

function endSessions(context: Context): Record<string, unknown> {
  for (const lsid of readArray(context.body, context.request.command) ?? []) endSession(context.store, keyOf(lsid));
  return {};
}

function endSession(store: Store, session: string): void {
  store.cursors.closeSession(session);
  store.sessions.forget(session);
}

export const SESSION_COMMANDS: Readonly<Record<string, Command>> = {
  commitTransaction: { run: commitTransaction, writes: true, neverWaits: true, fields: ['recoveryToken'] },
  abortTransaction: { run: abortTransaction, writes: true, neverWaits: true, fields: ['recoveryToken'] },
  endSessions: { run: endSessions, fields: [] },
  killSessions: { run: endSessions, fields: [] },
  refreshSessions: { run: () => ({}), fields: [] },
};
