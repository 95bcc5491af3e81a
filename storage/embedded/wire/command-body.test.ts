import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documents as anyDocument } from '../bson/arbitraries.testing.ts';
import { Binary, type Document, decodeDocument, encodeDocument, Int32, Long, ObjectId } from '../bson/types.ts';
import { type CommandBody, decodeCommand } from './command-body.ts';

const name = fc.constantFrom('_id', 'serial', 'unit', '单位', 'a.b', '7', '__proto__', '$and', '$id');
const scalar = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.integer().map((value) => new Int32(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value) => Long.fromBigInt(value)),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ minLength: 12, maxLength: 12 }).map((bytes) => new ObjectId(bytes)),
  fc.constantFrom<unknown>(true, null, 1.5, new Binary(new Uint8Array(3))),
);
const session = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ({ id: new Binary(bytes, 4) }));
const rest = fc.record(
  {
    lsid: session,
    txnNumber: fc.bigInt(0n, 2n ** 62n).map((value) => Long.fromBigInt(value)),
    limit: fc.nat(),
    $db: fc.constant('test'),
  },
  { requiredKeys: ['$db'] },
);
const find = fc.tuple(fc.dictionary(name, scalar, { maxKeys: 3, noNullPrototype: true }), rest);
const insert = fc.tuple(fc.array(anyDocument(), { minLength: 1, maxLength: 3 }), rest);

/** The command as its parts say it, in the form of `decodeDocument`. */
function whole({ shape, fields, session: id, txnNumber }: CommandBody): Document {
  if (!shape) return fields;
  return {
    ...fields,
    ...(id !== undefined && { lsid: { id: new Binary(Buffer.from(id, 'latin1'), 4) } }),
    ...(txnNumber !== undefined && { txnNumber: Long.fromBigInt(txnNumber) }),
  };
}

describe('a command', () => {
  it('is decoded to the same by its shape, the first time and again', () => {
    fc.assert(
      fc.property(find, ([filter, others]) => {
        const raw = encodeDocument({ find: 'instruments', filter, ...others }) as Buffer;
        const expected = decodeDocument(raw);
        expect(whole(decodeCommand(raw, 'find'))).toEqual(expected);
        expect(whole(decodeCommand(raw, 'find'))).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps the documents of an insert as they were sent', () => {
    fc.assert(
      fc.property(insert, ([documents, others]) => {
        const raw = encodeDocument({ insert: 'instruments', documents, ...others }) as Buffer;
        const { documents: _documents, ...expected } = decodeDocument(raw);
        const body = decodeCommand(raw, 'insert');
        expect(whole(body)).toEqual(expected);
        expect(body.documents?.map((document) => Buffer.from(document))).toEqual(
          documents.map((document) => Buffer.from(encodeDocument(document))),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('is not taken for another whose shape is alike', () => {
    const body = (limit: number, filter: Document): CommandBody =>
      decodeCommand(encodeDocument({ find: 'instruments', filter, limit, $db: 'test' }) as Buffer, 'find');
    expect(body(1, { _id: 'x' }).shape).toBe(body(1, { _id: 'y' }).shape);
    expect(body(2, { _id: 'x' }).shape).not.toBe(body(1, { _id: 'x' }).shape);
    expect(body(1, { _id: new Int32(1) }).shape).not.toBe(body(1, { _id: 'x' }).shape);
    expect(body(1, { unit: 'x' }).shape).not.toBe(body(1, { _id: 'x' }).shape);
    expect(body(1, { _id: { $gt: 'x' } }).shape).toBeUndefined();
    expect(body(1, { _id: '单位' }).shape).toBeUndefined();
  });
});
