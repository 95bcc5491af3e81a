import { serialize } from 'bson';
import { type Document, decodeDocument } from './bson/types.ts';
import type { Connection, Reply } from './commands/context.ts';
import { dispatch } from './commands/dispatch.ts';
import type { Store } from './store.ts';
import { parseFrame } from './wire/frames.ts';
import { RawValue } from './wire/raw.ts';
import { encodeReply } from './wire/reply-writer.ts';

const CONNECTION: Connection = { id: 1, appName: undefined };
const HEADER_BYTES = 21;
const OP_MSG = 2013;

/** Runs one command as it comes off a socket, with its turn, and answers the decoded reply. For tests. */
export function runCommand(store: Store, command: Document): Document {
  const body = serialize(command);
  const frame = Buffer.alloc(HEADER_BYTES + body.length);
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(OP_MSG, 12);
  frame.set(body, HEADER_BYTES);
  const reply: Reply = dispatch(store, CONNECTION, parseFrame(frame));
  const fault = store.endTurn();
  if (fault) throw fault;
  return decodeDocument(reply instanceof RawValue ? reply.bytes : encodeReply(reply));
}
